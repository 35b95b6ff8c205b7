/** The real server on the miniature kernel, for tests that send what no proper client does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { minikernel } from '../support/minikernel.ts';
import { everyNotification, everyRequest, FILE } from './every-request.ts';
import { politely, type RawClient, startRaw } from './raw-client.ts';

export const ROOT = pathToFileURL(minikernel.replace(/\/$/, '')).href;
/** Of `FILE`. */
export const TEXT = readFileSync(join(minikernel, FILE), 'utf8');
export const PULLS = { textDocument: { diagnostic: {} } };
export const requests = everyRequest(ROOT);
export const notifications = everyNotification(ROOT);

export const INVALID_PARAMS = -32602;
export const CANCELLED = -32800;
/** What is wrong with these is not their form: the text is another one, or what is asked for cannot be done. */
export const REFUSALS = [-32801, -32803];

/** Starts the server, and waits until it has read the kernel. */
export async function startOnKernel(test: TestContext): Promise<RawClient> {
  const client = await startRaw(test, politely);
  await client.initialize(ROOT, PULLS);
  await client.untilRead();
  return client;
}
