/**
 * `npm run seed -- --cases N --seed S`: N defects and N look-alikes of each rule, and a table of what is found; then defects in the
 * miniature kernel. `--rule ID` takes one rule, `--from M` begins at case M,
 * `--show` prints programs that fail, `--report FILE` writes the page, `--compile` asks the C compiler about every program.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { complaints } from './compiled.ts';
import { described } from './judge.ts';
import { mutateMinikernel } from './minikernel.ts';
import { reportPage, table } from './report.ts';
import { sow } from './seeding.ts';
import { seeds } from './seeds.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    rule: { type: 'string', multiple: true },
    report: { type: 'string' },
    show: { type: 'boolean', default: false },
    compile: { type: 'boolean', default: false },
  },
});

const [cases, seed, from] = [Number(values.cases), Number(values.seed), Number(values.from)];
const chosen = seeds.filter(({ rule }) => !values.rule || values.rule.includes(rule));
const start = Date.now();
let done = 0;
const {
  rows,
  failures,
  cases: all,
} = await sow({
  seeds: chosen,
  cases,
  seed,
  from,
  each: () => {
    if (++done % 50 === 0) process.stderr.write(`\r${done} programs, ${((Date.now() - start) / 1000).toFixed(0)} s `);
  },
});
process.stderr.write('\n');
for (const { case: each, found, surplus } of failures) {
  console.log(`${each.name} (${each.what})${each.kind === 'defect' && !found ? ': MISSED' : ''}`);
  for (const finding of surplus) console.log(`    surplus ${described(finding)}`);
  if (values.show) for (const { path, text } of each.files) console.log(`//- ${path}\n${text}`);
}
const refused = values.compile ? complaints(all) : [];
for (const { name, words } of refused) console.log(`${name}: ${words}`);
console.log(table(rows));
const kernel = values.rule ? { rows: [], failures: [] } : await mutateMinikernel();
for (const failure of kernel.failures) console.log(failure);
if (kernel.rows.length > 0) console.log(`\nIn the miniature kernel\n${table(kernel.rows)}`);
if (values.report) writeFileSync(values.report, reportPage(rows, kernel.rows, { cases, seed }));
process.exitCode = failures.length + refused.length + kernel.failures.length > 0 ? 1 : 0;
