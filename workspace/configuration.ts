/** The kernel's `.config`: what decides which Kconfig symbols are on. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { describeReadError, hasVanished } from './problem.ts';
import { decodeText } from './scan/source.ts';

/** Largest `.config` that is read. One of a whole distribution kernel is some 300 kB. */
export const maximumConfigurationBytes = 4 * 1024 * 1024;

/** Where a build puts its configuration. */
const treeConfiguration = '.config';
/** A pipe in the place of the file must not block. Links are followed: kernel builders link to the configuration they work with. */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** `problem`: what is wrong with the file, to stand after its name, with the remedy. */
export type ConfigurationResult = { kind: 'configuration'; text: string } | { kind: 'problem'; message: string };

/** The tree's own `.config`. `none` if the root has no regular file of that name. Never throws. */
export function findConfiguration(root: string): ConfigurationResult | { kind: 'none' } {
  const found = read(join(root, treeConfiguration));
  return found.kind === 'missing' || found.kind === 'not-a-file' ? { kind: 'none' } : found;
}

/** The configuration in a file that a person named, by its absolute path. Never throws. */
export function readConfiguration(path: string): ConfigurationResult {
  const found = read(path);
  if (found.kind === 'missing') return problem('does not exist; name a kernel .config');
  if (found.kind === 'not-a-file') return problem('is not a file; name a kernel .config');
  return found;
}

function read(path: string): ConfigurationResult | { kind: 'missing' } | { kind: 'not-a-file' } {
  let descriptor: number;
  try {
    descriptor = openSync(path, openFlags);
  } catch (error) {
    return hasVanished(error) ? { kind: 'missing' } : problem(describeReadError(error));
  }
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) return { kind: 'not-a-file' };
    if (status.size > maximumConfigurationBytes) return problem(tooLarge(status.size));
    const content = readAll(descriptor);
    return content.length > maximumConfigurationBytes ? problem(tooLarge(content.length)) : parse(content);
  } catch (error) {
    return problem(describeReadError(error));
  } finally {
    closeSync(descriptor);
  }
}

/** Up to one byte more than the limit, which tells that a file grew beyond it, or said nothing of its size. */
function readAll(descriptor: number): Buffer {
  const chunks: Buffer[] = [];
  for (let bytes = 0; bytes <= maximumConfigurationBytes; ) {
    const chunk = Buffer.allocUnsafe(256 * 1024);
    const length = readSync(descriptor, chunk, 0, chunk.length, null);
    if (length === 0) break;
    chunks.push(chunk.subarray(0, length));
    bytes += length;
  }
  return Buffer.concat(chunks);
}

function parse(content: Buffer): ConfigurationResult {
  const text = decodeText(content);
  if (!/^(CONFIG_\w+=|# CONFIG_\w+ is not set[ \t\r]*$)/m.test(text)) {
    return problem('is not a kernel configuration: no line of it sets a CONFIG_ symbol; take the .config that make wrote');
  }
  return { kind: 'configuration', text };
}

function tooLarge(bytes: number): string {
  const megabytes = 1024 * 1024;
  return `is left out: ${Math.ceil(bytes / megabytes)} MB, and a kernel .config has at most ${maximumConfigurationBytes / megabytes} MB`;
}

function problem(message: string): ConfigurationResult {
  return { kind: 'problem', message };
}
