import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, Fix } from '../../engine/answers.ts';
import { applyFix, assertSound, compareFindings, fixAtCursor } from '../support/annotated.ts';
import { compileProblem } from '../support/compiler.ts';
import { MAIN_FILE, readFixture } from '../support/fixture-text.ts';

const source = `
#include "x.h"
int list_length = sizeof(list);
//                ^^^^^^^^^^^^ 💡 error[list-length]: number of bytes
int other;
//- /with another.h
int third;
//  ^^^^^ warning[wrong-side]: third
`;

const fix: Fix = {
  title: 'Change',
  safe: true,
  edits: [{ file: MAIN_FILE, range: { start: { line: 1, character: 18 }, end: { line: 1, character: 30 } }, newText: '2' }],
};

function finding(change: Partial<Finding> & { line?: number; from?: number; to?: number; file?: string } = {}): Finding {
  const { line = 1, from = 18, to = 30, file = MAIN_FILE, ...rest } = change;
  const range = { start: { line, character: from }, end: { line, character: to } };
  return {
    rule: 'list-length',
    severity: 'error',
    location: { file, range },
    message: 'this is a number of bytes',
    related: [],
    fixes: [fix],
    ...rest,
  };
}

const third = finding({
  file: '/with another.h',
  line: 0,
  from: 4,
  to: 9,
  rule: 'wrong-side',
  severity: 'warning',
  message: 'third',
  fixes: [],
});

test('annotations are taken out of the files, with their places', () => {
  const { files, expected } = readFixture(source);
  assert.deepEqual(files, [
    { path: MAIN_FILE, text: '#include "x.h"\nint list_length = sizeof(list);\nint other;' },
    { path: '/with another.h', text: 'int third;\n' },
  ]);
  assert.equal(expected.length, 2);
});

test('carets stand below what they mean, whatever tabs are before it', () => {
  const [expected] = readFixture('\treturn f(a,\tb);\n//\t       ^^\t\t'.replace('\t\t', ' error[x]: y')).expected;
  assert.deepEqual([expected?.start, expected?.end], [8, 10]);
  assert.throws(() => readFixture('\tint a;\n// ^ error[x]: y'), /no character begins at column 3/);
});

test('expected findings pass', () => {
  compareFindings(readFixture(source), [third, finding()]);
});

const wrong: [name: string, findings: Finding[], report: RegExp][] = [
  [
    'a missing finding',
    [third],
    /^findings are not those expected\nmissing: .*fixture\.c:2:19-31 💡 error\[list-length\]: number of bytes$/,
  ],
  ['a surplus finding', [finding(), third, finding({ line: 2, from: 4, to: 9 })], /expected\nsurplus: .*fixture\.c:3:5-10/],
  ['the same finding twice', [finding(), third, finding()], /expected\nsurplus/],
  ['a wrong start', [finding({ from: 17 }), third], /missing: .*\nsurplus: .*:2:18-31/],
  ['a wrong end', [finding({ to: 31 }), third], /missing: .*\nsurplus/],
  ['a wrong line', [finding({ line: 2 }), third], /missing: .*\nsurplus/],
  ['a wrong file', [finding({ file: '/with another.h' }), third], /missing: .*\nsurplus/],
  ['a wrong message', [finding({ message: 'entries' }), third], /missing: .*\nsurplus/],
  ['a wrong rule', [finding({ rule: 'wrong-side' }), third], /missing: .*\nsurplus/],
  ['a wrong severity', [finding({ severity: 'warning' }), third], /missing: .*\nsurplus/],
  ['a fix that is not there', [finding({ fixes: [] }), third], /missing: .*\nsurplus/],
  ['a fix that is not expected', [finding(), { ...third, fixes: [fix] }], /missing: .*\nsurplus/],
];

for (const [name, findings, report] of wrong) {
  test(`the comparison fails on ${name}`, () => {
    assert.throws(() => compareFindings(readFixture(source), findings), { message: report });
  });
}

test('a line that is nearly an annotation is an error', () => {
  assert.throws(() => readFixture('int a;\n//  ^ error: without a rule'), /no annotation/);
});

const atCursor = readFixture('#include "x.h"\nint list_length = siz$0eof(list);\nint other;');

test('the fix at the cursor is found by place and by title', () => {
  assert.equal(fixAtCursor(atCursor, [finding()]).fix, fix);
  assert.equal(fixAtCursor(atCursor, [finding()], 'Change').fix, fix);
  assert.throws(() => fixAtCursor(atCursor, [finding()], 'Remove'), /no fix has that title, but: Change/);
});

test('a fix that does not touch the cursor is not taken', () => {
  assert.throws(() => fixAtCursor(atCursor, [finding({ from: 23 })]), /no fix touches the cursor/);
  assert.throws(() => fixAtCursor(atCursor, [finding({ line: 2 })]), /no fix touches the cursor/);
  assert.throws(() => fixAtCursor(atCursor, [finding({ fixes: [] })]), /there is no fix/);
  assert.throws(() => fixAtCursor(readFixture('int a;'), [finding()]), /no cursor/);
});

test('edits are applied together and may not overlap', () => {
  const files = [{ path: MAIN_FILE, text: 'abc\ndef' }];
  const edit = (from: number, to: number, newText: string) => ({
    file: MAIN_FILE,
    range: { start: { line: 0, character: from }, end: { line: 0, character: to } },
    newText,
  });
  assert.equal(applyFix(files, { ...fix, edits: [edit(0, 1, 'xx'), edit(2, 3, '')] })[0]!.text, 'xxb\ndef');
  assert.throws(() => applyFix(files, { ...fix, edits: [edit(0, 2, ''), edit(1, 3, '')] }), /overlap/);
  assert.throws(() => applyFix([], fix), /outside of the fixture/);
});

test('a fix that leaves broken C behind is not sound', async () => {
  const change = (text: string) =>
    assertSound(readFixture('int a;'), [{ path: MAIN_FILE, text }], { before: [finding()], mended: finding() });
  await assert.rejects(change('int f(void) { return (; }'), /does not parse/);
  await assert.rejects(change('int f(void) { return missing; }'), /does not compile/);
  await change('int f(void) { return 1; }');
});

test('the compiler sees the shared headers and the files of the fixture', () => {
  const main = { path: MAIN_FILE, text: '#include <linux/kernel.h>\n#include "x.h"\nint a[N];\nint b = ARRAY_SIZE(a);\n' };
  const header = { path: 'drivers/fixture/x.h', text: '#define N 2\n' };
  assert.equal(compileProblem(MAIN_FILE, [main, header]), undefined);
  assert.match(compileProblem(MAIN_FILE, [main]) ?? '', /x\.h/);
  assert.match(
    compileProblem(MAIN_FILE, [header, { path: MAIN_FILE, text: 'int a = f();\nint b = "text";' }]) ?? '',
    /int-conversion|implicit/,
  );
});
