/** The miniature kernel as compiled C: what really comes out of every attach, for every combination of what the drivers leave open. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const minikernel = fileURLToPath(new URL('../fixtures/minikernel', import.meta.url));
const harness = fileURLToPath(new URL('../fixtures/minikernel-harness', import.meta.url));

export const configOptions = ['CONFIG_PCI_P2PDMA', 'CONFIG_IOMMUFD', 'CONFIG_VCAM_PHYS', 'CONFIG_VCAM_PHYS_MODULE'] as const;
const strict = ['-std=gnu11', '-nostdinc', '-Wall', '-Wextra', '-Wno-unused-parameter'];

interface CMatch {
  kind: 'matched';
  type: string;
  exporterEntry: number;
  importerEntry: number;
  /** `attach->map_type.exp_ops` is set. */
  expOps: boolean;
  /** For SGT, as `attach->map_type` has it. */
  importerAcceptsP2p?: boolean;
  exporterRequiresP2p?: boolean;
}

export type CResult =
  | CMatch
  | { kind: 'error'; errno: number }
  | { kind: 'defect'; defect: 'uninitialized' | 'out-of-bounds' | 'null-call' }
  /** The driver turned the buffer away before it came to its attach call. */
  | { kind: 'refused' };

/** One attach. */
export interface CRun {
  /** The function that holds the attach call. */
  importer: string;
  /** The function through which it was reached, if that is another one. */
  caller?: string;
  exporter: string;
  /** Options and open questions, as C text, with the answers of this run. */
  inputs: Record<string, boolean>;
  result: CResult;
}

/** All subsets of the options, as compiler arguments; nothing is both built in and a module. */
const configurations: string[][] = Array.from({ length: 2 ** configOptions.length }, (_, bits) =>
  configOptions.filter((_, index) => bits & (1 << index)),
)
  .filter((options) => !options.some((option) => options.some((other) => other === `${option}_MODULE`)))
  .map((options) => options.map((option) => `-D${option}=1`));

/** Paths of all files below a folder with one of these endings, sorted. */
export function sources(folder: string, endings: readonly string[] = ['.c']): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** What the compiler says about one file of the miniature kernel, under every configuration that it depends on; empty if it is content. */
export async function complaints(file: string): Promise<string> {
  const distinct = new Map(configurations.map((options) => [ownOptions(file, options).join(' '), ownOptions(file, options)]));
  const includes = `-I${join(minikernel, 'include')}`;
  const runs = [...distinct.values()].map((options) => run(compiler(), ['-fsyntax-only', ...strict, includes, ...options, file]));
  return (await Promise.all(runs)).map(({ output }) => output).join('');
}

/** Compiles and runs the miniature kernel under every configuration. Rejects with the compiler's words if it does not compile. */
export async function negotiateInC(): Promise<CRun[]> {
  const folder = mkdtempSync(join(tmpdir(), 'minikernel-'));
  try {
    const wrapped = sources(harness).map((file) => ({ file, text: readFileSync(file, 'utf8') }));
    const included = new Set(wrapped.flatMap(({ text }) => [...text.matchAll(/#include "([\w/-]+\.c)"/g)].map(([, path]) => path)));
    const plain = sources(minikernel).filter((file) => !included.has(relative(minikernel, file)));
    const compiled = new Map<string, Promise<string>>();
    const runs = configurations.map(async (options, number) => {
      const objects = [...plain, ...wrapped.map(({ file }) => file)].map((file) => {
        const own = ownOptions(file, options);
        const key = `${file} ${own.join(' ')}`;
        const object = compiled.get(key) ?? compile(file, own, join(folder, String(compiled.size), `${basename(file)}.o`));
        compiled.set(key, object);
        return object;
      });
      const program = join(folder, `pairs${number}`);
      await checked(compiler(), [...(await Promise.all(objects)), '-Wl,--wrap=dma_buf_match_mapping', '-o', program]);
      const lines = (await checked(program, [])).trimEnd().split('\n');
      const answers = Object.fromEntries(configOptions.map((option) => [option, options.includes(`-D${option}=1`)]));
      return lines.map((line): CRun => {
        const row: CRun = JSON.parse(line);
        return { ...row, inputs: { ...answers, ...row.inputs } };
      });
    });
    return (await Promise.all(runs)).flat();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function ownOptions(file: string, options: readonly string[]): string[] {
  return options.filter((option) => dependsOn(file, option.replace(/^-D(\w+?)(?:_MODULE)?=1$/, '$1')));
}

/** Whether a file or one that it includes asks for an option; only files of the same tree count. */
function dependsOn(file: string, option: string): boolean {
  const text = readFileSync(file, 'utf8');
  if (text.includes(option) || (option === 'CONFIG_PCI_P2PDMA' && text.includes('pci-p2pdma.h'))) return true;
  return [...text.matchAll(/#include "([\w/-]+\.c)"/g)].some(([, path]) => dependsOn(join(minikernel, path ?? ''), option));
}

async function compile(file: string, options: readonly string[], object: string): Promise<string> {
  const includes = [`-I${harness}`, `-I${minikernel}`, `-I${join(minikernel, 'include')}`];
  const flags = [...strict, '-Wno-missing-field-initializers', '-Werror', '-O0', '-ftrivial-auto-var-init=pattern'];
  mkdirSync(dirname(object), { recursive: true });
  await queued(() => checked(compiler(), ['-c', ...flags, ...includes, ...options, file, '-o', object]));
  return object;
}

const waiting: (() => void)[] = [];
let free = Math.max(2, availableParallelism());

async function queued<T>(work: () => Promise<T>): Promise<T> {
  if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
  else free--;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else free++;
  }
}

function compiler(): string {
  return process.env.CC || 'cc';
}

async function checked(command: string, args: readonly string[]): Promise<string> {
  const { code, output } = await run(command, args);
  if (code !== 0) throw new Error(`${basename(command)} ended with ${code}:\n${output}`);
  return output;
}

function run(command: string, args: readonly string[]): Promise<{ code: number | string; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const parts: Buffer[] = [];
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    child.stderr.on('data', (part: Buffer) => parts.push(part));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code: code ?? signal ?? 'nothing', output: Buffer.concat(parts).toString('utf8') }));
  });
}
