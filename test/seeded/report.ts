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

/** The page of the documentation. */
export function reportPage(rows: readonly Row[], { cases, seed }: { cases: number; seed: number }): string {
  const lines = rows.map(
    (row) =>
      `| [${row.rule}](${row.rule}.md) | ${row.seeded} | ${row.found} | ${recall(row)} | ${row.lookAlikes} | ${row.falsePositives} |`,
  );
  return `# Recall of the rules

Programs with one defect each, and programs that only look like it, are generated in many spellings: with other names, in macros and helpers, in headers and other files,
behind conditions and \`#if\`. A defect counts as found if its rule reports it at a line that the generator marked. A false positive is a finding in a look-alike, or one beside a
defect that the defect does not imply.

| Rule | Defects | Found | Recall | Look-alikes | False positives |
| --- | --- | --- | --- | --- | --- |
${lines.join('\n')}

This page is written by \`npm run seed -- --cases ${cases} --seed ${seed} --report docs/rules/recall.md\`. Spellings that a rule is known to miss are in the "Limits" of its page and are
not seeded.
`;
}

function recall({ seeded, found }: Row): string {
  const percent = (100 * found) / Math.max(1, seeded);
  return `${percent === 100 ? '100' : (Math.floor(percent * 10) / 10).toFixed(1)} %`;
}
