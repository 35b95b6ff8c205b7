/** Searches that follow edits find what new ones find, and say when that is other than before. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { collectFacts } from '../../engine/facts/collect.ts';
import { calleesOf, eachCallee } from '../../engine/facts/packed-calls.ts';
import { Index } from '../../engine/index/index.ts';
import type { Listing } from '../../engine/index/listings.ts';
import { fileSource, filesSource, listSource, searchSource } from '../../engine/index/searches.ts';
import type { OwnedParser } from '../../engine/syntax/parser.ts';
import { realParser } from '../support/c-parser.ts';

let parser: OwnedParser;
before(async () => {
  parser = await realParser();
});
after(() => parser.dispose());

const SOURCE = `struct ops { int a; };
#define USE(x) g(x)
static const struct ops one = { .a = 1 };
int f(void) { g(1); return 4; }
int h(void) { f(); g(2); return 3; }
/* needle */
int f(void) { return g(3); }
`;

const callers: Listing<'functions'> = { of: 'functions', words: (fact) => new Set(calleesOf(fact)), mayHave: () => true };
/** The same, told in another way. */
const told: Listing<'functions'> = { ...callers, tell: eachCallee };
const WORDS = ['f', 'g', 'h', 'k'];

/** What each search finds, by the source that tells of its change. */
function found(index: Index): Map<string, unknown> {
  const each = index.searchIn('bodies', 'functions', ({ name, bodySpan }, text) =>
    bodySpan ? [{ name, body: text.slice(bodySpan.start, bodySpan.end) }] : [],
  );
  const objects = index.searchIn('objects', 'variables', ({ name, span }, text) => [{ name, code: text.slice(span.start, span.end) }]);
  const calling = index.searchByFile('calling', 'functions', (fact) => calleesOf(fact).map((callee) => ({ callee })));
  const whole = index.search('needle', (_, text) => [{ at: text.indexOf('needle') }], 'needle');
  for (const word of WORDS) assert.deepEqual(index.listed('told', told, word), index.listed('callers', callers, word), word);
  return new Map<string, unknown>([
    [searchSource('bodies'), each],
    [searchSource('objects'), objects],
    [searchSource('needle'), whole],
    [filesSource('calling'), calling.files()],
    ...['a.c', 'b.c'].map((file): [string, unknown] => [fileSource('calling', file), calling.in(file)]),
    ...WORDS.map((word): [string, unknown] => [listSource('callers', word), index.listed('callers', callers, word)]),
  ]);
}

test('searches follow edits of any kind', () => {
  const edit = fc.record({
    file: fc.constantFrom('a.c', 'b.c'),
    at: fc.nat(SOURCE.length),
    length: fc.nat(30),
    text: fc.constantFrom('', 'x', '7', 'k();', '}\n', 'need', 'needle', 'int k(void) { return f(); }\n'),
    kind: fc.constantFrom('edit', 'edit', 'edit', 'replace', 'remove'),
  });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 10 }), (edits) => {
      const texts = new Map([
        ['a.c', SOURCE],
        ['b.c', SOURCE],
      ]);
      const index = new Index();
      for (const [file, text] of texts) index.set(collectFacts(file, text, parser), text);
      let known = found(index);
      for (const { file, at, length, text, kind } of edits) {
        const old = texts.get(file) ?? SOURCE;
        const removed = kind === 'replace' ? text.length : length;
        const now = old.slice(0, at) + text + old.slice(at + removed);
        const changed = kind === 'remove' ? index.remove(file) : index.set(collectFacts(file, now, parser), now);
        if (kind === 'remove') texts.delete(file);
        else texts.set(file, now);
        const fresh = new Index();
        for (const [each, written] of texts) fresh.set(collectFacts(each, written, parser), written);
        const [is, wanted] = [found(index), found(fresh)];
        for (const [source, finds] of wanted) {
          assert.deepEqual(is.get(source), finds, source);
          const isSame = JSON.stringify(known.get(source)) === JSON.stringify(finds);
          assert.equal(changed.includes(source), !isSame, `${source} is told`);
        }
        known = is;
      }
    }),
    { numRuns: 150 },
  );
});

const steps: { does: string; from: string; to: string; sevens: string[]; needles: number }[] = [
  { does: 'a word is finished', from: '/* needl */', to: '/* needle */', sevens: [], needles: 1 },
  { does: 'a body changes and its facts do not', from: 'return 4', to: 'return 7', sevens: ['f'], needles: 1 },
  { does: 'it changes back', from: 'return 7', to: 'return 4', sevens: [], needles: 1 },
  { does: 'a word is begun again', from: 'needle */', to: 'nedle */', sevens: [], needles: 0 },
];

test('what a letter finishes or ends is found, or no longer', () => {
  const index = new Index();
  let text = 'int f(void) { return 4; }\n/* needl */\n';
  index.set(collectFacts('a.c', text, parser), text);
  const sevens = () =>
    index.searchIn('sevens', 'functions', ({ name, span }, all) => (all.slice(span.start, span.end).includes('7') ? [{ name }] : []));
  const needles = () => index.search('needles', () => [{ is: true }], 'needle');
  assert.deepEqual([sevens().length, needles().length], [0, 0]);
  for (const { does, from, to, ...wanted } of steps) {
    text = text.replace(from, to);
    index.set(collectFacts('a.c', text, parser), text);
    assert.deepEqual({ sevens: sevens().map(({ fact }) => fact.name), needles: needles().length }, wanted, does);
  }
});
