/** Texts that are edited keep the offsets of what an edit does not touch, and nobody sees how. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineIndex } from '../../engine/syntax/lines.ts';
import { blanksIn, endWithoutSlack, restretched, type Stretched, stretched, withoutSlack } from '../../engine/syntax/slack.ts';

function functions(count: number): string {
  const names = Array.from(
    { length: count },
    (_, index) => `int work_${index}(int n)\n{\n${`\tn += step(n, ${index});\n`.repeat(20)}\treturn n;\n}\n`,
  );
  return names.join('\n');
}

/** The true text again, and every line and character as in the true text. */
function check({ text, inner, slacks }: Stretched): void {
  const blanks = blanksIn({ text, inner, slacks });
  const pieces = blanks.map(({ start }, index) => inner.slice(blanks[index - 1]?.end ?? 0, start));
  assert.equal([...pieces, inner.slice(blanks.at(-1)?.end ?? 0)].join(''), text);
  for (const { start, end } of blanks) assert.match(inner.slice(start, end), /^ +$/);
  const [lines, plain] = [new LineIndex(inner, blanks), new LineIndex(text)];
  for (let offset = 0, shift = 0, next = 0; offset <= text.length; offset++) {
    const blank = blanks[next];
    if (blank && blank.start === offset + shift) {
      assert.deepEqual(lines.position(blank.end), plain.position(offset));
      assert.equal(lines.offset(plain.position(offset).line, Number.POSITIVE_INFINITY), blank.start);
      shift += blank.end - blank.start;
      next++;
    }
    assert.deepEqual(lines.position(offset + shift), plain.position(offset));
  }
}

test('what follows the next function keeps its offset when one function grows and shrinks', () => {
  let now = stretched(functions(6));
  const last = now.inner.indexOf('work_5');
  for (const written of ['a', 'ab', 'abc\n\t/* a comment */', '', 'x'.repeat(90)]) {
    now = restretched(now, functions(6).replace('n += step(n, 1);', `n += step(n, 1); ${written}`));
    assert.equal(now.inner.indexOf('work_5'), last, written);
    check(now);
  }
});

test('a large insertion takes new room', () => {
  const now = restretched(stretched(functions(4)), functions(4).replace('return n;', `${'n++;\n'.repeat(900)}return n;`));
  check(now);
  assert.ok(now.slacks.length >= 4);
});

test('no room is made where a line goes on in the next', () => {
  const macro = `#define WORK(n) do { \\\n\twork(n); \\\n} while (0)\n`;
  assert.deepEqual(stretched(macro).slacks, []);
  const text = 'int f(void)\n{\n\treturn 0;\n}\nint g;\n';
  assert.equal(stretched(text).slacks.length, 1);
  assert.deepEqual(restretched(stretched(text), text.replace('}\n', '}\\\n')).slacks, []);
  assert.deepEqual(restretched(stretched(text), text.replace('0;\n}', '0;\\\n}')).slacks, []);
});

test('any edits leave the true text, its lines and its characters', () => {
  const edit = fc.record({
    at: fc.nat(),
    length: fc.nat(60),
    text: fc.constantFrom('', 'x', '}\n', '\n', '\\', '\\\n', '\r\n', 'int f(void)\n{\n}\n', ' '.repeat(300)),
  });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), fc.constantFrom('\n', '\r\n'), (edits, newline) => {
      let now = stretched(functions(5).replaceAll('\n', newline));
      for (const { at, length, text } of edits) {
        const start = at % (now.text.length + 1);
        now = restretched(now, now.text.slice(0, start) + text + now.text.slice(start + length));
        check(now);
      }
    }),
    { numRuns: 60 },
  );
});

test('pieces of code come without the room', () => {
  const { inner } = stretched(functions(3));
  assert.equal(withoutSlack(inner), functions(3));
});

test('what follows a comment above a function keeps its offset when the comment grows and shrinks', () => {
  const commented = `/*\n * Adds.\n */\nint add(int n)\n{\n\treturn n + 1;\n}\n\n/* Takes. */\nint take(int n)\n{\n\treturn n - 1;\n}\n`;
  let now = stretched(commented);
  const places = ['int add', 'int take'].map((each) => now.inner.indexOf(each));
  for (const [before, after] of [
    ['Adds', 'Adds one'],
    ['Takes', 'Takes one, and\n * no more'],
    ['Adds one', ''],
  ] as const) {
    now = restretched(now, now.text.replace(before, after));
    assert.deepEqual(
      ['int add', 'int take'].map((each) => now.inner.indexOf(each)),
      places,
      after,
    );
    check(now);
  }
});

test('room that is used up is taken from the next, so that what follows moves seldom', () => {
  let now = stretched(functions(8));
  let moves = 0;
  for (let typed = 1; typed < 800; typed++) {
    const before = now.inner.indexOf('work_2');
    now = restretched(now, functions(8).replace('n += step(n, 1);', `n += step(n, 1); ${'x'.repeat(typed)}`));
    if (now.inner.indexOf('work_2') !== before) moves++;
  }
  check(now);
  assert.ok(moves < 8, `${moves} moves`);
});

test('a stretch of so many characters is the same with room and without', () => {
  const text = functions(6);
  const { inner } = stretched(text);
  for (const length of [0, 10, 480, 1000, 2000, 2900, 100_000]) {
    assert.equal(withoutSlack(inner.slice(3, endWithoutSlack(inner, 3, length))), text.slice(3, 3 + length), String(length));
  }
});

test('no room is made above a label', () => {
  assert.deepEqual(stretched('int f(void)\n{\n/* Gone. */\nout:\n\treturn 0;\n}').slacks, []);
  assert.equal(stretched('/* Here. */\nint f(void);\n').slacks.length, 1);
});
