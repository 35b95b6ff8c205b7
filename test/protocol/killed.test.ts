/** The shipped server, killed at any moment, on a full disk, and beside another one: the next start answers what a fresh reading does. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openForest } from '@dmabuf-mapping/workspace';
import type { RootAttachments } from '../../engine/answers.ts';
import type { TreeView } from '../../engine/tree-answers.ts';
import { builtServer } from '../support/built-server.ts';
import { makeFolder, removeFolders } from '../support/folders.ts';
import { slice } from '../support/longer.ts';
import { variants } from '../support/scoped-tree.ts';
import { sharedFiles, sharedParser } from '../support/small-project.ts';
import { RawClient } from './raw-client.ts';

const KILLING = fileURLToPath(new URL('../support/killing.cjs', import.meta.url));
const NAMES = Object.keys(variants);
const VIEWS: TreeView[] = [{ by: 'importer' }, { by: 'exporter' }];
const DEADLINE_MS = 30_000;
/** Every third call in a usual run; `RUNS=` set, every one. */
const STEP = process.env.RUNS ? 1 : 3;
const { numRuns, seed } = slice(3);

describe('a server with a memory', { timeout: process.env.RUNS ? 3_600_000 : 600_000 }, () => {
  let root = '';
  before(async () => {
    const start = [...sharedFiles().map(({ path, text }) => [path, text]), ...NAMES.map((name) => [name, variants[name]![0]!])];
    root = makeFolder({ ...Object.fromEntries(start), '.git/HEAD': '' });
    await builtServer();
    // What has just been written is not trusted to stay, and so not remembered.
    await setTimeout(2500);
  });
  after(removeFolders);

  const clients: RawClient[] = [];
  after(() => {
    for (const { child } of clients) child.kill('SIGKILL');
  });

  const start = async (
    args: string[],
    { options = [], env = {}, shell }: { options?: string[]; env?: NodeJS.ProcessEnv; shell?: string } = {},
  ) => {
    const command = [process.execPath, ...options, join(await builtServer(), 'server.js'), '--stdio', ...args];
    const [program, ...rest] = shell === undefined ? command : ['sh', '-c', `${shell}; exec "$@"`, 'sh', ...command];
    const client = new RawClient(spawn(program!, rest, { env: { ...process.env, ...env } }));
    clients.push(client);
    return client;
  };

  const fresh = async (): Promise<unknown[]> => {
    const [branch] = await openForest(root, { parser: await sharedParser(), excludes: [], gitignore: 'repository' });
    const attachments = branch!.project.attachments();
    return JSON.parse(JSON.stringify([attachments.overview, ...VIEWS.map((view) => attachments.markdown(view, []))]));
  };

  /** Reads until the answers are those of a fresh reading, and ends as soon as the condition holds as well. */
  const readOnce = async (client: RawClient, what: string, condition: () => boolean) => {
    const uri = pathToFileURL(root).href;
    await client.initialize(uri);
    const wanted = JSON.stringify(await fresh());
    let answers: unknown[] = [];
    const end = Date.now() + DEADLINE_MS;
    do {
      const attachments = (await client.request('dmabuf/attachments')).result as RootAttachments[];
      answers = [attachments[0]?.tree];
      for (const view of VIEWS) answers.push((await client.request('dmabuf/rowMarkdown', { root: uri, view, path: [] })).result);
      if (JSON.stringify(answers) !== wanted) await setTimeout(25);
    } while (JSON.stringify(answers) !== wanted && Date.now() < end);
    assert.deepEqual(answers, JSON.parse(wanted), what);
    while (!condition() && Date.now() < end) await setTimeout(25);
    assert.ok(condition(), what);
    // What is kept is kept before this is answered.
    await client.request('shutdown');
    client.notify('exit');
    assert.equal(await client.exitCode(), 0);
  };

  const keeps = (cache: string) => () => readdirSync(cache).some((name) => name.endsWith('.tree'));

  /** Another text for one of the files. */
  const change = (number: number) => {
    const name = NAMES[number % NAMES.length]!;
    writeFileSync(join(root, name), variants[name]![number % variants[name]!.length]!);
  };

  const isRight = async (cache: string, what: string) => readOnce(await start([`--cache=${cache}`]), what, keeps(cache));

  test('killed in the middle of each call that reads or writes its memory', async () => {
    const cache = makeFolder({});
    const options = ['--require', KILLING];
    // What else is kept is kept when nobody asks, which is another test.
    const memory = join(cache, `${createHash('sha256').update(root).digest('hex').slice(0, 32)}.tree`);
    const healthy = await start([`--cache=${cache}`], { options, env: { KILL_IN: memory, KILL_AT: '-1' } });
    await readOnce(healthy, 'healthy', keeps(cache));
    const calls = Number(/calls (\d+)/.exec(healthy.errors)?.[1]);
    assert.ok(calls > 4, healthy.errors);
    // With something to read, there are more.
    let killed = 0;
    for (let at = 0; at < calls + 8; at += STEP) {
      change(at);
      const client = await start([`--cache=${cache}`], { options, env: { KILL_IN: memory, KILL_AT: String(at) } });
      await readOnce(client, 'to be killed', keeps(cache)).catch(() => undefined);
      await client.exitCode();
      if (client.child.signalCode === 'SIGKILL') killed++;
      await isRight(cache, `killed at ${at}`);
    }
    assert.ok(killed >= calls / STEP - 1, `${killed} of ${calls}`);
  });

  test('killed in the middle of each call that keeps answers and code, when nobody asks', async () => {
    const options = ['--require', KILLING];
    const suffixes = ['.tree', '.hovers', '.code'];
    const keepsAll = (cache: string) => suffixes.every((suffix) => readdirSync(cache).some((name) => name.endsWith(suffix)));
    // Long enough for what has been written to be settled.
    await setTimeout(2500);
    let isKilled = true;
    for (let at = 0; isKilled; at += STEP) {
      const cache = makeFolder({});
      const client = await start([`--cache=${cache}`], { options, env: { KILL_IN: cache, KILL_AT: String(at) } });
      await client.initialize(pathToFileURL(root).href).catch(() => undefined);
      const end = Date.now() + DEADLINE_MS;
      while (client.child.signalCode === null && !keepsAll(cache) && Date.now() < end) await setTimeout(25);
      isKilled = client.child.signalCode === 'SIGKILL';
      assert.ok(isKilled || keepsAll(cache), `neither killed at ${at} nor done`);
      client.child.kill('SIGKILL');
      await client.exitCode();
      await isRight(cache, `killed at ${at}`);
    }
  });

  test('killed at any time while it reads', async () => {
    const cache = makeFolder({});
    for (let run = 0; run < numRuns; run++) {
      change(run + seed);
      const client = await start([`--cache=${cache}`]);
      void client.initialize(pathToFileURL(root).href).catch(() => undefined);
      await setTimeout(((run + 1) * 7919 * seed) % 400);
      client.child.kill('SIGKILL');
      await client.exitCode();
      await isRight(cache, `run ${run}`);
    }
  });

  test('two at a time on one memory', async () => {
    const cache = makeFolder({});
    for (let run = 0; run < Math.ceil(numRuns / 2); run++) {
      const both = [await start([`--cache=${cache}`]), await start([`--cache=${cache}`])];
      change(run);
      const reading = both.map((client) => readOnce(client, 'one of two', keeps(cache)));
      await Promise.all(reading);
      await isRight(cache, `run ${run}`);
    }
    assert.deepEqual(
      readdirSync(cache).filter((name) => !/^[0-9a-f]{32}\.(tree|hovers)$|^(server-code|engine)\.code$/.test(name)),
      [],
    );
  });

  test('on a disk that takes no more', async () => {
    const cache = makeFolder({});
    // One block of 512 or 1024 bytes; what comes then is an error, as on a full disk.
    const client = await start([`--cache=${cache}`], { shell: "trap '' XFSZ; ulimit -f 1" });
    const isTold = () =>
      client.told.some(
        ({ method, params }) =>
          method === 'window/logMessage' && /not kept for the next time: .*EFBIG/.test((params as { message: string }).message),
      );
    await readOnce(client, 'on a full disk', isTold);
    assert.deepEqual(readdirSync(cache), []);
    await isRight(cache, 'with room again');
  });
});
