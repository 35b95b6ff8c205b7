/** What is proposed where, in complete and in broken code. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { atCursor, BO, FILE } from './at-cursor.ts';

const IN_MATCH = 'static int bo_match(struct dma_buf_match_args *args)\n{\n';
const IN_IMPORT = 'int bo_import(struct dma_buf *dmabuf, struct device *dev)\n{\n';
const LIST = '\tconst struct dma_buf_mapping_match list[] = {\n';
const HANDED = '\t};\n\n\treturn dma_buf_match_mapping(args, list, ARRAY_SIZE(list));\n}\n';
const ATTACHED = '\t};\n\n\treturn IS_ERR(dma_buf_mapping_attach(dmabuf, list, ARRAY_SIZE(list), NULL, NULL));\n}\n';

/** The first proposals; an empty list if there must be none at all. */
const cases: [name: string, code: string, first: string[]][] = [
  [
    'an exporter’s list',
    `${IN_MATCH}${LIST}\t\t$0\n${HANDED}`,
    ['DMA_BUF_EMAPPING_PAL', 'DMA_BUF_EMAPPING_SGT', 'DMA_BUF_EMAPPING_SGT_P2P'],
  ],
  ['an importer’s list', `${IN_IMPORT}${LIST}\t\t$0\n${ATTACHED}`, ['DMA_BUF_IMAPPING_PAL', 'DMA_BUF_IMAPPING_SGT']],
  ['a list with a begun word', `${IN_IMPORT}${LIST}\t\tDMA_BUF_E$0\n${ATTACHED}`, ['DMA_BUF_IMAPPING_PAL', 'DMA_BUF_IMAPPING_SGT']],
  [
    'what the list has already comes later',
    `${IN_IMPORT}${LIST}\t\tDMA_BUF_IMAPPING_PAL(),\n\t\t$0\n${ATTACHED}`,
    ['DMA_BUF_IMAPPING_SGT', 'DMA_BUF_IMAPPING_PAL'],
  ],
  ['a list that nobody closes', `${IN_IMPORT}${LIST}\t\t$0`, ['DMA_BUF_EMAPPING_PAL', 'DMA_BUF_EMAPPING_SGT']],
  [
    'a list below a broken statement',
    `${IN_MATCH}\tfoo(bar;\n${LIST}\t\tDMA_BUF_EMAPPING_SGT(&bo_sgt_ops),\n\t\t$0`,
    ['DMA_BUF_EMAPPING_PAL', 'DMA_BUF_EMAPPING_SGT_P2P'],
  ],
  ['a designated element', `${IN_MATCH}${LIST}\t\t[1] = $0\n${HANDED}`, ['DMA_BUF_EMAPPING_PAL']],
  [
    'an element in code',
    `${IN_MATCH}\tstruct dma_buf_mapping_match list[2];\n\tint n = 0;\n\n\tlist[n++] = $0;\n`,
    ['DMA_BUF_EMAPPING_PAL'],
  ],
  [
    'a literal among arguments',
    `${IN_IMPORT}\tdma_buf_mapping_attach(dmabuf, (struct dma_buf_mapping_match[]){ $0 }`,
    ['DMA_BUF_IMAPPING_PAL'],
  ],
  [
    'a list at file scope, by who uses it',
    `static const struct dma_buf_mapping_match all[] = { $0 };\n${IN_IMPORT}\treturn !dma_buf_mapping_attach(dmabuf, all, 1, NULL, NULL);\n}\n`,
    ['DMA_BUF_IMAPPING_PAL'],
  ],
  ['a plain entry', `${IN_IMPORT}${LIST}\t\t{ $0 },\n${ATTACHED}`, ['.exp_ops', '.fabric_data', '.sgt_data', '.type']],
  [
    'the type of an entry',
    `${IN_IMPORT}${LIST}\t\t{ .type = $0 },\n${ATTACHED}`,
    ['&dma_buf_mapping_pal_type', '&dma_buf_mapping_sgt_type'],
  ],
  [
    'the type behind an ampersand',
    `${IN_IMPORT}${LIST}\t\t{ .type = &dma$0 },\n${ATTACHED}`,
    ['&dma_buf_mapping_pal_type', '&dma_buf_mapping_sgt_type'],
  ],
  ['ops of a plain entry', `${IN_MATCH}${LIST}\t\t{ .exp_ops = &$0 },\n${HANDED}`, ['&bo_pal_ops.ops', '&bo_sgt_ops.ops']],
  ['data of a plain entry', `${IN_MATCH}${LIST}\t\t{ .sgt_data = { .$0 } },\n${HANDED}`, ['.exporter_requires_p2p']],
  [
    'dma_buf_ops',
    'static const struct dma_buf_ops bo_ops = {\n\t$0\n};\n',
    ['.match_mapping', '.single_exporter_match', 'DMA_BUF_SIMPLE_SGT_EXP_MATCH', '.attach'],
  ],
  [
    'dma_buf_ops behind a dot',
    'static const struct dma_buf_ops bo_ops = {\n\t.$0\n',
    ['.match_mapping', '.single_exporter_match', '.attach'],
  ],
  [
    'dma_buf_ops with a matcher',
    'static const struct dma_buf_ops bo_ops = {\n\t.match_mapping = x,\n\t$0\n};\n',
    ['.attach', '.detach', '.pin', '.release', '.unpin'],
  ],
  [
    'dma_buf_ops with a matcher below',
    'static const struct dma_buf_ops bo_ops = {\n\t$0\n\tDMA_BUF_SIMPLE_SGT_EXP_MATCH(a, b),\n};\n',
    ['.attach', '.detach', '.pin'],
  ],
  ['ops inside another object', 'static const struct dma_buf_ops all[] = { { .$0 } };\n', ['.match_mapping']],
  ['the callback', `${IN_MATCH}\treturn 0;\n}\nstatic const struct dma_buf_ops bo_ops = {\n\t.match_mapping = $0\n};\n`, ['bo_match']],
  ['importer ops', 'static const struct dma_buf_attach_ops my_ops = { $0 };\n', ['.allow_peer2peer']],
  ['a flag of importer ops', 'static const struct dma_buf_attach_ops my_ops = { .allow_peer2peer = $0 };\n', ['false', 'true']],
  ['a list argument', `${IN_IMPORT}${LIST}\t};\n\treturn IS_ERR(dma_buf_mapping_attach(dmabuf, $0`, ['list']],
  ['a length argument', `${IN_IMPORT}${LIST}\t};\n\treturn IS_ERR(dma_buf_mapping_attach(dmabuf, list, $0`, ['ARRAY_SIZE(list)']],
  ['importer ops as an argument', `${IN_IMPORT}\tdma_buf_mapping_attach(dmabuf, list, 1, &$0, NULL);\n}\n`, ['&bo_attach_ops', 'NULL']],
  ['a length in a callback', `${IN_MATCH}${LIST}\t};\n\treturn dma_buf_match_mapping(args, list, $0);\n}\n`, ['ARRAY_SIZE(list)']],
  ['ops of a constructor', `${IN_MATCH}${LIST}\t\tDMA_BUF_EMAPPING_PAL($0`, ['&bo_pal_ops']],
  ['an errno of match_mapping', `${IN_MATCH}\treturn -$0`, ['-EBUSY', '-EINVAL']],
  [
    'an errno of match',
    'static int m(struct dma_buf *dmabuf, const struct dma_buf_mapping_match *exp,\n\tconst struct dma_buf_mapping_match *imp)\n{\n\tif (x) {\n\t\treturn -E$0',
    ['-EOPNOTSUPP', '-EBUSY'],
  ],

  ['an errno elsewhere', 'int f(void)\n{\n\treturn -$0\n', []],
  ['a comment', `${IN_MATCH}${LIST}\t\t/* $0 */\n${HANDED}`, []],
  ['the end of a line comment', `${IN_MATCH}${LIST}\t\t// $0\n${HANDED}`, []],
  ['a string', `${IN_MATCH}${LIST}\t\tf("$0")\n${HANDED}`, []],
  ['a directive', '#define X $0\n', []],
  ['other structs', 'static struct file_operations fops = { .$0 };\n', []],
  ['other calls', `${IN_MATCH}\tprintk($0`, []],
  ['plain code', `${IN_MATCH}\t$0\n}\n`, []],
  ['an argument that goes on', `${IN_IMPORT}\tdma_buf_mapping_attach(dmabuf, list + $0`, []],
  ['a member of an object', `${IN_MATCH}\targs->$0`, []],
];

describe('completion', () => {
  for (const [name, code, first] of cases) {
    it(`of ${name}`, async () => {
      const { project, position } = await atCursor(BO + code);
      const labels = project.authoring.completions(FILE, position).map(({ label }) => label);
      assert.deepEqual(first.length === 0 ? labels : labels.slice(0, first.length), first);
    });
  }

  it('never throws, wherever a text ends', async () => {
    const whole = `${BO}${IN_MATCH}${LIST}\t\t[0] = DMA_BUF_EMAPPING_SGT(&bo_sgt_ops),\n\t\t{ .sgt_data = { .exporter_requires_p2p = 1 } },\n${HANDED}`;
    const { project } = await atCursor(`${whole}$0`);
    for (let end = BO.length; end <= whole.length; end += 3) {
      const text = whole.slice(0, end);
      project.setFile(FILE, text);
      const lines = text.split('\n');
      const position = { line: lines.length - 1, character: lines.at(-1)!.length };
      assert.ok(project.authoring.completions(FILE, position).length < 40);
      project.authoring.signature(FILE, position);
      project.authoring.rewrites(FILE, position);
    }
  });
});

describe('a proposal', () => {
  const first = async (code: string, label: string) => {
    const { project, position, text } = await atCursor(BO + code);
    const found = project.authoring.completions(FILE, position).find((each) => each.label === label);
    assert.ok(found, label);
    const line = text.split('\n')[found.range.start.line]!;
    return { ...found, replaced: line.slice(found.range.start.character, found.range.end.character) };
  };

  it('is a call with the arguments that the file tells', async () => {
    const made = await first(`${IN_MATCH}${LIST}\t\tDMA$0\n${HANDED}`, 'DMA_BUF_EMAPPING_PAL');
    assert.equal(made.snippet, `DMA_BUF_EMAPPING_PAL(\${1:&bo_pal_ops})`);
    assert.equal(made.text, 'DMA_BUF_EMAPPING_PAL(&bo_pal_ops)');
    assert.equal(made.replaced, 'DMA');
    assert.equal((await first(`${IN_IMPORT}${LIST}\t\t$0\n${ATTACHED}`, 'DMA_BUF_IMAPPING_SGT')).text, 'DMA_BUF_IMAPPING_SGT(dev, false)');
    const p2p = await first(`${IN_MATCH}${LIST}\t\t$0\n${HANDED}`, 'DMA_BUF_EMAPPING_SGT_P2P');
    assert.equal(p2p.snippet, `DMA_BUF_EMAPPING_SGT_P2P(\${1:&bo_sgt_ops}, \${2:pdev})`);
  });

  it('takes the place of the mark that it begins with', async () => {
    const member = await first('static const struct dma_buf_ops bo_ops = {\n\t.ma$0\n};\n', '.match_mapping');
    assert.deepEqual([member.replaced, member.snippet], ['.ma', '.match_mapping = $0,']);
    const bare = await first('static const struct dma_buf_ops bo_ops = {\n\tma$0,\n};\n', '.match_mapping');
    assert.deepEqual([bare.replaced, bare.snippet], ['ma', '.match_mapping = $0']);
    assert.equal((await first(`${IN_MATCH}\treturn -E$0`, '-ENODEV')).replaced, '-E');
    assert.equal((await first(`${IN_IMPORT}${LIST}\t\t{ .type = &d$0 },\n`, '&dma_buf_mapping_sgt_type')).replaced, '&d');
  });

  it('says when it is for the other side', async () => {
    assert.match(
      (await first(`${IN_MATCH}${LIST}\t\t$0\n${HANDED}`, 'DMA_BUF_IMAPPING_SGT')).detail,
      /^importer entry of SGT: not for this side$/,
    );
  });

  it('brings the include that it needs', async () => {
    const { project, position } = await atCursor(`#include <linux/dma-buf.h>\n\n${IN_MATCH}${LIST}\t\t$0\n${HANDED}`);
    const [made] = project.authoring.completions(FILE, position);
    assert.deepEqual(
      made?.edits.map(({ newText, range }) => [newText, range.start.line]),
      [['#include <linux/dma-buf-mapping.h>\n', 0]],
    );
  });

  it('is documented by the comment at its definition', async () => {
    const { project } = await atCursor(`${BO}$0`);
    const about = (label: string) => project.authoring.documentation(FILE, label);
    assert.match(
      about('DMA_BUF_EMAPPING_SGT'),
      /^````c\nDMA_BUF_EMAPPING_SGT\(_exp_ops\)\n````\n\nA macro, since static lists need a constant\\?\.\n\n\[include/,
    );
    assert.match(about('DMA_BUF_IMAPPING_SGT'), /^````c\nDMA_BUF_IMAPPING_SGT\(struct device \*dev, bool accepts_p2p\)\n````\n\n\[/);
    assert.match(about('.match_mapping'), /int \(\*match_mapping\)\(struct dma_buf_match_args \*args\);/);
    assert.equal(about('no_such_name'), '');
  });
});

describe('what other drivers have for themselves', () => {
  it('is proposed only to those who include it', async () => {
    const { project, position, text } = await atCursor(`${BO}${IN_IMPORT}${LIST}\t\t$0\n${ATTACHED}`);
    const labels = () => project.authoring.completions(FILE, position).map(({ label }) => label);
    const type = 'const struct dma_buf_mapping_type';
    project.setFile(
      'drivers/link/link.h',
      `extern ${type} link_type;\n#define LINK_IMAPPING(x) ((struct dma_buf_mapping_match){ .type = &link_type })\n`,
    );
    project.setFile('drivers/link/own.h', `extern ${type} own_type;\n`);
    project.setFile(
      'drivers/link/link.c',
      `#include "link.h"\n${type} link_type = { .name = "L" };\n${type} own_type = { .name = "O" };\nstatic ${type} s_type;\n`,
    );
    const before = labels();
    assert.ok(!before.some((label) => /link|LINK|own|s_type/.test(label)));
    project.setFile(FILE, text.replace('kernel.h>', 'kernel.h>\n#include "../link/link.h"\n#include "../link/own.h"'));
    const found = project.authoring.completions(FILE, { line: position.line + 2, character: position.character }).map(({ label }) => label);
    assert.deepEqual(
      found.filter((label) => !before.includes(label)),
      ['LINK_IMAPPING', '{ .type = &own_type }'],
    );
  });
});

describe('in a tree of the old interface', () => {
  it('only members are proposed that its own header has', async () => {
    const { project, position } = await atCursor(`${IN_MATCH}${LIST}\t\t$0\n${HANDED}`);
    for (const file of project.files()) if (file !== FILE) project.removeFile(file);
    project.setFile(FILE, 'static const struct dma_buf_ops bo_ops = {\n\t\n};\n');
    const labels = () => project.authoring.completions(FILE, { line: 1, character: 1 }).map(({ label }) => label);
    assert.ok(position && !project.text('include/linux/dma-buf.h'));
    assert.deepEqual(labels(), []);
    project.setFile('include/linux/dma-buf.h', 'struct dma_buf_ops { void (*release)(struct dma_buf *); };\n');
    assert.deepEqual(labels(), ['.release']);
  });
});
