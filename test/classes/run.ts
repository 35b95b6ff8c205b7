/**
 * `npm run classes`: drivers by the thousand that hand over few different lists, read and negotiated in memory. Prints times, and how much code was run for
 * each answer; fails if the pair of two that negotiate like others comes to something else than it does alone.
 */
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { Machine } from '../../engine/evaluate/machine.ts';
import { Project } from '../../engine/project.ts';
import { exporterText, importerText, KINDS } from '../support/generated-sides.ts';
import { sharedParser } from '../support/small-project.ts';

const { values } = parseArgs({ options: { sides: { type: 'string', default: '10000' } } });
const count = Number(values.sides);

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

const [changed, other] = [Math.floor(count / 2), count - 1];
const importer = `${importerFile(changed)}:imp${changed}_import`;
const exporter = `${exporterFile(other)}:exp${other}_ops`;
const [old, kind] = [changed % KINDS, (changed + 1) % KINDS];
for (const now of [kind, old, kind]) {
  told('one list changes', () => project.setFile(importerFile(changed), importerText(changed, now)));
  told('what its pair comes to', () => project.cell(importer, exporter));
  told('the same again', () => project.cell(importer, exporter));
  told('the matrix', () => project.matrixModel());
}
const alone = new Project(parser);
alone.setFile(importerFile(changed), importerText(changed, kind));
alone.setFile(exporterFile(other), exporterText(other));
const same = isDeepStrictEqual(project.cell(importer, exporter), alone.cell(importer, exporter));
const { rss, heapUsed } = process.memoryUsage();
console.log(`${Math.round(rss / 1e6)} MB, ${Math.round(heapUsed / 1e6)} MB of them objects`);
console.log(same ? 'the pair comes to what it comes to alone' : 'the pair comes to SOMETHING ELSE than it does alone');
process.exitCode = same ? 0 : 1;
