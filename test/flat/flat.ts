/** A long day at one server: edits, documents opened and closed, branches switched; and how much memory it has after each part of the day. */
import { cpSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ServerStatus } from '../../engine/answers.ts';
import { politely, RawClient } from '../protocol/raw-client.ts';
import { startBuilt } from '../support/built-server.ts';
import { makeFolder } from '../support/folders.ts';
import { minikernel } from '../support/minikernel.ts';

export interface Day {
  edits: number;
  opens: number;
  switches: number;
}

export interface DayReport {
  /** Resident memory of the server in MB at the end of each quarter of the day, without garbage: the least of some looks. */
  quarters: number[];
  /** What is known of the tree in the morning, and in the evening with every text as it was. */
  before: unknown;
  after: unknown;
  openDocuments: number;
}

const LOOKS = 6;
const COLLECTING = fileURLToPath(new URL('../support/collecting.cjs', import.meta.url));

/** Drives a server through the day on a tree of its own. `progress` is told the quarter that has ended, and the memory. */
export async function liveThrough(day: Day, progress: (quarter: number, memory: number) => void = () => undefined): Promise<DayReport> {
  const root = makeFolder({ '.git/HEAD': '' });
  cpSync(minikernel, root, { recursive: true });
  const uri = pathToFileURL(root).href;
  const client = new RawClient(await startBuilt(['--stdio', '--no-cache'], ['--expose-gc', '--require', COLLECTING]), politely);
  try {
    await client.initialize(uri, { textDocument: { diagnostic: {}, hover: { contentFormat: ['markdown'] } } });
    await client.untilRead();
    const files = sources(root);
    const known = async () => {
      const { result } = await client.request('dmabuf/rowMarkdown', { root: uri, view: { by: 'outcome' }, path: [] });
      return result;
    };
    const before = await settled(known);
    const quarters: number[] = [];
    for (let quarter = 0; quarter < 4; quarter++) {
      const part = (all: number) => Math.ceil(all / 4);
      for (let edit = 0; edit < part(day.edits); edit++) await editOnce(client, uri, root, files[(edit >> 4) % files.length]!, edit);
      for (let open = 0; open < part(day.opens); open++) await openOnce(client, uri, root, files[open % files.length]!);
      for (let each = 0; each < part(day.switches); each++) await switchBranch(client, uri, root, files, each);
      client.told.length = 0;
      client.answers.length = 0;
      quarters.push(await memoryOf(client));
      progress(quarter, quarters.at(-1)!);
    }
    const { openDocuments } = (await client.request('dmabuf/status')).result as ServerStatus;
    return { quarters, before, after: await settled(known), openDocuments };
  } finally {
    client.child.kill('SIGKILL');
  }
}

function sources(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[ch]$/.test(name))
    .sort();
}

/** Sixteen edits of one document: it is opened, changed in other places, asked about, put right, and closed. */
async function editOnce(client: RawClient, uri: string, root: string, file: string, number: number): Promise<void> {
  const textDocument = { uri: `${uri}/${file}`, version: number + 2 };
  const text = readFileSync(join(root, file), 'utf8');
  const lines = text.split('\n').length;
  if (number % 16 === 0) client.notify('textDocument/didOpen', { textDocument: { ...textDocument, languageId: 'c', version: 1, text } });
  const start = { line: (number * 7) % lines, character: 0 };
  const inserted = ['/* note */\n', `static int unused_${number};\n`, '\n', '#ifdef CONFIG_NEW\n#endif\n'][number % 4]!;
  const change = number % 16 === 15 ? { text } : { range: { start, end: start }, text: inserted };
  client.notify('textDocument/didChange', { textDocument, contentChanges: [change] });
  await client.request('textDocument/hover', { textDocument, position: { line: start.line, character: 5 } });
  if (number % 4 === 0) await client.request('textDocument/diagnostic', { textDocument });
  if (number % 16 === 15) client.notify('textDocument/didClose', { textDocument });
}

async function openOnce(client: RawClient, uri: string, root: string, file: string): Promise<void> {
  const textDocument = { uri: `${uri}/${file}` };
  client.notify('textDocument/didOpen', {
    textDocument: { ...textDocument, languageId: 'c', version: 1, text: readFileSync(join(root, file), 'utf8') },
  });
  await client.request('textDocument/codeLens', { textDocument });
  client.notify('textDocument/didClose', { textDocument });
}

/** Half of the files become others, and all of them come back. */
async function switchBranch(client: RawClient, uri: string, root: string, files: readonly string[], number: number): Promise<void> {
  const half = files.filter((_, index) => (index + number) % 2 === 0);
  const tell = async (type: number) => {
    client.notify('workspace/didChangeWatchedFiles', { changes: half.map((file) => ({ uri: `${uri}/${file}`, type })) });
    await client.request('dmabuf/attachments');
  };
  const texts = half.map((file) => readFileSync(join(root, file), 'utf8'));
  for (const [index, file] of half.entries()) {
    if (index % 5 === 0) renameSync(join(root, file), join(root, `${file}.away`));
    else writeFileSync(join(root, file), texts[index]!.replaceAll('SGT', number % 2 === 0 ? 'PAL' : 'SGT'));
  }
  await tell(3);
  await tell(2);
  for (const [index, file] of half.entries()) {
    if (index % 5 === 0) renameSync(join(root, `${file}.away`), join(root, file));
    writeFileSync(join(root, file), texts[index]!);
  }
  await tell(1);
}

async function memoryOf(client: RawClient): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let look = 0; look < LOOKS; look++) {
    client.child.kill('SIGUSR2');
    await setTimeout(250);
    const { memory } = (await client.request('dmabuf/status')).result as ServerStatus;
    least = Math.min(least, memory.rss ?? Number.POSITIVE_INFINITY);
  }
  return Math.round(least / 1e5) / 10;
}

/** An answer that stays: the tree is searched for new names when nothing has changed for a while. */
async function settled<T>(ask: () => Promise<T>): Promise<T> {
  for (let last = await ask(); ; ) {
    await setTimeout(1500);
    const now = await ask();
    if (JSON.stringify(now) === JSON.stringify(last)) return now;
    last = now;
  }
}
