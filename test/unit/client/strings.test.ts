/** What a translator gets is what the extension shows. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import manifest from '../../../package.json' with { type: 'json' };
import texts from '../../../package.nls.json' with { type: 'json' };
import { root } from '../../../scripts/bootstrap.mjs';
import { BUNDLE, bundle, stringsIn } from '../../../scripts/strings.mjs';

/** Members of the manifest that a person reads. */
const SHOWN = new Set(
  'displayName title shortTitle description markdownDescription label name contextualTitle category contents altText tooltip'.split(' '),
);
/** What has such a name and is shown to nobody. */
const INTERNAL = ['.name', '.contributes.problemMatchers.0.name'];

interface Text {
  path: string;
  text: string;
}

function textsOf(value: unknown, path = ''): Text[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => textsOf(each, `${path}.${name}`));
}

const keyOf = (text: string) => /^%(.+)%$/.exec(text)?.[1];

describe('the manifest', () => {
  const all = textsOf(manifest);

  test('names every key of package.nls.json, and no other', () => {
    const named = new Set(all.flatMap(({ text }) => keyOf(text) ?? []));
    assert.deepEqual([...named].sort(), Object.keys(texts).sort());
  });

  test('has no text that a person reads but by its key', () => {
    const plain = all.filter(({ path, text }) => SHOWN.has(path.split('.').at(-1)!) && keyOf(text) === undefined);
    assert.deepEqual(
      plain.map(({ path }) => path).filter((path) => !INTERNAL.includes(path)),
      [],
    );
  });

  test('leads to the bundle', () => assert.equal(`./${BUNDLE}`, `${manifest.l10n}/bundle.l10n.json`));
});

describe('the bundle', () => {
  test('has the strings of the client: npm run strings', () => assert.equal(readFileSync(join(root, BUNDLE), 'utf8'), bundle()));

  test('takes the first arguments of l10n.t and say', () => {
    const source = "vscode.l10n.t('a {0}', b); l10n.t('c'); const say: Say = t; say('d', 'e'); other.t('f');";
    assert.deepEqual(stringsIn('x.ts', source), ['a {0}', 'c', 'd']);
  });

  test('refuses what is computed', () => {
    assert.throws(() => stringsIn('x.ts', "\nvscode.l10n.t('a' + b);"), /^Error: x.ts:2: only a literal/);
    assert.throws(() => stringsIn('x.ts', 'say(`a $' + '{b}`);'), /only a literal/);
  });
});
