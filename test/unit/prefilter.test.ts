import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mayMatter, needle, textMayMatter } from '../../engine/prefilter/prefilter.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const matter: Record<string, string> = {
  'a call of the interface': 'x = dma_buf_attach(d, dev);',
  'a call at the very start': 'dma_buf_put(d);',
  'a wrapper named after it': '\treturn foo_dma_buf_move(attach);',
  "a wrapper of the compiler's kind": '__foo_dma_buf_move(attach);',
  'the buffer type alone': 'int f(struct dma_buf *d);',
  'the buffer type over two lines': 'int f(struct\n\tdma_buf *d);',
  'a constructor alone': '{ DMA_BUF_IMAPPING_PAL() },',
  'Latin-1 text around': 'caf\u00e9 dma_buf_get(fd)',
  'a word behind one that does not count': 'u8 dma_buf; u8 xdma_buf_; dma_buf_end_cpu_access(d, 1);',
};
for (const [name, text] of Object.entries(matter)) test(`reads a file with ${name}`, () => assert.equal(mayMatter(bytes(text)), true));

const silent: Record<string, string> = {
  nothing: '',
  'a local variable called dma_buf': 'u8 *dma_buf = kmalloc(1, gfp); p = &dev->dma_buf;',
  'another word for it': 'struct dmabuf_ops x; DMABUF(1);',
  'a register of that name': '#define BLOCK_REG3__dma_buf_type_MASK 0x300',
  'an unrelated upper-case name': '#define SOUND_DMA_BUF_SIZE 3',
  'another struct': 'struct dma_buffer x; mystruct dma_buf y;',
  'half a needle at the end': 'dma_bu',
};
for (const [name, text] of Object.entries(silent)) test(`skips a file with ${name}`, () => assert.equal(mayMatter(bytes(text)), false));

test('takes a NUL within the first 8 KiB for a binary', () => {
  assert.equal(mayMatter(bytes('\0 dma_buf_attach(')), false);
  assert.equal(mayMatter(bytes(`${' '.repeat(8191)}\0 dma_buf_attach(`)), false);
  assert.equal(mayMatter(bytes(`${' '.repeat(8192)}\0 dma_buf_attach(`)), true);
});

test('every file that matters contains a needle', () => {
  for (const text of Object.values(matter)) assert.ok(needle.some((word) => text.includes(word)));
});

test('says of a text what it says of its bytes', () => {
  const pieces = [
    'dma_buf',
    'dma_buf_',
    '_dma_buf_',
    'DMA_BUF_',
    'struct',
    ' ',
    '\n',
    'x',
    'B',
    '_',
    '9',
    ';',
    'é',
    '\u{1f600}',
    ' '.repeat(300),
    'y'.repeat(300),
  ];
  const text = fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(''));
  const property = fc.property(text, (each) => assert.equal(textMayMatter(each), mayMatter(bytes(each)), JSON.stringify(each)));
  fc.assert(property, { numRuns: 5000, seed: 7 });
  assert.equal(textMayMatter('\0 dma_buf_attach('), false);
});
