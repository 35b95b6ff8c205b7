/** The shipped server starts no process, uses no network, and touches nothing but the workspace, its memory and its own files. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { builtServer } from '../support/built-server.ts';
import { makeFolder, removeFolders } from '../support/folders.ts';
import { minikernel } from '../support/minikernel.ts';
import { everyRequest, FILE } from './every-request.ts';
import { RawClient } from './raw-client.ts';

after(removeFolders);

/** A tree that would like to be read beyond its border, and large enough for threads. */
function hostileKernel(): string {
  const root = makeFolder({});
  cpSync(minikernel, root, { recursive: true });
  // Where rules of folders above end.
  mkdirSync(join(root, '.git'));
  writeFileSync(
    join(root, 'drivers/broken/Makefile'),
    'include /etc/hostname\ninclude ../../../../../etc/passwd\nobj-y += ../../../../../etc/x.o\nx := $(shell touch /tmp/made)\n',
  );
  writeFileSync(
    join(root, 'drivers/broken/away.c'),
    '#include "/etc/hostname"\n#include "../../../../../etc/passwd"\nstruct dma_buf_ops;\n',
  );
  symlinkSync('/etc/passwd', join(root, 'drivers/broken/link.c'));
  symlinkSync('/etc/passwd', join(root, 'drivers/broken/Kconfig'));
  symlinkSync('/etc', join(root, 'drivers/etc'));
  for (let folder = 0; folder < 12; folder++) {
    mkdirSync(join(root, `lib/${folder}`), { recursive: true });
    for (let file = 0; file < 100; file++) writeFileSync(join(root, `lib/${folder}/${file}.c`), 'int x;\n');
  }
  return root;
}

/** Does with a server all that a person can do, and ends it. */
async function useAll(client: RawClient, root: string): Promise<void> {
  const uri = pathToFileURL(root).href;
  await client.initialize(uri, { textDocument: { diagnostic: {} } });
  await client.untilRead();
  const text = readFileSync(join(root, FILE), 'utf8');
  client.notify('textDocument/didOpen', { textDocument: { uri: `${uri}/${FILE}`, languageId: 'c', version: 1, text } });
  client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: `${uri}/drivers/broken/link.c`, type: 1 }] });
  for (const [method, params] of Object.entries(everyRequest(uri))) {
    const own = method === 'dmabuf/matrixPage' || method === 'dmabuf/refresh' ? { root: uri } : params;
    const { error } = await client.request(method, own);
    assert.ok(!error || error.code === -32803 || error.code === -32801, `${method}: ${JSON.stringify(error)}`);
  }
  const hover = await client.request('textDocument/hover', everyRequest(uri)['textDocument/hover']);
  assert.match(JSON.stringify(hover.result), /SGT/);
  const broken = readdirSync(join(root, 'drivers/broken')).filter((file) => file.endsWith('.c') && file !== 'link.c');
  for (const file of broken) {
    const textDocument = { uri: `${uri}/drivers/broken/${file}` };
    const range = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };
    const { error } = await client.request('textDocument/codeAction', { textDocument, range, context: { diagnostics: [] } });
    assert.equal(error, undefined);
  }
  await client.untilRead();
  await client.request('shutdown');
  client.notify('exit');
  assert.equal(await client.exitCode(), 0);
}

function failures(client: RawClient): string[] {
  const logged = client.told
    .filter(({ method }) => method === 'window/logMessage')
    .map(({ params }) => (params as { message: string }).message);
  return logged.filter((message) => /failed|restricted|ERR_ACCESS/.test(message));
}

test('where nothing else may be read or written, and no process started, all of it works', { timeout: 120_000 }, async (t) => {
  const [root, cache, built] = [hostileKernel(), makeFolder({}), await builtServer()];
  const allowed = [...[built, root, cache].map((folder) => `--allow-fs-read=${folder}/*`), `--allow-fs-write=${cache}/*`];
  const flags = [
    process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission',
    ...allowed,
    '--allow-worker',
  ];
  const client = new RawClient(spawn(process.execPath, [...flags, join(built, 'server.js'), '--stdio', `--cache=${cache}`]));
  t.after(() => client.child.kill('SIGKILL'));
  await useAll(client, root);
  assert.deepEqual(failures(client), []);
});

/** What every program on Linux reads: libraries, the machine's own description. Node opens the others when it starts. */
const SYSTEM = /^\/(usr|lib|lib64|proc|sys|dev\/(null|tty|urandom)|etc\/(ld\.so\.|ssl\/openssl\.cnf|localtime|nsswitch))/;

test('as the system sees it', { timeout: 120_000 }, async (t) => {
  const [root, cache, built, traces] = [hostileKernel(), makeFolder({}), await builtServer(), makeFolder({})];
  const trace = join(traces, 'trace');
  const calls =
    'execve,execveat,fork,vfork,socket,connect,bind,listen,open,openat,openat2,creat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,link,linkat,symlink,symlinkat,truncate,chmod,fchmodat,chown';
  const command = [
    '-f',
    '-qq',
    '-s',
    '4096',
    '-e',
    `trace=${calls}`,
    '-e',
    'signal=none',
    '-o',
    trace,
    process.execPath,
    join(built, 'server.js'),
    '--stdio',
    `--cache=${cache}`,
  ];
  const client = new RawClient(spawn('strace', command, { cwd: built, env: { PATH: process.env.PATH, HOME: traces } }));
  t.after(() => client.child.kill('SIGKILL'));
  await useAll(client, root);
  const lines = readFileSync(trace, 'utf8')
    .split('\n')
    .map((line) => line.replace(/^\d+\s+/, ''))
    .filter((line) => line !== '' && !line.startsWith('<...'));
  const starts = lines.filter((line) => /^(execve|fork|vfork)/.test(line));
  assert.equal(starts.length, 1, starts.join('\n'));
  assert.deepEqual(
    lines.filter((line) => /^(socket|connect|bind|listen)/.test(line)),
    [],
  );
  const isIn = (path: string, folders: string[]) => folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
  const opened = lines.filter((line) => /^(open|openat|openat2|creat)\(/.test(line));
  assert.ok(opened.length > 100, String(opened.length));
  const pathOf = (line: string) => /"([^"]*)"/.exec(line)?.[1] ?? '';
  assert.deepEqual(
    opened.filter(
      (line) => !isIn(pathOf(line), [root, cache, built]) && !SYSTEM.test(pathOf(line)) && !process.execPath.startsWith(pathOf(line)),
    ),
    [],
  );
  // A link is looked at without being followed.
  assert.ok(opened.filter((line) => pathOf(line).startsWith(join(root, 'drivers'))).every((line) => /O_DIRECTORY|O_NOFOLLOW/.test(line)));
  const writing = lines.filter(
    (line) => /^(rename|unlink|mkdir|link|symlink|truncate|chmod|fchmodat|chown|creat)/.test(line) || /O_WRONLY|O_RDWR/.test(line),
  );
  assert.ok(writing.length > 1);
  assert.deepEqual(
    writing.filter((line) => !isIn(pathOf(line), [cache]) && !pathOf(line).startsWith('/dev/')),
    [],
  );
  assert.deepEqual(failures(client), []);
});
