/** `.dmabuf-mapping.json`: what it decides, and what is said when it is wrong. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { levelsOf, noProjectFile, openForest, parseProjectFile, readProjectFile } from '../../workspace/index.ts';
import { makeFolder, removeFolders } from '../support/folders.ts';
import { sharedParser } from '../support/small-project.ts';

afterEach(removeFolders);

test('levels, patterns and overrides are read, comments and trailing commas included', () => {
  const text = `{
	// shared by all of us
	"$schema": "x",
	"rules": { "core-drift": "off", "list-length": "warning", },
	"exclude": ["drivers/staging/"],
	"include": ["generated/*.c"],
	"overrides": [{ "files": ["drivers/gpu/"], "rules": { "wrong-side": "hint" } }],
}`;
  assert.deepEqual(parseProjectFile(text), {
    file: {
      rules: { 'core-drift': 'off', 'list-length': 'warning' },
      exclude: ['drivers/staging/'],
      include: ['generated/*.c'],
      overrides: [{ files: ['drivers/gpu/'], rules: { 'wrong-side': 'hint' } }],
    },
    problems: [],
  });
  assert.deepEqual(parseProjectFile('{}'), { file: noProjectFile, problems: [] });
});

const wrong: Record<string, [text: string, at: [line: number, from: number, to: number], says: RegExp]> = {
  'a misspelled rule': [
    '{\n  "rules": { "list-lenght": "off" }\n}',
    [1, 13, 26],
    /^"list-lenght" is no rule: did you mean "list-length"\?$/,
  ],
  'an unknown rule': ['{ "rules": { "x": "off" } }', [0, 13, 16], /^"x" is no rule: docs\/rules lists all$/],
  'a level that is none': ['{ "rules": { "wrong-side": "loud" } }', [0, 27, 33], /^"loud" is no level: write "error", "warning"/],
  'a number as level': ['{ "rules": { "wrong-side": 2 } }', [0, 27, 28], /^2 is no level/],
  'rules as a list': ['{ "rules": [] }', [0, 11, 13], /^`rules` has to be an object/],
  'an unknown member': ['{ "excludes": [] }', [0, 2, 12], /^"excludes" is no member of the file: did you mean "exclude"\?$/],
  'a member that is like no other': ['{ "zzz": 1 }', [0, 2, 7], /: there are rules, exclude, include, overrides, \$schema$/],
  'a single pattern': ['{ "exclude": "x" }', [0, 13, 16], /^`exclude` has to be a list of patterns/],
  'a pattern that is none': ['{ "exclude": [1] }', [0, 14, 15], /^1 is no pattern: write a string as in a \.gitignore/],
  'an override of nothing': ['{ "overrides": [{ "rules": {} }] }', [0, 16, 31], /no `files`/],
  'a list at the top': ['[]', [0, 0, 2], /^the file has to be an object/],
  'a value that is missing': ['{\n  "rules": \n}', [2, 0, 1], /^this is not JSON: a value is expected here; nothing of the file counts/],
  'a comma that is missing': ['{ "rules": {} "exclude": [] }', [0, 14, 23], /a comma is expected here/],
  'an end that is missing': ['{ "rules": {', [0, 12, 12], /a closing brace is expected here/],
  'no text': ['', [0, 0, 0], /a value is expected here/],
};
for (const [what, [text, [line, from, to], says]] of Object.entries(wrong)) {
  test(`${what} is told with its place and what to write`, () => {
    const [problem] = parseProjectFile(text).problems;
    assert.match(problem?.message ?? '', says);
    assert.deepEqual(problem?.range, { start: { line, character: from }, end: { line, character: to } });
  });
}

test('what is right counts beside what is wrong', () => {
  const { file, problems } = parseProjectFile(
    '{ "rules": { "wrong-side": "hint", "list-length": "loud" }, "exclude": ["a", 1], "overrides": [3] }',
  );
  assert.deepEqual([file.rules, file.exclude, file.overrides, problems.length], [{ 'wrong-side': 'hint' }, ['a'], [], 3]);
});

test('the last override that names the rule counts, then the file, then the settings', () => {
  const level = levelsOf(
    {
      ...noProjectFile,
      rules: { 'list-length': 'warning', 'core-drift': 'off' },
      overrides: [
        { files: ['drivers/gpu/**', '!drivers/gpu/new.c'], rules: { 'list-length': 'off', 'wrong-side': 'hint' } },
        { files: ['*_test.c'], rules: { 'list-length': 'info' } },
      ],
    },
    { 'list-length': 'error', 'missing-finish-match': 'hint' },
  );
  const levels = (file: string) => ['list-length', 'wrong-side', 'core-drift', 'missing-finish-match'].map((rule) => level(rule, file));
  assert.deepEqual(levels('net/a.c'), ['warning', undefined, 'off', 'hint']);
  assert.deepEqual(levels('drivers/gpu/xe/a.c'), ['off', 'hint', 'off', 'hint']);
  assert.deepEqual(levels('drivers/gpu/xe/a_test.c'), ['info', 'hint', 'off', 'hint']);
  assert.deepEqual(levels('drivers/gpu/new.c'), ['warning', undefined, 'off', 'hint']);
});

test('no file says nothing, and what is no file is told', () => {
  assert.deepEqual(readProjectFile(makeFolder({})), { file: noProjectFile, problems: [] });
  const { problems } = readProjectFile(makeFolder({ '.dmabuf-mapping.json/x': '' }));
  assert.match(problems[0]?.message ?? '', /is not a file/);
});

test('a tree is read and judged as the file at its top says, an inner tree as its own', async () => {
  const c = '#include <linux/dma-buf.h>\nint dma_buf_attach(void);\n';
  const root = makeFolder({
    'a.c': c,
    'left/b.c': c,
    'inner/left/c.c': c,
    'inner/Kbuild': '',
    'inner/MAINTAINERS': '',
    '.dmabuf-mapping.json': '{ "exclude": ["/left/"] }',
    'inner/.dmabuf-mapping.json': '{ "rules": 1 }',
  });
  const trees = await openForest(root, { parser: await sharedParser(), excludes: [], gitignore: 'never' });
  assert.deepEqual(
    trees.map(({ folder, project, projectFileProblems }) => [folder, project.files(), projectFileProblems.length]),
    [
      ['', ['a.c'], 0],
      ['inner', ['left/c.c'], 1],
    ],
  );
});
