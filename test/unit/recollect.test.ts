/** Facts after an edit, read from the items around it, are those of the whole text. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import fc from 'fast-check';
import { collectFacts } from '../../engine/facts/collect.ts';
import type { FileFacts } from '../../engine/facts/facts.ts';
import { recollected } from '../../engine/facts/recollect.ts';
import type { CParser } from '../../engine/syntax/contract.ts';
import { type MaskedFile, mask } from '../../engine/syntax/mask.ts';
import { type Read, remasked } from '../../engine/syntax/remask.ts';
import { restretched, stretched } from '../../engine/syntax/slack.ts';
import { slice } from '../support/longer.ts';
import { minikernel } from '../support/minikernel.ts';
import { sharedParser } from '../support/small-project.ts';

const FILE = 'drivers/broken/impossible_match.c';
/** Functions that are near each other share their room. */
const LONG = '\tdo_something_that_takes_a_while();\n'.repeat(9);
const SOURCE = `#include <linux/dma-buf.h>
#define FIRST 1

static int counter;
/* Of the first. */
static int first(struct device *dev)
{
	struct dma_buf_match_args args = { .dev = dev };

	counter += use(&args);
${LONG}
	return FIRST;
}

#ifdef CONFIG_SECOND
static void second(void)
{
	list_for_each_entry(a, b, c) {
		call(a[1]);
${LONG}
	}
}
#else
static void second(void) {}
#endif

DEFINE_OPS(third, first);
static const struct dma_buf_ops ops = { .attach = first, };
EXPORT_SYMBOL_GPL(second);

int fourth(int n)
{
${LONG}
	return n;
}

int last(void)
{
	static int state;

	return state++;
}
`;
const PIECES = [
  ...['x', ' ', '\n', ';', '(', ')', '{', '}', '[', '/*', '*/', '//', '"', "'", '\\', '= 3', '#if A\n', '#endif\n', '#define B {\n'],
  ...['static int q;\n', 'counter = 1;', 'state = 1;', 'int f(void) { return g(1); }\n', 'EXPORT_SYMBOL(x);\n', 'dma_buf_attach(a, b);'],
  ...[
    'struct dma_buf_ops o = { };\n',
    'struct s { int a; };\n',
    'enum { A, B };\n',
    'typedef int t;\n',
    'while_each(a) {',
    'else',
    'case 1 ... 2:',
  ],
];

describe('facts after an edit', () => {
  let parser: CParser;
  before(async () => {
    parser = await sharedParser();
  });

  /** Facts and masks by the short way; nothing if it is not taken. */
  const short = (facts: FileFacts, read: Read, text: string): { facts: FileFacts; masked: MaskedFile } | undefined => {
    const now = remasked(read, text);
    const after = now && recollected(facts, read, now, parser);
    return after && { facts: after, masked: now.masked };
  };

  const long = (text: string) => {
    const masked = mask(text);
    return { facts: collectFacts(FILE, text, parser, () => masked), masked };
  };

  /** Of brackets, the short way knows those of the items that it read. */
  const said = ({ facts, masked }: { facts: FileFacts; masked: MaskedFile }) => ({ facts, masked: { ...masked, unmatched: undefined } });

  const after = (text: string, changed: string) => {
    const [one, other] = [stretched(text), restretched(stretched(text), changed)];
    const known = long(one.inner);
    return { inner: other.inner, found: short(known.facts, { text: one.inner, masked: known.masked }, other.inner) };
  };

  test('any edits', () => {
    const texts = [SOURCE, readFileSync(join(minikernel, FILE), 'utf8'), readFileSync(join(minikernel, 'include/linux/dma-buf.h'), 'utf8')];
    let [taken, all] = [0, 0];
    const edit = fc.record({
      at: fc.nat(),
      removed: fc.oneof(fc.constant(0), fc.nat(4), fc.nat(300)),
      piece: fc.constantFrom('', ...PIECES),
    });
    const property = fc.property(fc.constantFrom(...texts), fc.array(edit, { minLength: 1, maxLength: 8 }), (start, edits) => {
      let state = stretched(start);
      let known = long(state.inner);
      for (const { at, removed, piece } of edits) {
        const from = at % state.text.length;
        const next = restretched(state, state.text.slice(0, from) + piece + state.text.slice(from + removed));
        const found = short(known.facts, { text: state.inner, masked: known.masked }, next.inner);
        const wanted = long(next.inner);
        all++;
        if (found) taken++;
        if (found) assert.deepEqual(said(found), said(wanted), JSON.stringify(next.text));
        // Of a file with errors all is read each time.
        if (wanted.facts.errors.length === 0) [state, known] = [next, found ?? wanted];
      }
    });
    fc.assert(property, slice(300));
    assert.ok(taken > all / 5, `${taken} of ${all}`);
  });

  for (const [name, from, to] of [
    ['in a body', 'counter += use(&args)', 'counter += used(&args)'],
    ['in a comment between functions', 'Of the first', 'Of the very first'],
    ['in a body of an #if branch', 'call(a[1])', 'call(a[12])'],
    ['in an initialiser', '.attach = first', '.attach = other'],
    ['in a parameter list', 'struct device *dev)', 'struct device *device)'],
    ['a function more', 'int last(void)', 'int more(void)\n{\n\treturn last();\n}\n\nint last(void)'],
    ['the first assignment to an object', 'static int state;', 'static int state;\n\n\tcounter = 2;'],
    ['brackets that do not match inside a function', 'return n;', 'return n + f(;'],
  ] as const)
    test(`takes the short way: ${name}`, () => {
      const { inner, found } = after(SOURCE, SOURCE.replace(from, to));
      assert.ok(found);
      assert.deepEqual(said(found), said(long(inner)));
    });

  for (const [name, from, to] of [
    ['a directive', 'counter += use', '\n#ifdef A\n\tcounter += use'],
    ['a brace without partner', 'return FIRST;', 'return FIRST; {'],
    ['a parenthesis without partner in a branch', 'call(a[1]);', 'call(a[1]));'],
    ['the last assignment to an object', 'counter += use(&args);', 'use(&args);'],
    ['an object of another name', 'static int state;', 'static int states;'],
    ['a comment that is not closed', 'return state++;', 'return state++; /*'],
    ['a syntax error in what is parsed', 'struct dma_buf_match_args args = {', 'struct dma_buf_match_args args = = {'],
    ['an exported name more', 'DEFINE_OPS(third', 'EXPORT_SYMBOL(first);\nDEFINE_OPS(third'],
  ] as const)
    test(`takes the long way: ${name}`, () => {
      assert.equal(after(SOURCE, SOURCE.replace(from, to)).found, undefined);
    });

  test('takes the long way: at the end of a branch that is not closed', () => {
    const text = `${SOURCE}#if A\nint x;`;
    assert.equal(after(text, `${text} int y;`).found, undefined);
  });
});
