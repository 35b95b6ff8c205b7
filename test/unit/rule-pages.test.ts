/** The pages of docs/rules: their examples are run, and they agree with the registry, the index and the manifest. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { rules } from '../../engine/rules/registry.ts';
import schema from '../../schemas/configuration.json' with { type: 'json' };
import { parseProjectFile } from '../../workspace/index.ts';
import { applyFix, assertSound, described, findingsOf } from '../support/annotated.ts';
import { compileProblem } from '../support/compiler.ts';
import { FADED, type Fixture, readFixture } from '../support/fixture-text.ts';
import { manifest } from '../support/manifest.ts';

const folder = fileURLToPath(new URL('../../docs/rules/', import.meta.url));
const page = (id: string) => readFileSync(join(folder, `${id}.md`), 'utf8');
const index = readFileSync(join(folder, 'README.md'), 'utf8');
const ids = rules.map(({ id }) => id);

interface Example {
  kind: 'invalid' | 'valid';
  line: number;
  /** What it shows is wrong for the compiler as well. */
  uncompiled: boolean;
  fixture: Fixture;
}

/** Code blocks ```` ```c invalid ```` and ```` ```c valid ````; `with=a,b` names the counterparts that are there, `uncompiled` says that no compiler takes it. */
function examples(text: string): Example[] {
  return [...text.matchAll(/^```c (invalid|valid)( uncompiled)?(?: with=([\w,-]*))?\n([\s\S]*?)^```$/gm)].map((match) => {
    const fixture = readFixture(match[4]!);
    if (match[3] !== undefined) fixture.standIns = match[3].split(',').filter(Boolean);
    if (text.startsWith(`# ${FADED}\n`)) fixture.faded = true;
    const line = text.slice(0, match.index).split('\n').length;
    return { kind: match[1] as Example['kind'], line, uncompiled: match[2] !== undefined, fixture };
  });
}

test('every rule has a page, a row in the index, a setting and a member of .dmabuf-mapping.json, and nothing else has', () => {
  const pages = readdirSync(folder).filter((name) => name.endsWith('.md') && !['README.md', 'recall.md'].includes(name));
  const rows = [...index.matchAll(/^\| \[([\w-]+)\]\(([\w-]+)\.md\) \| (\w+) \| (.*) \|$/gm)];
  assert.deepEqual(
    pages.sort(),
    ids.map((id) => `${id}.md`),
  );
  assert.deepEqual(
    rows.map(([, name, file, severity, summary]) => ({ name, file, severity, summary })),
    rules.map(({ id, severity, summary }) => ({ name: id, file: id, severity, summary })),
  );
  const configuration: Settings[] = manifest.contributes.configuration;
  const prefix = 'dmabufMapping.severity.';
  const settings = configuration.flatMap(({ properties }) => Object.entries(properties));
  const severities = settings.filter(([key]) => key.startsWith(prefix));
  assert.deepEqual(severities.map(([key]) => key.slice(prefix.length)).sort(), ids);
  for (const [key, { markdownDescription }] of severities) {
    const rule = rules.find(({ id }) => prefix + id === key)!;
    assert.match(markdownDescription, new RegExp(`Default: ${rule.severity}\\..*/docs/rules/${rule.id}\\.md\\)`), key);
  }
  assert.deepEqual(Object.keys(schema.definitions.rules.properties), ids);
});

test('the example of .dmabuf-mapping.json in the index is right', () => {
  const blocks = [...index.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map((match) => parseProjectFile(match[1]!));
  assert.equal(blocks.length, 1);
  assert.deepEqual(blocks[0]!.problems, []);
});

interface Settings {
  properties: Record<string, { markdownDescription: string }>;
}

for (const { id, severity, summary } of rules) {
  const text = page(id);

  test(`${id}: the page has its parts`, () => {
    const [title, , first] = text.split('\n');
    assert.equal(title, `# ${id}`);
    assert.equal(first, `${summary[0]!.toUpperCase()}${summary.slice(1)}.`);
    assert.ok(text.includes(`\nSeverity: ${severity}. Fix: `));
    const headings = [...text.matchAll(/^## (.*)$/gm)].map((match) => match[1]);
    assert.deepEqual(headings, ['What it finds', 'Why it matters', 'Invalid', 'Valid', 'Fix', 'Limits']);
    for (const kind of ['invalid', 'valid'])
      assert.ok(
        examples(text).some((example) => example.kind === kind),
        `no ${kind} example`,
      );
    assert.equal(examples(text).length, text.match(/```c (?:in)?valid/g)?.length, 'an example is not run');
  });

  for (const { kind, line, uncompiled, fixture } of examples(text)) {
    test(`${id}: the ${kind} example at line ${line} ${uncompiled ? 'does not compile' : 'compiles'} and gives ${kind === 'valid' ? 'no finding' : 'its one finding'}`, async () => {
      const problems = fixture.files.flatMap(({ path }) => compileProblem(path, fixture.files) ?? []);
      assert.equal(problems.length > 0, uncompiled, problems.join('\n'));
      const found = await findingsOf(fixture);
      assert.deepEqual(
        found.map(({ rule }) => rule),
        kind === 'valid' ? [] : [id],
        found.map(described).join('\n'),
      );
      for (const finding of found) {
        for (const fix of finding.fixes) await assertSound(fixture, applyFix(fixture.files, fix), { before: found, mended: finding });
      }
    });
  }
}
