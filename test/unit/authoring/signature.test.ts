import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { atCursor, BO, FILE } from './at-cursor.ts';

const MAKERS = `${BO}
/**
 * LINK_EMAPPING - an entry over the fabric
 * @port: where this side sits,
 *        counted from one
 *
 * For *switches* only.
 */
#define LINK_EMAPPING(port, ...) ((struct dma_buf_mapping_match){ .type = &dma_buf_mapping_pal_type })
`;

/** What is shown, with the active parameter; undefined for nothing. */
const cases: [name: string, code: string, shown: [label: string, active: number] | undefined][] = [
  ['an inline', 'void f(void) { x = DMA_BUF_IMAPPING_SGT($0); }', ['DMA_BUF_IMAPPING_SGT(struct device *dev, bool accepts_p2p)', 0]],
  [
    'its second parameter',
    'void f(void) { x = DMA_BUF_IMAPPING_SGT(get(a, b), $0',
    ['DMA_BUF_IMAPPING_SGT(struct device *dev, bool accepts_p2p)', 1],
  ],
  [
    'one argument too many',
    'void f(void) { x = DMA_BUF_IMAPPING_SGT(a, b, $0',
    ['DMA_BUF_IMAPPING_SGT(struct device *dev, bool accepts_p2p)', 2],
  ],
  ['no parameters', 'void f(void) { x = DMA_BUF_IMAPPING_PAL($0) }', ['DMA_BUF_IMAPPING_PAL()', 0]],
  ['a macro', 'struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT($0', ['DMA_BUF_EMAPPING_SGT(_exp_ops)', 0]],
  ['a macro in ops', 'struct dma_buf_ops o = { DMA_BUF_SIMPLE_SGT_EXP_MATCH(a,$0) };', ['DMA_BUF_SIMPLE_SGT_EXP_MATCH(_map, _unmap)', 1]],
  ['more arguments of a variadic macro', 'struct dma_buf_mapping_match m[] = { LINK_EMAPPING(1, 2, 3, $0', ['LINK_EMAPPING(port, ...)', 1]],
  ['an inner call', 'void f(void) { x = DMA_BUF_IMAPPING_SGT(get($0), true); }', undefined],
  ['behind the call', 'void f(void) { x = DMA_BUF_IMAPPING_SGT(a, b)$0; }', undefined],
  ['another function', 'void f(void) { printk($0', undefined],
  ['a call that a statement before left open', 'void f(void) { DMA_BUF_IMAPPING_SGT(a; $0 }', undefined],
];

describe('the signature', () => {
  for (const [name, code, shown] of cases) {
    it(`of ${name}`, async () => {
      const { project, position } = await atCursor(`${MAKERS}${code}`);
      const found = project.authoring.signature(FILE, position);
      assert.deepEqual(found && [found.label, found.active], shown);
      for (const { label } of found?.parameters ?? []) assert.ok(found!.label.includes(label));
    });
  }

  it('has the words of the comment, as text', async () => {
    const { project, position } = await atCursor(`${MAKERS}struct dma_buf_mapping_match m[] = { LINK_EMAPPING($0`);
    const found = project.authoring.signature(FILE, position);
    assert.equal(found?.documentation, 'LINK_EMAPPING - an entry over the fabric\n\nFor \\*switches\\* only.');
    assert.equal(found.parameters[0]?.documentation, 'where this side sits, counted from one');
  });
});
