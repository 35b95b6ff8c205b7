import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appendElement, insertDefinition, listElements } from '../../../engine/fixes/layout.ts';

function appended(text: string, element = 'NEW()'): string | undefined {
  const change = appendElement(text, text.indexOf('{'), element);
  return change && text.slice(0, change.start) + change.newText + text.slice(change.end);
}

const cases: [name: string, before: string, after: string | undefined][] = [
  ['lines with a trailing comma', 'x = {\n\tA(),\n\tB(1, 2),\n};', 'x = {\n\tA(),\n\tB(1, 2),\n\tNEW(),\n};'],
  ['lines without one', 'x = {\n\tA(),\n\tB()\n};', 'x = {\n\tA(),\n\tB(),\n\tNEW()\n};'],
  ['one line', 'x = { A(), B() };', 'x = { A(), B(), NEW() };'],
  ['one line with a trailing comma', 'x = { A(), };', 'x = { A(), NEW(), };'],
  ['no element', 'x = {};', 'x = { NEW() };'],
  ['an element over several lines', 'x = {\n\t{\n\t\t.a = 1,\n\t},\n};', 'x = {\n\t{\n\t\t.a = 1,\n\t},\n\tNEW(),\n};'],
  ['a comment behind the last comma', 'x = {\n\tA(), /* first */\n};', 'x = {\n\tA(), /* first */\n\tNEW(),\n};'],
  ['a last line below an #endif', 'x = {\n#ifdef C\n\tA(),\n#endif\n};', 'x = {\n#ifdef C\n\tA(),\n#endif\n\tNEW(),\n};'],
  ['an #endif without a comma before it', 'x = {\n#ifdef C\n\tA()\n#endif\n};', undefined],
  ['an open brace', 'x = { A(),', undefined],
  ['Windows line ends', 'x = {\r\n\tA(),\r\n};', 'x = {\r\n\tA(),\r\n\tNEW(),\r\n};'],
  ['spaces', 'x = {\n    A(),\n};', 'x = {\n    A(),\n    NEW(),\n};'],
];

for (const [name, before, after] of cases) {
  test(`an element goes to the end of a list: ${name}`, () => assert.equal(appended(before), after));
}

test('a member is aligned like its neighbours, with tabs or spaces', () => {
  assert.equal(
    appended('x = {\n\t.name\t\t= "n",\n\t.match\t\t= m,\n};', '.finish_match = f'),
    'x = {\n\t.name\t\t= "n",\n\t.match\t\t= m,\n\t.finish_match\t= f,\n};',
  );
  assert.equal(
    appended('x = {\n    .name         = "n",\n    .match        = m,\n};', '.finish_match = f'),
    'x = {\n    .name         = "n",\n    .match        = m,\n    .finish_match = f,\n};',
  );
});

test('a member stays unaligned beside members that are not aligned', () => {
  assert.equal(appended('x = {\n\t.name = "n",\n\t.match = m,\n};', '.f = g'), 'x = {\n\t.name = "n",\n\t.match = m,\n\t.f = g,\n};');
});

test('elements are listed without their commas', () => {
  const text = 'x = { A(1, 2), { .t = 3 }, };';
  assert.deepEqual(
    listElements(text, text.indexOf('{'))?.map(({ start, end }) => text.slice(start, end)),
    ['A(1, 2)', '{ .t = 3 }'],
  );
  assert.equal(listElements('{ A', 0), undefined);
});

function defined(text: string, at: string): string {
  const change = insertDefinition(text, text.indexOf(at), 'void f(void)\n{\n}');
  return text.slice(0, change.start) + change.newText + text.slice(change.end);
}

test('a definition goes before another one, above the comment that belongs to it', () => {
  assert.equal(defined('int a;\n\nint b;\n', 'int b'), 'int a;\n\nvoid f(void)\n{\n}\n\nint b;\n');
  assert.equal(defined('int a;\n\n/* b\n * is */\nint b;\n', 'int b'), 'int a;\n\nvoid f(void)\n{\n}\n\n/* b\n * is */\nint b;\n');
  assert.equal(defined('int a; /* a */\nint b;\n', 'int b'), 'int a; /* a */\nvoid f(void)\n{\n}\n\nint b;\n');
  assert.equal(defined('/* licence */\n\nint b;\n', 'int b'), '/* licence */\n\nvoid f(void)\n{\n}\n\nint b;\n');
  assert.equal(defined('int a;\r\nint b;\r\n', 'int b'), 'int a;\r\nvoid f(void)\r\n{\r\n}\r\n\r\nint b;\r\n');
});
