import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '../../../engine/answers.ts';
import { ignoreHere } from '../../../engine/rules/silencing-comment.ts';
import { LineIndex } from '../../../engine/syntax/lines.ts';

const COMMENT = '/* dmabuf-mapping: ignore list-length -- TODO: say why */';

/** The text with the comment for a finding at `$0`; undefined if none is offered. */
function silenced(marked: string, rule = 'list-length'): string | undefined {
  const offset = marked.indexOf('$0');
  const text = marked.replace('$0', '');
  const lines = new LineIndex(text);
  const start = lines.position(offset);
  const finding: Finding = {
    rule,
    severity: 'error',
    location: { file: 'a.c', range: { start, end: start } },
    message: '',
    related: [],
    fixes: [],
  };
  const fix = ignoreHere(text, finding);
  if (!fix) return undefined;
  assert.equal(fix.title, `Ignore ${rule} here`);
  const [{ range, newText }] = fix.edits as [Finding['fixes'][0]['edits'][0]];
  const at = lines.offset(range.start.line, range.start.character);
  return text.slice(0, at) + newText + text.slice(at);
}

const cases: Record<string, [marked: string, expected: string]> = {
  'a statement': ['{\n\tf();\n\tg($0x);\n}\n', `{\n\tf();\n\t${COMMENT}\n\tg(x);\n}\n`],
  'a statement of several lines': ['{\n\tf();\n\tg(a,\n\t  $0b);\n}\n', `{\n\tf();\n\t${COMMENT}\n\tg(a,\n\t  b);\n}\n`],
  'the statement of a condition': ['{\n\tif (x)\n\t\tg($0x);\n}\n', `{\n\t${COMMENT}\n\tif (x)\n\t\tg(x);\n}\n`],
  'an element of a list': ['int m[] = {\n\tA(),\n\t$0B(),\n};\n', `int m[] = {\n\tA(),\n\t${COMMENT}\n\tB(),\n};\n`],
  'an element of several lines': [
    'int m[] = {\n\tA(),\n\tB(x,\n\t  $0y),\n};\n',
    `int m[] = {\n\tA(),\n\t${COMMENT}\n\tB(x,\n\t  y),\n};\n`,
  ],
  'a member of an initialiser': [
    'struct s a = {\n  .x = f,\n  .y = $0g,\n};\n',
    `struct s a = {\n  .x = f,\n  ${COMMENT}\n  .y = g,\n};\n`,
  ],
  'a declaration': ['int a;\n\nstatic const\nint $0b = 1;\n', `int a;\n\n${COMMENT}\nstatic const\nint b = 1;\n`],
  'the first line': ['int $0b = 1;', `${COMMENT}\nint b = 1;`],
  'a macro': ['int a;\n#define X(y) \\\n\tf($0y)\nint b;\n', `int a;\n${COMMENT}\n#define X(y) \\\n\tf(y)\nint b;\n`],
  'a file with other line ends': ['{\r\n\tf();\r\n\tg($0x);\r\n}\r\n', `{\r\n\tf();\r\n\t${COMMENT}\r\n\tg(x);\r\n}\r\n`],
  'a statement below a label': ['{\nout:\n\tg($0x);\n}\n', `{\nout:\n\t${COMMENT}\n\tg(x);\n}\n`],
};
for (const [what, [marked, expected]] of Object.entries(cases)) {
  test(`the comment stands above ${what}`, () => assert.equal(silenced(marked), expected));
}

test('no comment is offered inside of another, or for a comment', () => {
  assert.equal(silenced('/* a\n b */ int $0x = 1;\n'), undefined);
  assert.equal(silenced('$0/* dmabuf-mapping: ignore wrong-side */\nint x;\n', 'unused-directive'), undefined);
});
