/** Texts that rest take less room, and are what they were. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Neighbours } from '../../engine/prefilter/neighbours.ts';
import { Texts } from '../../engine/text/texts.ts';
import { packer } from '../../workspace/packer.ts';

for (const [what, text] of [
  ['nothing', ''],
  ['C', 'int f(void)\r\n{\n\treturn 0;\n}\n'],
  ['all that takes a byte', String.fromCharCode(...Array.from({ length: 256 }, (_, code) => code))],
  ['other scripts', 'é ünï — 漢字 \ufeff \u2028'],
  ['halves of characters', '\ud800 a \udc00\ud800'],
  ['a long text', 'static const u32 table[] = { 0x1, 0x2 };\n'.repeat(30_000)],
] as const) {
  test(`${what} comes back as it was`, () => {
    const packed = packer.pack(text);
    assert.equal(packer.unpack(packed), text);
    assert.equal(packed.byteLength, packed.buffer.byteLength, 'holds no more memory than it says');
  });
}

function textsOf(...all: [file: string, text: string][]): { texts: Texts; log: string[] } {
  const log: string[] = [];
  const texts = new Texts({
    pack: (text) => {
      log.push(`pack ${text}`);
      return new TextEncoder().encode(text);
    },
    unpack: (packed) => {
      const text = new TextDecoder().decode(packed);
      log.push(`unpack ${text}`);
      return text;
    },
  });
  for (const [file, text] of all) texts.set(file, text);
  return { texts, log };
}

test('a text is packed once, and unpacked when it is read', () => {
  const { texts, log } = textsOf(['a', 'one'], ['b', 'two']);
  assert.equal(
    texts.rest(() => false),
    true,
  );
  assert.deepEqual(
    [texts.get('a'), texts.get('a'), texts.has('b'), texts.has('c'), texts.get('c')],
    ['one', 'one', true, false, undefined],
  );
  texts.rest(() => false);
  texts.set('b', 'three');
  texts.rest(() => false);
  assert.deepEqual([texts.get('a'), texts.get('b')], ['one', 'three']);
  texts.delete('a');
  assert.equal(texts.get('a'), undefined);
  assert.deepEqual(log, ['pack one', 'pack two', 'unpack one', 'pack three', 'unpack one', 'unpack three']);
});

test('what is needed is not packed, and packing goes on where it stopped', () => {
  const { texts, log } = textsOf(['a', 'one'], ['b', 'two'], ['c', 'three']);
  let left = 1;
  const rest = () =>
    texts.rest(
      () => left-- === 0,
      (file) => file === 'a',
    );
  assert.equal(rest(), false);
  left = 9;
  assert.equal(rest(), true);
  assert.deepEqual(log, ['pack two', 'pack three']);
});

test('neighbours come and go by texts that were packed', () => {
  const it = new Neighbours(['one', 'two'], { guess: [], packer });
  it.offer('a.c', 'int x = two();');
  assert.deepEqual(it.plan(() => []).enter, []);
  it.rest(() => false);
  assert.deepEqual(it.plan(() => ['two']).enter, [{ file: 'a.c', text: 'int x = two();' }]);
  it.rest(() => false);
  assert.equal(it.offer('a.c', 'int x = two();'), true);
  assert.deepEqual(it.plan(() => ['one']).leave, ['a.c']);
  assert.equal(it.text('a.c'), 'int x = two();');
});
