/** Runs the command line inside the test process, or as a process of its own. */
import { type SpawnOptions, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Io, run } from '../../cli/index.ts';
import type { Answers, CommonOptions, Session } from '../../cli/session.ts';
import { createStyle } from '../../cli/style.ts';

export interface Result {
  code: number | null;
  stdout: string;
  stderr: string;
}

const repository = fileURLToPath(new URL('../..', import.meta.url));
/** What starts the command line's sources as a program of its own. */
export const program = [process.execPath, '--import', 'tsx', join(repository, 'cli/main.ts')] as const;

/** Runs a command in this process. `directory` is its working directory. */
export async function runHere(argv: readonly string[], directory: string, io: Partial<Io> = {}): Promise<Result> {
  const written = { stdout: '', stderr: '' };
  const code = await run(argv, { ...capture(written, directory), ...io });
  return { code, ...written };
}

/** An `Io` that collects what is written, as pipes would. */
export function capture(written: { stdout: string; stderr: string }, directory: string): Io {
  const output = (name: 'stdout' | 'stderr'): Io['stdout'] => ({
    isTerminal: false,
    write: (text) => {
      written[name] += typeof text === 'string' ? text : Buffer.from(text).toString();
    },
  });
  return { stdout: output('stdout'), stderr: output('stderr'), environment: {}, directory };
}

/** Runs a command line in its own process, from the folder of the repository, so that tsx is found. */
export function runProcess(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    const result = { stdout: '', stderr: '' };
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      result.stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      result.stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...result }));
  });
}

const nothing: Answers = {
  types: () => [],
  exporters: () => [],
  importers: () => [],
  matrix: () => ({ importers: [], exporters: [], cells: [], coverage: { decided: 0, pairs: 0 } }),
  explain: () => undefined,
  findings: () => [],
  mend: () => ({ files: [], applied: [] }),
  setFile: () => {},
  files: () => ['x.c'],
};

/** A session over answers that the test makes up, and what it writes. */
export function fakeSession(
  answers: Partial<Answers>,
  options: Partial<CommonOptions> = {},
): { session: Session; written: { stdout: string; stderr: string } } {
  const written = { stdout: '', stderr: '' };
  const io = capture(written, '/');
  const all: CommonOptions = {
    format: 'text',
    color: 'never',
    exclude: [],
    include: [],
    ignore: true,
    cache: false,
    quiet: false,
    verbose: false,
    ...options,
  };
  const session: Session = {
    io,
    options: all,
    style: createStyle(io.stdout, io, all.color),
    project: { ...nothing, ...answers },
    given: { assumptions: [] },
    root: '/tree',
    files: 3,
    isSelected: () => true,
    isChosen: () => true,
  };
  return { session, written };
}
