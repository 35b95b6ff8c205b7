/** `npm run bench -- TREE`: what the tool costs on a kernel tree, each figure beside the same peer's in the same run. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { serverArguments, serverEnvironment } from '../../client/server-process.ts';
import { type Edits, editing } from './editing.ts';
import { inEditor } from './editor.ts';
import { type Cost, costOf, inTurns, median, ratio } from './measure.ts';
import { findPeers, type Peers } from './peers.ts';
import { call, driver, Starts } from './starting.ts';
import { type Row, table } from './table.ts';

const repository = resolve(import.meta.dirname, '../..');
const turns = 5;
const ours = (file: string) => join(repository, 'dist', file);
/** As the extension starts it. */
const starting = (cache: string) => [process.execPath, ...serverArguments, ours('server.js'), '--stdio', cache];

function cold(tree: string, { ripgrep, ctags }: Peers): Row[] {
  const list = (more: readonly string[]) => () =>
    costOf([process.execPath, ours('cli.js'), 'list', 'importers', '--quiet', ...more, tree], tree);
  const search = () => costOf([ripgrep!, '--files-with-matches', '--no-ignore', '--glob', '*.[ch]', 'dma_buf', '.'], tree);
  const rows: Row[] = [];
  const cache = mkdtempSync(join(tmpdir(), 'dmabuf-bench-'));
  const environment = process.env.XDG_CACHE_HOME;
  process.env.XDG_CACHE_HOME = cache;
  try {
    const commands = [list(['--no-cache']), list([]), ...(ripgrep === undefined ? [] : [search])];
    const [first, again, peer] = inTurns(commands, turns) as [Cost[], Cost[], Cost[]?];
    const seconds = (costs: Cost[]) => `${median(costs.map(({ wall }) => wall)).toFixed(2)} s`;
    const compare = (name: string, costs: Cost[], target: string): Row => ({
      name,
      ours: `${seconds(costs)}, ${median(costs.map(({ cpu }) => cpu)).toFixed(2)} s of processor time`,
      peer: peer ? `ripgrep ${seconds(peer)}` : 'ripgrep: not there',
      ratio: peer
        ? `${ratio(
            costs.map(({ wall }) => wall),
            peer.map(({ wall }) => wall),
          ).toFixed(1)} (processor ${ratio(
            costs.map(({ cpu }) => cpu),
            peer.map(({ cpu }) => cpu),
          ).toFixed(1)})`
        : '-',
      target,
    });
    rows.push(compare('`list importers --no-cache`', first, '1.5'), compare('`list importers`, tree unchanged', again, '-'));
    if (ctags !== undefined) {
      const tags = join(cache, 'tags');
      const { wall } = costOf([ctags, '-R', '-f', tags, '.'], tree);
      const own = median(first.map((cost) => cost.wall));
      rows.push({
        name: 'the same',
        ours: seconds(first),
        peer: `ctags -R ${wall.toFixed(0)} s`,
        ratio: `1/${(wall / own).toFixed(0)}`,
        target: '1/40',
      });
    }
  } finally {
    if (environment === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = environment;
    rmSync(cache, { recursive: true, force: true });
  }
  return rows;
}

async function onceCold(tree: string): Promise<number> {
  const starts = new Starts(tree, starting, serverEnvironment);
  try {
    return await starts.firstHover();
  } finally {
    starts.dispose();
  }
}

async function warm(tree: string, { ripgrep }: Peers): Promise<Row[]> {
  const starts = new Starts(tree, starting, serverEnvironment);
  try {
    const neverRead: number[] = [];
    for (let turn = 0; turn < turns; turn++) neverRead.push(await onceCold(tree));
    await starts.keep();
    const own: number[] = [];
    const peer: number[] = [];
    for (let turn = 0; turn <= turns; turn++) {
      own.push(await starts.firstHover());
      if (ripgrep) peer.push(costOf([ripgrep, '--files-with-matches', '--no-ignore', '--glob', '*.[ch]', 'dma_buf', '.'], tree).wall);
    }
    own.shift();
    peer.shift();
    const row = (name: string, seconds: number, target: string): Row => ({
      name,
      ours: `${seconds.toFixed(2)} s`,
      peer: '-',
      ratio: '-',
      target,
    });
    return [
      {
        name: 'server: process start to first hover, tree read before',
        ours: `${median(own).toFixed(2)} s`,
        peer: ripgrep ? `ripgrep ${median(peer).toFixed(2)} s` : 'ripgrep: not there',
        ratio: ripgrep ? ratio(own, peer).toFixed(2) : '-',
        target: '0.35',
      },
      row('the same, a driver changed since', median(await starts.afterChanges(turns)), '1 s'),
      row('the same, tree never read', median(neverRead), '-'),
    ];
  } finally {
    starts.dispose();
  }
}

function whileEditing(own: Edits, peer: Edits | undefined): Row[] {
  const row = (name: string, key: 'keystroke' | 'hover' | 'rested' | 'resident', unit: string, digits: number, target: string): Row => {
    const [mine, theirs] = [own[key], peer?.[key]];
    return {
      name,
      ours: `${mine.toFixed(digits)} ${unit}`,
      peer: theirs === undefined ? 'clangd: not there' : `clangd ${theirs.toFixed(digits)} ${unit}`,
      ratio: theirs === undefined ? '-' : mine < theirs ? `1/${(theirs / mine).toFixed(1)}` : (mine / theirs).toFixed(1),
      target,
    };
  };
  return [
    row(`keystroke in a file of ${own.lines} lines to fresh findings, hover and tree, p95`, 'keystroke', 'ms', 1, '10 ms, 1/25'),
    row('hover, p95, with the way to the server and back', 'hover', 'ms', 1, '1/5'),
    {
      name: 'hover all over the file, p95, in the server',
      ours: own.inside === undefined ? '-' : `${own.inside.toFixed(1)} ms`,
      peer: '-',
      ratio: '-',
      target: '1 ms',
    },
    row('memory of the server, tree read, after a pause', 'rested', 'MB', 0, '120 MB, 1/2'),
    row('the same, file edited, without a pause', 'resident', 'MB', 0, '-'),
  ];
}

async function extension(tree: string): Promise<Row[]> {
  const row = (name: string, measured: string): Row => ({ name, ours: measured, peer: '-', ratio: '-', target: '-' });
  const { activation, hover } = await inEditor(tree, driver, call);
  const { stdout } = spawnSync(process.execPath, [join(repository, 'scripts/package.mjs')], { cwd: repository, encoding: 'utf8' });
  const bytes = Number(/\.vsix: (\d+) bytes/.exec(stdout)?.[1]);
  return [
    row('activating the extension in VS Code', `${activation.toFixed(0)} ms`),
    row('extension host started to first hover, tree never read', `${(hover / 1000).toFixed(1)} s`),
    row('size of the .vsix', `${(bytes / 1e6).toFixed(2)} MB`),
  ];
}

async function main(): Promise<void> {
  const [argument] = process.argv.slice(2);
  if (argument === undefined || !statSync(join(argument, driver), { throwIfNoEntry: false })?.isFile()) {
    console.error(
      'usage: npm run bench -- TREE, with TREE the top folder of a Linux kernel source tree, such as linux-source-6.12 of Debian, unpacked',
    );
    process.exitCode = 2;
    return;
  }
  const tree = resolve(argument);
  const peers = findPeers();
  const own = await editing(starting('--no-cache'), tree, 'dmabuf-mapping', serverEnvironment);
  const peer =
    peers.clangd === undefined ? undefined : await editing([peers.clangd, '--background-index=false', '--log=error'], tree, 'clangd', {});
  const rows = [...cold(tree, peers), ...(await warm(tree, peers)), ...whileEditing(own, peer), ...(await extension(tree))];
  console.log(table(rows));
}

await main();
