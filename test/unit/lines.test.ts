import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineIndex } from '../../engine/syntax/lines.ts';

test('finds lines that end in LF, CRLF and CR', () => {
  const index = new LineIndex('ab\ncd\r\nef\rgh');
  assert.equal(index.lineCount, 4);
  assert.deepEqual(
    [0, 2, 3, 5, 7, 9, 10, 12].map((offset) => index.position(offset)),
    [
      { line: 0, character: 0 },
      { line: 0, character: 2 },
      { line: 1, character: 0 },
      { line: 1, character: 2 },
      { line: 2, character: 0 },
      { line: 2, character: 2 },
      { line: 3, character: 0 },
      { line: 3, character: 2 },
    ],
  );
});

test('takes the middle of CRLF for the end of the line', () => {
  assert.deepEqual(new LineIndex('ab\r\nc').position(3), { line: 0, character: 2 });
});

test('gives offsets, and stays within the line and the text', () => {
  const index = new LineIndex('ab\r\n\u{1f600}d');
  assert.equal(index.offset(1, 2), 6);
  assert.equal(index.offset(0, 99), 2);
  assert.equal(index.offset(1, 99), 7);
  assert.equal(index.offset(99, 0), 7);
  assert.equal(index.offset(-1, 5), 0);
  assert.equal(index.offset(0, -5), 0);
  assert.deepEqual(index.position(99), { line: 1, character: 3 });
  assert.deepEqual(index.position(-1), { line: 0, character: 0 });
  assert.deepEqual(index.position(Number.NaN), { line: 0, character: 0 });
});

test('every offset outside line breaks survives the way there and back', () => {
  const text = '\r\n\na\r\r\nbc\n\u{1f600}\r';
  const index = new LineIndex(text);
  for (let offset = 0; offset <= text.length; offset++) {
    if (text[offset] === '\n' && text[offset - 1] === '\r') continue;
    const { line, character } = index.position(offset);
    assert.equal(index.offset(line, character), offset);
  }
});

test('the index of a text is the same when it is made from that of another text', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', '\n', '\r', 'b\n'), maxLength: 12 });
  fc.assert(
    fc.property(letters, letters, letters, letters, (before, old, now, after) => {
      const text = before + now + after;
      const [from, plain] = [new LineIndex(text, [], new LineIndex(before + old + after)), new LineIndex(text)];
      assert.equal(from.lineCount, plain.lineCount);
      for (let offset = 0; offset <= text.length; offset++) assert.deepEqual(from.position(offset), plain.position(offset));
    }),
  );
});

test('a text may have any number of lines', () => {
  assert.equal(new LineIndex('\r\n'.repeat(300_000)).lineCount, 300_001);
});
