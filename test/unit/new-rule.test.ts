/** The scaffold of a rule: every place that the agreement tests look at, and nothing that passes before it is filled in. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { rules } from '../../engine/rules/registry.ts';
import { root } from '../../scripts/bootstrap.mjs';
import { addRule } from '../../scripts/new-rule.mjs';

const changed = ['engine/rules/registry.ts', 'docs/rules/README.md', 'package.json', 'package.nls.json', 'schemas/configuration.json'];
const fizz = { id: 'lonely-fizz', severity: 'hint', summary: "a fizz that no one's buzz goes with" };

function copy(t: TestContext): { folder: string; text: (file: string) => string } {
  const folder = mkdtempSync(join(tmpdir(), 'dmabuf-rule-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const file of [...changed, 'test/unit/rules/run.test.ts']) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(root, file), join(folder, file));
  }
  return { folder, text: (file) => readFileSync(join(folder, file), 'utf8') };
}

test('a new rule is wherever rules are, in the order of ids, and all else stays', (t) => {
  const { folder, text } = copy(t);
  const written = addRule(folder, fizz);
  assert.deepEqual(written, [
    'engine/rules/lonely-fizz.ts',
    'test/unit/rules/lonely-fizz.test.ts',
    'docs/rules/lonely-fizz.md',
    ...changed,
  ]);
  const ids = [...rules.map(({ id }) => id), fizz.id].sort();
  const listed = (file: string, pattern: RegExp) => [...text(file).matchAll(pattern)].map((match) => match[1]);
  assert.deepEqual(listed('engine/rules/registry.ts', /from '\.\/(?!rule\.ts)([\w-]+)\.ts'/g), ids);
  assert.deepEqual(listed('docs/rules/README.md', /^\| \[([\w-]+)\]/gm), ids);
  assert.deepEqual(listed('package.json', /"dmabufMapping\.severity\.([\w-]+)"/g), ids);
  assert.deepEqual(listed('package.nls.json', /"severity\.([\w-]+)"/g), ids);
  assert.deepEqual(Object.keys(JSON.parse(text('schemas/configuration.json')).definitions.rules.properties), ids);
  for (const file of changed) {
    const added = text(file)
      .split('\n')
      .filter((line) => /lonely-?fizz/i.test(line));
    assert.ok(added.length > 0, file);
  }
});

test('the rule, its page and its test are named after it, and the page keeps the words', (t) => {
  const { folder, text } = copy(t);
  addRule(folder, fizz);
  assert.match(text('engine/rules/lonely-fizz.ts'), /export const lonelyFizz: Rule = \{\n {2}id: 'lonely-fizz',\n {2}severity: 'hint',/);
  assert.match(text('engine/rules/lonely-fizz.ts'), /summary: "a fizz that no one's buzz goes with",/);
  assert.match(
    text('docs/rules/lonely-fizz.md'),
    /^# lonely-fizz\n\nA fizz that no one's buzz goes with\.\n\nSeverity: hint\. Fix: none\.\n/,
  );
  assert.match(text('test/unit/rules/lonely-fizz.test.ts'), /hint\[lonely-fizz\]: TODO/);
});

for (const [why, rule, says] of [
  ['an id that is no id', { ...fizz, id: 'Lonely_Fizz' }, /small letters/],
  ['a level that is none', { ...fizz, severity: 'fatal' }, /one of error/],
  ['an id that is taken', { ...fizz, id: 'run' }, /already: test\/unit\/rules\/run\.test\.ts/],
] as const) {
  test(`${why} is refused, and nothing is written`, (t) => {
    const { folder, text } = copy(t);
    const before = changed.map(text);
    assert.throws(() => addRule(folder, rule), says);
    assert.deepEqual(changed.map(text), before);
  });
}
