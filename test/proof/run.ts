/** Compiles many generated programs at once and runs them under chosen inputs: what really happens. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Program } from './program.ts';

const folder = fileURLToPath(new URL('./c/', import.meta.url));

/** The interface that programs are written against. */
export const HEADER: string = readFileSync(join(folder, 'proof.h'), 'utf8');

/** What one run is given. Kconfig symbols are 0 (n), 1 (m) or 2 (y). */
export interface Inputs {
  in0: number;
  in1: number;
  in2: number;
  in3: number;
  size: number;
  priv: number;
  configs: Readonly<Record<string, number>>;
}

/** What one run came to. */
export interface Real {
  kind: 'matched' | 'error' | 'positive-return' | 'uninitialized' | 'out-of-bounds' | 'null-call' | 'null-dereference' | 'not-attached';
  /** What `match_mapping` returned. */
  result: number;
  exporterEntry: number;
  importerEntry: number;
  /** Index of `map_type.type` among the program's types, `none` for NULL. */
  type: number | 'none' | 'other';
  fields: Record<string, bigint>;
}

const FLAGS = ['-std=gnu11', '-O0', '-w', '-fwrapv', '-funsigned-char'];

/** Not for all: with it, GCC 12 spoils some initialisers that call functions. */
const PATTERN = '-ftrivial-auto-var-init=pattern';
const SANITIZER = '-fsanitize=address';

interface Job {
  program: Program;
  runs: readonly Inputs[];
}

/** Results by program and run. Throws if the compiler refuses a program: the generator is wrong then. */
export function realOutcomes(jobs: readonly Job[]): Real[][] {
  const results = jobs.map((): Real[] => []);
  const ways: { extra: string[]; wanted: (program: Program) => boolean }[] = [
    { extra: [], wanted: ({ overrun, unset }) => !overrun && !unset },
    { extra: [PATTERN], wanted: ({ overrun, unset }) => !overrun && unset },
    { extra: [PATTERN, SANITIZER], wanted: ({ overrun }) => overrun },
  ];
  for (const { extra, wanted } of ways) {
    const chosen = jobs.flatMap((job, index) => (wanted(job.program) ? [{ ...job, index }] : []));
    if (chosen.length === 0) continue;
    const found = compileAndRun(chosen, extra);
    chosen.forEach(({ index }, position) => {
      results[index] = found[position]!;
    });
  }
  return results;
}

/**
 * What a run gives without the pattern in fresh memory, for a program that GCC 12 may have spoilt by writing the pattern over what a statement
 * expression in an initialiser had put there; nothing for others.
 */
export function withoutPattern(program: Program, inputs: Inputs): Real | undefined {
  if ((!program.unset && !program.overrun) || !program.text.includes('({')) return undefined;
  return compileAndRun([{ program, runs: [inputs] }], program.overrun ? [SANITIZER] : [])[0]![0];
}

/** Whether a run that found the pattern of unset memory did not just compute a value that looks like it: with memory set to zero it would find it again. */
export function isReallyUnset(program: Program, inputs: Inputs): boolean {
  const [[real]] = compileAndRun([{ program, runs: [inputs] }], ['-ftrivial-auto-var-init=zero']) as [[Real]];
  return real.kind !== 'uninitialized';
}

/** One program under one configuration: a copy in the compiled file. */
interface Copy {
  text: string;
  entry: string;
}

function compileAndRun(jobs: readonly Job[], extra: readonly string[]): Real[][] {
  const copies: Copy[] = [];
  const lines: string[] = [];
  for (const { program, runs } of jobs) {
    const known = new Map<string, number>();
    for (const run of runs) {
      const key = JSON.stringify(run.configs);
      let copy = known.get(key);
      if (copy === undefined) {
        copy = copies.length;
        known.set(key, copy);
        copies.push(copyOf(program, run.configs, copy));
      }
      lines.push([copy, run.in0, run.in1, run.in2, run.in3, run.size, run.priv].join(' '));
    }
  }
  const table = copies.map(({ entry }) => entry).join('\n');
  const main = `static const struct proof_program proof_programs[] = {\n${table}\n};\nint main(void)\n{\n\treturn proof_main(proof_programs);\n}\n`;
  const output = execute([`#include "core.c"\n`, ...copies.map(({ text }) => text), main].join('\n'), lines, extra);
  const reals = output.map(parseReal);
  return jobs.map(({ runs }) => reals.splice(0, runs.length));
}

function copyOf(program: Program, configs: Inputs['configs'], number: number): Copy {
  const own = (text: string) => text.replaceAll('my_', `p${number}_`).replaceAll('MY_', `P${number}_`);
  const defines = Object.entries(configs).flatMap(([name, value]) =>
    value === 0 ? [] : [`#define ${name}${value === 1 ? '_MODULE' : ''} 1`],
  );
  const types = program.types.map(({ name }) => `&${name}`).join(', ');
  const kinds = program.types.map(({ kind }) => kind[0]).join('');
  return {
    text: own([...defines, program.text].join('\n')),
    entry: own(`\t{ &my_ops, my_importer, { ${types} }, "${kinds}" },`),
  };
}

function execute(text: string, lines: readonly string[], extra: readonly string[]): string[] {
  const place = mkdtempSync(join(tmpdir(), 'dmabuf-proof-'));
  try {
    const [source, binary] = [join(place, 'proof.c'), join(place, 'proof')];
    writeFileSync(source, text);
    const compiled = spawnSync('cc', [...FLAGS, ...extra, '-I', folder, '-o', binary, source], { encoding: 'utf8' });
    if (compiled.error) throw compiled.error;
    if (compiled.status !== 0) throw new Error(`the compiler refuses a generated program:\n${compiled.stderr.slice(0, 4000)}`);
    const ran = spawnSync(binary, { encoding: 'utf8', input: `${lines.join('\n')}\n`, maxBuffer: 1 << 28, timeout: 60_000 });
    const output = ran.stdout.trimEnd().split('\n');
    if (ran.status !== 0 || output.length !== lines.length) {
      throw new Error(
        `a generated program ended the run (${ran.status ?? ran.signal}) after line ${output.length}: ${lines[output.length]}\n${ran.stderr.slice(0, 4000)}`,
      );
    }
    return output;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function parseReal(line: string): Real {
  const [kind, result, exporterEntry, importerEntry, type, ...fields] = line.split(' ');
  return {
    kind: kind as Real['kind'],
    result: Number(result),
    exporterEntry: Number(exporterEntry),
    importerEntry: Number(importerEntry),
    type: type === 'none' || type === 'other' ? type : Number(type),
    fields: Object.fromEntries(
      fields.map((field) => {
        const equals = field.lastIndexOf('=');
        return [field.slice(0, equals), BigInt(field.slice(equals + 1))];
      }),
    ),
  };
}
