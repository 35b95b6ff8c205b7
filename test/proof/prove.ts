/**
 * `npm run prove -- --cases N --seed S`: N generated programs, compiled and run, against the engine. Prints what fails, shrunk.
 */
import { parseArgs } from 'node:util';
import { prove } from './proof.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    failures: { type: 'string', default: '5' },
    'keep-going': { type: 'boolean', default: false },
  },
});

const start = Date.now();
const seconds = () => ((Date.now() - start) / 1000).toFixed(1);
const report = await prove({
  cases: Number(values.cases),
  seed: Number(values.seed),
  mostFailures: Number(values.failures),
  shrink: !values['keep-going'],
  progress: (done) => process.stderr.write(`\r${done} programs, ${seconds()} s `),
});
process.stderr.write('\n');
for (const failure of report.failures) {
  console.log(
    `\n=== ${failure.verdict.kind}: ${failure.verdict.message}\n    inputs ${JSON.stringify(failure.inputs)}${failure.pinned ? ', fixed in the sources' : ''}, case ${failure.name}\n${failure.program.text}`,
  );
  for (const line of failure.outcomes) console.log(`--- ${line}`);
}
console.log(
  `${report.programs} programs, ${report.runs} runs, ${report.limited} runs past a limit, ${report.failures.length} failures, ${seconds()} s`,
);
process.exitCode = report.failures.length > 0 ? 1 : 0;
