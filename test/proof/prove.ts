/**
 * `npm run prove -- --cases N --seed S`: N generated programs, compiled and run, against the engine. Prints what fails, made small.
 * `--from M` begins at program M of the seed, as failures name it.
 * `--keep` stores each failure as a regression, `--failures N` stops after so many, `--keep-going` does not make them small.
 */
import { parseArgs } from 'node:util';
import { type Failure, prove } from './proof.ts';
import { keepRegression } from './regressions.ts';
import { type Real, realOutcomes } from './run.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    failures: { type: 'string', default: '5' },
    keep: { type: 'boolean', default: false },
    'keep-going': { type: 'boolean', default: false },
  },
});

const start = Date.now();
const seconds = () => ((Date.now() - start) / 1000).toFixed(1);
const report = await prove({
  cases: Number(values.cases),
  seed: Number(values.seed),
  from: Number(values.from),
  mostFailures: Number(values.failures),
  shrink: !values['keep-going'],
  found: show,
  slow: (name, milliseconds) => console.log(`slow: case ${name}, ${Math.round(milliseconds)} ms`),
  progress: (done) => process.stderr.write(`\r${done} programs, ${seconds()} s `),
});
process.stderr.write('\n');
console.log(
  `${report.programs} programs, ${report.runs} runs, ${report.limited} runs past a limit, ${report.failures.length} failures, ${seconds()} s`,
);
process.exitCode = report.failures.length > 0 ? 1 : 0;

function show({ verdict, inputs, pinned, name, program, outcomes }: Failure): void {
  console.log(`\n=== ${verdict.kind}: ${verdict.message}`);
  console.log(`    inputs ${JSON.stringify(inputs)}${pinned ? ', all assumed' : ''}, case ${name}\n${program.text}`);
  for (const line of outcomes) console.log(`--- ${line}`);
  if (!values.keep) return;
  const [[real]] = realOutcomes([{ program, runs: [inputs] }]) as [[Real]];
  keepRegression({ name: `case-${name.replace('/', '-')}`, program, runs: [{ inputs, real }] });
}
