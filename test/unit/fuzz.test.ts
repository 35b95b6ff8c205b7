/** A slice of what `npm run fuzz` asks about spoilt texts. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fuzz } from '../fuzz/fuzz.ts';
import { spoilt } from '../fuzz/mutations.ts';
import { pump } from '../fuzz/pumps.ts';
import { sharedParser, smallProject } from '../support/small-project.ts';

test('answers everything about 100 spoilt texts', async () => {
  const { cases, failures } = fuzz({ cases: 100, seed: 20260401, parser: await sharedParser() });
  assert.deepEqual(
    failures.map(({ name, kind, message, text }) => `${kind} ${name}: ${message}\n${text.slice(0, 1000)}`),
    [],
  );
  assert.equal(cases, 100);
});

test('answers everything about texts with one thing very often', async () => {
  assert.deepEqual(pump(await sharedParser(), { length: 600 }).failures, []);
});

for (const [what, deep] of Object.entries({ parentheses: '&(', statements: 'if (x) ', sums: '1 + ', members: 'x->', lists: '{' })) {
  test(`says that a function nests too deep: ${what}`, async () => {
    const text = `#include <linux/dma-buf-mapping.h>\nstatic int m(struct dma_buf_match_args *args)\n{\n\treturn ${deep.repeat(20_000)};\n}\nconst struct dma_buf_ops o = { .match_mapping = m };\n`;
    const project = await smallProject([{ path: 'drivers/deep.c', text }], ['sgt']);
    const exporter = project.exporters().find(({ name }) => name === 'o')!;
    for (const { id } of project.importers())
      assert.deepEqual(
        project.cell(id, exporter.id).outcomes.map(({ kind }) => kind),
        ['unknown'],
      );
  });
}

test('says that a function is too long', async () => {
  const text = `#include <linux/dma-buf-mapping.h>\nstatic int m(struct dma_buf_match_args *args)\n{\n\tint n = 1${' + 1'.repeat(80_000)};\n\treturn n;\n}\nconst struct dma_buf_ops o = { .match_mapping = m };\n`;
  const project = await smallProject([{ path: 'drivers/long.c', text }], ['sgt']);
  const exporter = project.exporters().find(({ name }) => name === 'o')!;
  for (const { id } of project.importers())
    assert.match(
      project
        .cell(id, exporter.id)
        .outcomes.map(({ reason }) => reason)
        .join(),
      /`m` is too long to be followed/,
    );
});

for (const condition of [
  '#ifdef CONFIG_',
  '#ifdef CONFIG_"X',
  '#if defined(CONFIG_)',
  '#ifndef',
  '#if defined',
  '#if IS_ENABLED()',
  '#elif CONFIG_',
])
  test(`answers everything while a condition is being typed: ${condition}`, async () => {
    const text = `#include <linux/dma-buf-mapping.h>\nstatic int m(struct dma_buf_match_args *args)\n{\n\tstruct dma_buf_mapping_match match[] = {\n${condition}\n\t\t{ .type = &dma_buf_mapping_sgt_type },\n#endif\n\t\tDMA_BUF_EMAPPING_SGT(&ops),\n\t};\n\n\treturn dma_buf_match_mapping(args, match, ARRAY_SIZE(match));\n}\nconst struct dma_buf_ops o = { .match_mapping = m };\n`;
    const project = await smallProject([{ path: 'drivers/typed.c', text }], ['sgt']);
    assert.ok(project.matrix().cells.length > 0);
    project.findings();
  });

test('answers everything about a name that is too long for a regular expression', async () => {
  const name = 'x'.repeat(60_000);
  const text = `#include <linux/dma-buf.h>\nstatic struct sg_table *${name}(struct dma_buf_attachment *attach, enum dma_data_direction dir)\n{\n\treturn attach->${name};\n}\nconst struct dma_buf_ops ${name}_ops = { .map_dma_buf = ${name}, .${name} = ${name} };\n`;
  const project = await smallProject([{ path: 'drivers/long.c', text }], ['sgt']);
  assert.ok(project.exporters().some((exporter) => exporter.name === `${name}_ops`));
  project.findings();
  for (const [line, character] of [
    [1, 30],
    [3, 20],
    [5, 30],
    [5, 60_030],
    [5, 120_060],
  ] as const) {
    project.hover('drivers/long.c', { line, character });
    project.references('drivers/long.c', { line, character });
    project.navigation.rename('drivers/long.c', { line, character }, 'quite_new');
    project.authoring.completions('drivers/long.c', { line, character });
  }
});

test('names become regular expressions in two places, which look at their length', () => {
  const files = readdirSync('engine', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const makers = files.filter((name) => /new RegExp\(`[^`]*\$\{(?!LEAST|WINDOW)/.test(readFileSync(join('engine', name), 'utf8')));
  // The place of all others is in a later stage.
  assert.deepEqual(makers, ['prefilter/neighbours.ts']);
});

test('spoils as it is told', () => {
  const way = { at: 0.5, length: 0, other: 0 };
  assert.equal(spoilt('ab cd', [{ kind: 'truncate', ...way }], []), 'ab');
  assert.equal(spoilt('a b c', [{ kind: 'delete token', ...way }], []), 'a  c');
  assert.equal(spoilt('ab', [{ kind: 'splice another file', ...way }], ['xy']), 'axyb');
});
