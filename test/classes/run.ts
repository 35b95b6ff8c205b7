/**
 * `npm run classes`: drivers by the thousand that hand over few different lists, read and negotiated in memory. Prints times, and how much code was run for
 * each answer; fails if the pair of two that negotiate like others comes to something else than it does alone.
 */
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { Machine } from '../../engine/evaluate/machine.ts';
import { Project } from '../../engine/project.ts';
import { quantile } from '../bench/measure.ts';
import { exporterText, importerText, KINDS } from '../support/generated-sides.ts';
import { sharedParser } from '../support/small-project.ts';

const { values } = parseArgs({ options: { sides: { type: 'string', default: '10000' } } });
const count = Number(values.sides);
/** How many importers get another list, one after the other. */
const CHANGES = 60;

const parser = await sharedParser();
let runs = 0;
const explore = Machine.prototype.explore;
Machine.prototype.explore = function (...given) {
  runs++;
  return explore.apply(this, given);
};

function told<Answer>(what: string, answer: () => Answer): Answer {
  const [before, start] = [runs, performance.now()];
  const result = answer();
  console.log(`${(performance.now() - start).toFixed(1).padStart(10)} ms  ${String(runs - before).padStart(7)} runs of code  ${what}`);
  return result;
}

const importerFile = (number: number) => `drivers/importers/${number}.c`;
const exporterFile = (number: number) => `drivers/exporters/${number}.c`;

const project = new Project(parser);
told(`${count} importers and ${count} exporters of ${KINDS} kinds each are read`, () => {
  for (let number = 0; number < count; number++) {
    project.setFile(importerFile(number), importerText(number));
    project.setFile(exporterFile(number), exporterText(number));
  }
});
told('who takes part', () => [project.importers(), project.exporters()]);
const model = told('the matrix', () => project.matrixModel());
console.log(
  `${model.coverage.pairs} pairs, ${model.coverage.decided} decided; ${model.rows.length} × ${model.columns.length} different ones`,
);
told('the matrix again', () => project.matrixModel());

const other = count - 1;
const exporter = `${exporterFile(other)}:exp${other}_ops`;
const importerOf = (number: number) => `${importerFile(number)}:imp${number}_import`;
/** Milliseconds that each change, and what was asked after it, took. */
const times = { 'one list changes': [] as number[], 'what its pair comes to': [] as number[], 'the same again': [] as number[] };
const timed = (what: keyof typeof times, work: () => unknown): void => {
  const start = performance.now();
  work();
  times[what].push(performance.now() - start);
};
const changed = Array.from({ length: Math.min(CHANGES, count) }, (_, change) => Math.floor((change * count) / CHANGES));
const kindNow = (number: number) => (number + 1) % KINDS;
const before = runs;
for (const number of changed) {
  timed('one list changes', () => project.setFile(importerFile(number), importerText(number, kindNow(number))));
  timed('what its pair comes to', () => project.cell(importerOf(number), exporter));
  timed('the same again', () => project.cell(importerOf(number), exporter));
}
console.log(`${changed.length} changes, ${runs - before} runs of code`);
for (const [what, all] of Object.entries(times)) {
  const [first] = all;
  const figures = { first, half: quantile(all, 0.5), 'nine of ten': quantile(all, 0.9) };
  console.log(
    `  ${what}: ${Object.entries(figures)
      .map(([share, value]) => `${share} ${value?.toFixed(2)} ms`)
      .join(', ')}`,
  );
}
told('the matrix after that', () => project.matrixModel());
const alone = new Project(parser);
const last = changed.at(-1)!;
alone.setFile(importerFile(last), importerText(last, kindNow(last)));
alone.setFile(exporterFile(other), exporterText(other));
const same = isDeepStrictEqual(project.cell(importerOf(last), exporter), alone.cell(importerOf(last), exporter));
const { rss, heapUsed } = process.memoryUsage();
console.log(`${Math.round(rss / 1e6)} MB, ${Math.round(heapUsed / 1e6)} MB of them objects`);
console.log(same ? 'the pair comes to what it comes to alone' : 'the pair comes to SOMETHING ELSE than it does alone');
process.exitCode = same ? 0 : 1;
