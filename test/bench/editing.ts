/** What an edit costs in a server that has the whole tree before it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerStatus } from '@dmabuf-mapping/engine';
import { type Position, positionOf, Server, timed } from './client.ts';
import { quantile } from './measure.ts';

export interface Edits {
  /** Milliseconds, the 95th percentile. */
  keystroke: number;
  hover: number;
  /** The same in the server itself, at places all over the file; undefined if it does not tell. */
  inside: number | undefined;
  /** Resident memory in megabytes: before the edits, after a pause, and after them. */
  rested: number;
  resident: number;
  lines: number;
}

const edits = 200;
/** Names of the file that are tried, and hovers where they are answered: as many as the server remembers the times of. */
const probes = 2000;
const hoversThatCount = 500;
/** A server may tidy up when nobody asks. */
const pauseMilliseconds = 12_000;
/** A long driver of the tree, whose end gets an importer. */
const long = 'drivers/gpu/drm/amd/amdgpu/amdgpu_device.c';
const addition = `
#include <linux/dma-buf.h>

/* Written here. */
struct dma_buf_attachment *bench_attach(struct dma_buf *bench_buf, struct device *bench_dev)
{
	return dma_buf_attach(bench_buf, bench_dev);
}
`;
/** What clangd needs to make anything of a kernel that was not configured. */
const flags = [
  '-Iinclude',
  '-Iarch/x86/include',
  '-Iinclude/uapi',
  '-Iarch/x86/include/uapi',
  '-Idrivers/gpu/drm/amd/include',
  '-Idrivers/gpu/drm/amd/amdgpu',
  '-D__KERNEL__',
];

/** Opens the long driver, types into it, and asks as an editor does after each key. `kind` says what findings are asked by. */
export async function editing(
  command: readonly string[],
  tree: string,
  kind: 'dmabuf-mapping' | 'clangd',
  environment: Readonly<Record<string, string>>,
): Promise<Edits> {
  const path = join(tree, long);
  const text = readFileSync(path, 'utf8') + addition;
  const database = mkdtempSync(join(tmpdir(), 'dmabuf-bench-'));
  const entry = { directory: tree, file: path, arguments: ['cc', ...flags, '-c', path] };
  writeFileSync(join(database, 'compile_commands.json'), JSON.stringify([entry]));
  const server = new Server(kind === 'clangd' ? [...command, `--compile-commands-dir=${database}`] : command, tree, environment);
  try {
    await server.initialize(tree, kind === 'clangd' ? {} : { textDocument: { diagnostic: {}, hover: { contentFormat: ['markdown'] } } });
    const first = server.published();
    const uri = await server.open(path, text);
    const place = positionOf(text, 'dma_buf_attach(');
    const comment = { line: positionOf(text, '/* Written here.').line, character: 10 };
    const name = positionOf(text, 'bench_buf, bench_dev)');
    if (kind === 'clangd') await first;
    else await server.answered(uri, place);
    // What is built when it is asked for the first time is there from now on.
    await ask(server, uri, place, kind);
    await new Promise((next) => setTimeout(next, pauseMilliseconds));
    const rested = server.resident ?? Number.NaN;
    const keys: number[] = [];
    const hovers: number[] = [];
    for (let edit = 0; edit < edits; edit++) {
      // A letter of a comment, or of an argument of the attach call.
      const at = edit % 2 === 0 ? comment : name;
      keys.push(
        await timed(async () => {
          const published = server.published();
          await server.insert(uri, at, 'x');
          if (kind === 'clangd') await published;
          await ask(server, uri, place, kind);
        }),
      );
      hovers.push(await timed(() => server.hover(uri, place)));
    }
    const resident = server.resident ?? Number.NaN;
    return {
      keystroke: quantile(keys, 0.95),
      hover: quantile(hovers, 0.95),
      inside: kind === 'clangd' ? undefined : await inside(server, uri, text),
      rested,
      resident,
      lines: text.split('\n').length,
    };
  } finally {
    server.dispose();
    rmSync(database, { recursive: true, force: true });
  }
}

/** The 95th percentile of the server's own times of hovers at names of `text` that have something to say. */
async function inside(server: Server, uri: string, text: string): Promise<number | undefined> {
  const names = text
    .split('\n')
    .flatMap((code, line) => [...code.matchAll(/[A-Za-z_]\w+/g)].map(({ index }) => ({ line, character: index })));
  const step = Math.ceil(names.length / probes);
  const places: Position[] = [];
  for (const [index, place] of names.entries()) {
    if (index % step === 0 && (await server.hover(uri, place)) !== null) places.push(place);
  }
  for (let hover = 0; hover < hoversThatCount; hover++) await server.hover(uri, places[hover % places.length]!);
  const { requests } = await server.request<ServerStatus>('dmabuf/status');
  return requests.find((request) => request.kind === 'hover')?.p95;
}

async function ask(
  server: Server,
  uri: string,
  place: { line: number; character: number },
  kind: 'dmabuf-mapping' | 'clangd',
): Promise<void> {
  if (kind === 'clangd') {
    await server.hover(uri, place);
    return;
  }
  const [roots] = await Promise.all([
    server.request<{ uri: string }[]>('dmabuf/attachments'),
    server.request('textDocument/diagnostic', { textDocument: { uri } }),
    server.hover(uri, place),
  ]);
  const [root] = roots;
  if (root) await server.request('dmabuf/rows', { root: root.uri, view: { by: 'importer' }, path: [] });
}
