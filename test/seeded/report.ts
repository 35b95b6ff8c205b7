/** Recall and false positives, as tables. */
import type { Row } from './seeding.ts';

/** For a terminal. */
export function table(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ rule }) => rule.length), 4);
  const head = `${'rule'.padEnd(width)}  defects  found   recall  look-alikes  false positives`;
  const lines = rows.map(
    (row) =>
      `${row.rule.padEnd(width)}  ${`${row.seeded}`.padStart(7)}  ${`${row.found}`.padStart(5)}  ${recall(row).padStart(7)}  ${`${row.lookAlikes}`.padStart(11)}  ${`${row.falsePositives}`.padStart(15)}`,
  );
  return [head, ...lines].join('\n');
}

/** The page of the documentation: rules in generated drivers, and in the miniature kernel. */
export function reportPage(rows: readonly Row[], kernel: readonly Row[], { cases, seed }: { cases: number; seed: number }): string {
  return `# Recall of the rules

Drivers with one defect each, and drivers that only look like it, are generated in many spellings: with other names, in macros, helpers, headers and other files, behind
conditions, early returns and \`#if\`. A defect counts as found if its rule reports it at a place that the generator marked. A false positive is a finding in a look-alike, or
one beside a defect that the defect does not imply. The generator is in \`test/seeded/\`; the tests run a slice of it.

${markdown(rows)}

The same in the miniature kernel: a driver that is right is changed at every place that the defect has room for.

${markdown(kernel)}

\`npm run seed -- --cases ${cases} --seed ${seed} --report docs/rules/recall.md\` wrote this page; another seed makes other drivers. What a rule is known to miss is in
the "Limits" of its page, and is not seeded.
`;
}

function markdown(rows: readonly Row[]): string {
  const lines = rows.map(
    (row) =>
      `| [${row.rule}](${row.rule}.md) | ${row.seeded} | ${row.found} | ${recall(row)} | ${row.lookAlikes} | ${row.falsePositives} |`,
  );
  return ['| Rule | Defects | Found | Recall | Look-alikes | False positives |', '| --- | --- | --- | --- | --- | --- |', ...lines].join(
    '\n',
  );
}

function recall({ seeded, found }: Row): string {
  const percent = (100 * found) / Math.max(1, seeded);
  return `${percent === 100 ? '100' : (Math.floor(percent * 10) / 10).toFixed(1)} %`;
}
