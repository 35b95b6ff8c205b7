import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TreeView } from '../../../engine/tree-answers.ts';
import { attachments, defect, either, finding, none, sgt, sometimes } from './sides.ts';

const tree = () =>
  attachments(
    [
      [sgt, sometimes],
      [none, either],
      [none, defect],
    ],
    [finding(2, 'a.c', 'Wrong `x|y`.')],
    { homes: { i0: { subsystem: 'net' }, e1: { subsystem: 'net' } } },
  );

const copies: [string, TreeView, string[], string][] = [
  [
    'a pair as a list of outcomes',
    { by: 'importer' },
    ['importer:i1', 'exporter:e1'],
    '`i1` (`a.c:2`) with `e1` (`b.c:2`):\n\n- SGT when `a`\n- PAL when `!a`\n',
  ],
  [
    'an outcome alone',
    { by: 'exporter' },
    ['exporter:e1', 'importer:i1', 'outcome:1'],
    '`i1` (`a.c:2`) with `e1` (`b.c:2`):\n\n- PAL when `!a`\n',
  ],
  [
    'an importer as a table of its exporters, bars in code included',
    { by: 'importer' },
    ['importer:i0'],
    `**i0: 2 of 2 · SGT · 1 conditional · net** (\`a.c:1\`)

| Exporter | Comes out |
| --- | --- |
| \`e0\` (\`b.c:1\`) | SGT |
| \`e1\` (\`b.c:2\`) | SGT when \`a \\| b\`; otherwise no match (EINVAL) |
`,
  ],
  [
    'an exporter as a table of its importers',
    { by: 'exporter' },
    ['exporter:e0'],
    `**e0: 1 of 3 · SGT** (\`b.c:1\`)

| Importer | Comes out |
| --- | --- |
| \`i0\` (\`a.c:1\`) | SGT |
| \`i1\` (\`a.c:2\`) | no match (EINVAL) |
| \`i2\` (\`a.c:3\`) | no match (EINVAL) |
`,
  ],
  [
    'a group as a table of its pairs',
    { by: 'outcome' },
    ['group:error'],
    `**No match: 2 of 6 pairs · 2 importers**

| Importer | Exporter | Comes out |
| --- | --- | --- |
| \`i1\` (\`a.c:2\`) | \`e0\` (\`b.c:1\`) | no match (EINVAL) |
| \`i2\` (\`a.c:3\`) | \`e0\` (\`b.c:1\`) | no match (EINVAL) |
`,
  ],
  [
    'a subsystem as the pairs that its sides are in',
    { by: 'subsystem', filter: 'no match' },
    ['group:net'],
    `**net: 1 importer · 1 exporter**

| Importer | Exporter | Comes out |
| --- | --- | --- |
| \`i0\` (\`a.c:1\`) | \`e1\` (\`b.c:2\`) | SGT when \`a \\| b\`; otherwise no match (EINVAL) |
`,
  ],
  ['a finding as a line', { by: 'importer' }, ['importer:i2', 'finding:0 r a.c'], '- Wrong x\\|y. (r · a.c:3)\n'],
  ['findings elsewhere as a list', { by: 'exporter', only: 'problems' }, ['group:other findings'], '- Wrong x\\|y. (r · a.c:3)\n'],
  ['what is gone as nothing', { by: 'importer' }, ['importer:gone'], ''],
];

describe('rows as Markdown', () => {
  for (const [name, view, path, text] of copies) {
    it(name, async () => assert.equal((await tree()).markdown(view, path), text));
  }

  it('of the whole tree, up to a number of lines', async () => {
    const many = await attachments(Array.from({ length: 600 }, () => [sgt]));
    const lines = many.markdown({ by: 'importer' }, []).trimEnd().split('\n');
    assert.deepEqual([lines[0], lines.length, lines.at(-1)], ['**DMA-buf attachments**', 2 + 2 + 500 + 2, 'and 100 more']);
  });

  it('of a page, those of its members', async () => {
    const many = await attachments(Array.from({ length: 300 }, () => [sgt]));
    const [, second] = many.rows({ by: 'importer' }, []);
    const lines = many.markdown({ by: 'importer' }, second!.path).trimEnd().split('\n').slice(4);
    const members = many.rows({ by: 'importer' }, second!.path).map(({ label }) => label);
    assert.deepEqual(new Set(lines.map((line) => line.split('`')[1])), new Set(members));
  });
});
