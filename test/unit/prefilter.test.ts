import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Interest } from '../../engine/prefilter/likely-words.ts';
import { interestIn, isBinary, leavesWords, triggerIn, wordsOfInterest } from '../../engine/prefilter/prefilter.ts';
import { FAMILIES, INTERFACE, NEEDLES } from '../../engine/prefilter/words.ts';

/** As a reader of a tree looks at a file. */
function interestInFile(text: string): Interest {
  const bytes = Buffer.from(text);
  return isBinary(bytes) ? 'none' : interestIn(bytes.toString('latin1'));
}

const files: [interest: Interest, what: string, text: string][] = [
  ['sure', 'a call of the interface', 'x = dma_buf_attach(d, dev);'],
  ['sure', 'a call at the very start', 'dma_buf_put(d);'],
  ['sure', 'a call that is being typed', 'x = dma_buf_att'],
  ['sure', 'the first letters of a call', 'dma_buf_'],
  ['sure', 'the buffer type alone', 'int f(struct dma_buf *d);'],
  ['sure', 'the buffer type over two lines', 'int f(struct\n\tdma_buf *d);'],
  ['sure', 'a type of the interface that nobody has heard of', 'struct dma_buf_new_thing *x;'],
  ['sure', 'a constructor alone', '{ DMA_BUF_IMAPPING_PAL() },'],
  ['sure', 'a constructor of a driver', '{ DMA_BUF_EMAPPING_FERN(&fern) },'],
  ['sure', 'a constructor that is being typed', '{ DMA_BUF_EMAP'],
  ['sure', 'Latin-1 text around', 'caf\u00e9 dma_buf_get(fd)'],
  ['sure', 'a word behind one that does not count', 'u8 dma_buf; u8 xdma_buf_; dma_buf_end_cpu_access(d, 1);'],
  ['sure', 'a word behind one that is possible', 'u8 dma_buf_size; foo_dma_buf_move(attach); dma_buf_fd(d)'],
  ['possible', 'a wrapper named after it', '\treturn foo_dma_buf_move(attach);'],
  ['possible', "a wrapper of the compiler's kind", '__foo_dma_buf_move(attach);'],
  ['possible', 'a function of the interface that nobody has heard of', 'dma_buf_new_thing(d);'],
  ['possible', 'a size', '#define DMA_BUF_SIZE 3'],
  ['possible', 'a variable of its own', 'cfg->sg_dma_buf_size = 4;'],
  ['none', 'a variable that any driver may have', 'size_t dma_buf_size, dma_buf_num\n= f(dma_buf_len);'],
  ['none', 'nothing', ''],
  ['none', 'a local variable called dma_buf', 'u8 *dma_buf = kmalloc(1, gfp); p = &dev->dma_buf;'],
  ['none', 'another word for it', 'struct dmabuf_ops x; DMABUF(1);'],
  ['none', 'a register of that name', '#define BLOCK_REG3__dma_buf_type_MASK 0x300'],
  ['none', 'an unrelated upper-case name', '#define SOUND_DMA_BUF_SIZE 3'],
  ['none', 'another struct', 'struct dma_buffer x; mystruct dma_buf y;'],
  ['none', 'half a needle at the end', 'dma_bu'],
  ['none', 'a NUL within the first 8 KiB, which makes it a binary', '\0 dma_buf_attach('],
  ['none', 'a NUL at the end of the first 8 KiB', `${' '.repeat(8191)}\0 dma_buf_attach(`],
  ['sure', 'a NUL behind the first 8 KiB', `${' '.repeat(8192)}\0 dma_buf_attach(`],
];
for (const [interest, what, text] of files) {
  test(`a file with ${what} matters: ${interest}`, () => {
    assert.equal(interestInFile(text), interest);
    assert.equal(triggerIn(text) !== undefined, interest === 'sure');
    assert.equal(wordsOfInterest(text).size > 0, interest !== 'none');
    if (interest !== 'none') assert.ok(NEEDLES.some((needle) => text.includes(needle)));
  });
}

test('words of the interface have a needle, and each is found', () => {
  for (const word of [...INTERFACE, ...FAMILIES]) assert.equal(triggerIn(`x = ${word}`), 4, word);
});

test('a text is told by its words, which are the whole ones', () => {
  const text = 'dma_buf_get(fd); u8 dma_buf, my_dma_buf_size; my_dma_buf_size = DMA_BUF_SIZE; REG_dma_buf_x; SOUND_DMA_BUF_X';
  assert.deepEqual([...wordsOfInterest(text)].sort(), ['DMA_BUF_SIZE', 'dma_buf_get', 'my_dma_buf_size']);
});

test('a trigger is looked for near where it was, and then everywhere', () => {
  const text = `dma_buf_get(fd);${' '.repeat(2000)}dma_buf_put(d);`;
  assert.deepEqual(
    [undefined, 0, 1000, 2100].map((near) => triggerIn(text, near)),
    [0, 0, 0, 2016],
  );
});

test('one word without an end is looked at once', () => {
  for (const text of ['dma_buf'.repeat(300_000), 'xdma_buf '.repeat(200_000), `dma_buf${' '.repeat(2_000_000)}dma_buf`]) {
    assert.equal(triggerIn(text), undefined);
    assert.equal(interestInFile(text), 'none');
  }
});

test('says of a text what it says of its bytes', () => {
  const pieces = [
    'dma_buf',
    'dma_buf_',
    '_dma_buf_',
    'DMA_BUF_',
    'struct',
    'put',
    '(',
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
  const ofText = (each: string): Interest => {
    if (triggerIn(each) !== undefined) return 'sure';
    return wordsOfInterest(each).size > 0 ? 'possible' : 'none';
  };
  const property = fc.property(text, (each) => assert.equal(ofText(each), interestInFile(each), JSON.stringify(each)));
  fc.assert(property, { numRuns: 5000, seed: 7 });
});

test('an edit that is said to leave the words alone does', () => {
  const pieces = [
    'dma_buf',
    'dma_buf_put',
    'x_dma_buf_y',
    'dma_buf_size',
    'DMA_BUF_',
    'struct',
    'x',
    '_',
    ' ',
    '\n',
    '(',
    ';',
    ' '.repeat(20),
  ];
  const some = fc.array(fc.constantFrom(...pieces), { maxLength: 8 }).map((parts) => parts.join(''));
  const start = ' '.repeat(8192);
  let left = 0;
  const property = fc.property(some, some, some, some, (before, from, to, after) => {
    const [old, now] = [from, to].map((middle) => `${start}${before}${middle}${after}`) as [string, string];
    if (!leavesWords(old, now)) return;
    left++;
    assert.deepEqual([...wordsOfInterest(now)].sort(), [...wordsOfInterest(old)].sort());
    assert.equal(interestIn(now), interestIn(old));
  });
  fc.assert(property, { numRuns: 20_000, seed: 5 });
  assert.ok(left > 300, `${left}`);
  assert.equal(leavesWords(`${start}\nint x;\ndma_buf_put(d);`, `${start}\nint xy;\ndma_buf_put(d);`), true);
  assert.equal(leavesWords('int x;', 'int y;'), false, 'it could be a binary now');
});
