/** Programs that failed once, with what the compiled C does: kept as a C file and a JSON file beside it. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Program } from './program.ts';
import type { Inputs, Real } from './run.ts';

const folder = fileURLToPath(new URL('./regressions/', import.meta.url));

export interface Regression {
  name: string;
  program: Program;
  runs: { inputs: Inputs; real: Real }[];
}

/** All that are kept, by name. */
export function regressions(): Regression[] {
  const names = readdirSync(folder).filter((file) => file.endsWith('.c'));
  return names.sort().map((file) => {
    const name = file.slice(0, -'.c'.length);
    const { runs, ...about } = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
    const text = readFileSync(join(folder, file), 'utf8');
    return { name, program: { ...about, text, numbers: [] }, runs: runs.map(revived) };
  });
}

/** Keeps a program under this name. */
export function keepRegression({ name, program, runs }: Regression): void {
  const { text, types, overrun, unset, configs } = program;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.c`), text);
  const about = { types, overrun, unset, configs, runs };
  writeFileSync(
    join(folder, `${name}.json`),
    `${JSON.stringify(about, (_, value) => (typeof value === 'bigint' ? String(value) : value), 2)}\n`,
  );
}

type Stored = { inputs: Inputs; real: Omit<Real, 'fields'> & { fields: Record<string, string> } };

function revived({ inputs, real }: Stored): Regression['runs'][number] {
  const fields = Object.fromEntries(Object.entries(real.fields).map(([name, value]) => [name, BigInt(value)]));
  return { inputs, real: { ...real, fields } };
}
