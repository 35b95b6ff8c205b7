/**
 * `npm run million`: a tree of 1,000,000 files around the miniature kernel, read by the server without and with a memory. Prints times and memory, fails if an
 * answer differs from that of the miniature kernel alone, and removes what it made. The files are hard links to a few, so that they take little room.
 */
import { cpSync, linkSync, mkdirSync, readdirSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { ServerStatus } from '../../engine/answers.ts';
import { politely, RawClient } from '../protocol/raw-client.ts';
import { startBuilt } from '../support/built-server.ts';
import { makeFolder, removeFolders } from '../support/folders.ts';
import { minikernel } from '../support/minikernel.ts';

const { values } = parseArgs({ options: { files: { type: 'string', default: '1000000' } } });
const wanted = Number(values.files);
const PER_FOLDER = 1000;
/** File systems allow a file some ten thousand names. */
const PER_ORIGINAL = 30_000;

function generate(): string {
  const root = makeFolder({ '.git/HEAD': '' });
  cpSync(minikernel, root, { recursive: true });
  for (let made = 0; made < wanted; made++) {
    const original = join(root, `original-${Math.floor(made / PER_ORIGINAL)}.txt`);
    if (made % PER_ORIGINAL === 0)
      writeFileSync(original, `${'/* a line of a source that has nothing to do with it */\n'.repeat(20)}int f${made}(void);\n`);
    const folder = join(root, `lib/${Math.floor(made / PER_FOLDER / 100)}/${Math.floor(made / PER_FOLDER) % 100}`);
    if (made % PER_FOLDER === 0) mkdirSync(folder, { recursive: true });
    linkSync(original, join(folder, `${made}.c`));
  }
  return root;
}

async function readBy(root: string, args: string[], what: string): Promise<string> {
  const uri = pathToFileURL(root).href;
  const client = new RawClient(await startBuilt(['--stdio', ...args]), politely);
  try {
    const start = performance.now();
    await client.initialize(uri);
    let status: ServerStatus;
    let most = 0;
    let slowest = 0;
    do {
      await setTimeout(50);
      const asked = performance.now();
      status = (await client.request('dmabuf/status')).result as ServerStatus;
      slowest = Math.max(slowest, performance.now() - asked);
      most = Math.max(most, status.memory.rss ?? 0);
    } while (status.roots[0]?.state !== 'ready' || status.roots[0].scanned === 0);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(
      `${what}: ${status.roots[0].scanned} files in ${seconds} s, at most ${Math.round(most / 1e6)} MB, slowest answer meanwhile ${Math.round(slowest)} ms`,
    );
    // Names are searched for when nothing has changed for a while; what was read is kept after that.
    await setTimeout(20_000);
    const { result } = await client.request('dmabuf/rowMarkdown', { root: uri, view: { by: 'outcome' }, path: [] });
    await client.request('shutdown');
    client.notify('exit');
    await client.exitCode();
    return String(result);
  } finally {
    client.child.kill('SIGKILL');
  }
}

const { bavail, bsize, ffree } = statfsSync(tmpdir());
if (bavail * bsize < 2e9 || ffree < wanted / 100) throw new Error('there is too little room for the tree');
try {
  const cache = makeFolder({});
  const small = makeFolder({ '.git/HEAD': '' });
  cpSync(minikernel, small, { recursive: true });
  const alone = await readBy(small, ['--no-cache'], 'the miniature kernel');
  const start = performance.now();
  const root = generate();
  console.log(`made in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  const answers = [
    await readBy(root, ['--no-cache'], 'without a memory'),
    await readBy(root, [`--cache=${cache}`], 'the first time'),
    await readBy(root, [`--cache=${cache}`], 'the second time'),
  ];
  const same = answers.every((answer) => answer === alone);
  console.log(`answers ${same ? 'are those of the miniature kernel' : 'DIFFER'}, ${readdirSync(cache).length} memory kept`);
  process.exitCode = same ? 0 : 1;
} finally {
  removeFolders();
}
