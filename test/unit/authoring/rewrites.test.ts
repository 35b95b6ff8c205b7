/** Entries and types that are added: what is offered, and that the result compiles without new findings. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TextEdit } from '../../../engine/answers.ts';
import { LineIndex } from '../../../engine/syntax/lines.ts';
import { compileProblem } from '../../support/compiler.ts';
import { sharedFiles } from '../../support/small-project.ts';
import { type AtCursor, atCursor, BO, FILE } from './at-cursor.ts';

const OPS = 'static const struct dma_buf_ops bo_ops = {\n\t.match_mapping = bo_match,\n};\nconst void *bo_use = &bo_ops;\n';
const exporter = (list: string) =>
  `${BO}\nstatic int bo_match(struct dma_buf_match_args *args)\n{\n${list}\n\n\treturn dma_buf_match_mapping(args, list, ARRAY_SIZE(list));\n}\n\n${OPS}`;

function titles({ project, position }: AtCursor): string[] {
  return project.authoring.rewrites(FILE, position).map(({ title }) => title);
}

function applied({ project, position, text }: AtCursor, title: string): string {
  const found = project.authoring.rewrites(FILE, position).find((each) => each.title === title);
  assert.ok(found, title);
  return withEdits(text, found.edits);
}

function withEdits(text: string, edits: readonly TextEdit[]): string {
  const lines = new LineIndex(text);
  const offset = ({ line, character }: TextEdit['range']['start']) => lines.offset(line, character);
  let result = text;
  for (const { range, newText } of [...edits].reverse()) {
    result = result.slice(0, offset(range.start)) + newText + result.slice(offset(range.end));
  }
  return result;
}

/** Fails unless the changed file compiles, has what `expected` matches, and no finding that was not there before. */
function assertGood({ project }: AtCursor, changed: string, expected: RegExp): void {
  assert.match(changed, expected);
  assert.equal(compileProblem(FILE, [...sharedFiles(), { path: FILE, text: changed }]), undefined);
  const rules = () => project.findings(FILE).filter(({ severity }) => severity !== 'hint' && severity !== 'info');
  const before = rules().length;
  project.setFile(FILE, changed);
  assert.ok(
    rules().length <= before,
    rules()
      .map(({ rule, message }) => `${rule}: ${message}`)
      .join('\n'),
  );
}

describe('adding an entry', () => {
  const PAL = 'Add match entry DMA_BUF_EMAPPING_PAL()';

  it('is offered for each type that the list does not have', async () => {
    const cursor = await atCursor(
      exporter('\tconst struct dma_buf_mapping_match list[] = {\n\t\tDMA_BUF_EMAPPING_SGT(&bo_sgt_ops),$0\n\t};'),
    );
    assert.deepEqual(titles(cursor), [PAL]);
    assertGood(cursor, applied(cursor, PAL), /\t\tDMA_BUF_EMAPPING_SGT\(&bo_sgt_ops\),\n\t\tDMA_BUF_EMAPPING_PAL\(&bo_pal_ops\),\n\t};/);
  });

  it('lets a full array grow', async () => {
    const cursor = await atCursor(exporter('\tconst struct dma_buf_mapping_match $0list[1] = { DMA_BUF_EMAPPING_SGT(&bo_sgt_ops) };'));
    assertGood(cursor, applied(cursor, PAL), /list\[2\] = \{ DMA_BUF_EMAPPING_SGT\(&bo_sgt_ops\), DMA_BUF_EMAPPING_PAL\(&bo_pal_ops\) \};/);
  });

  it('is not offered for a list that has them all, and in broken code', async () => {
    const all = '\tconst struct dma_buf_mapping_match list[] = { $0DMA_BUF_EMAPPING_SGT(&bo_sgt_ops), DMA_BUF_EMAPPING_PAL(&bo_pal_ops) };';
    assert.deepEqual(titles(await atCursor(exporter(all))), []);
    assert.deepEqual(titles(await atCursor(`${BO}\nint f(void)\n{\n\tconst struct dma_buf_mapping_match list[] = { $0`)), []);
  });
});

describe('adding a mapping type', () => {
  const ADD = 'Add mapping type fixture_mapping_type';
  const places: [name: string, code: string][] = [
    ['on an include of the interface', BO.replace('mapping.h>', 'mapping.h>$0')],
    ['on an empty line', `${BO}$0\n`],
    ['on an object of the interface', BO.replace('bo_pal_ops', 'bo_$0pal_ops')],
  ];
  for (const [name, code] of places) {
    it(`is offered ${name}`, async () => {
      const cursor = await atCursor(code);
      assert.deepEqual(titles(cursor), [ADD]);
      assertGood(cursor, applied(cursor, ADD), /static const struct dma_buf_mapping_type fixture_mapping_type = \{/);
      assert.ok(cursor.project.types().some(({ name: type }) => type === 'fixture_mapping_type'));
    });
  }

  it('takes a name that is free', async () => {
    assert.deepEqual(titles(await atCursor(`${BO}$0\nstruct fixture_mapping_exp_ops { int a; };\n`)), [
      'Add mapping type fixture2_mapping_type',
    ]);
  });

  it('has the name that a person gives, wherever the cursor is', async () => {
    const cursor = await atCursor(`${BO}\nstatic void f(void)\n{\n\t$0\n}\n\nvoid *use = f;\n`);
    const result = cursor.project.authoring.addType(FILE, cursor.position, 'fabric');
    assert.ok('edits' in result);
    assertGood(cursor, withEdits(cursor.text, result.edits), /struct fabric_mapping_exp_ops \{[\s\S]*static void f\(void\)/);
  });

  const names: [stem: string, refusal: RegExp][] = [
    ['Fabric', /^A name begins with a small letter/],
    ['2d', /^A name begins/],
    ['sgt', /^"DMA_BUF_IMAPPING_SGT" is taken\.$/],
  ];
  for (const [stem, refusal] of names) {
    it(`does not take the name ${stem}`, async () => {
      const { project, position } = await atCursor(`${BO}$0`);
      const result = project.authoring.addType(FILE, position, stem);
      assert.match('refusal' in result ? result.refusal : '', refusal);
    });
  }

  const elsewhere: [name: string, code: string][] = [
    ['in a function', `${BO}void f(void)\n{\n$0\n}\n`],
    ['on other code', `${BO}int $0a;\n`],
    ['in a file that does not include the interface', '#include <linux/kernel.h>\n$0\nint a;\n'],
    ['in a comment', `${BO}/*\n$0\n*/\n`],
  ];
  for (const [name, code] of elsewhere) {
    it(`is not offered ${name}`, async () => assert.deepEqual(titles(await atCursor(code)), []));
  }
});
