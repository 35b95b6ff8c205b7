import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { collectFacts } from '../../engine/facts/collect.ts';
import type { FileFacts, Span } from '../../engine/facts/facts.ts';
import { MaskedTexts } from '../../engine/lower/masked-texts.ts';
import { mask } from '../../engine/syntax/mask.ts';
import type { OwnedParser } from '../../engine/syntax/parser.ts';
import { realParser } from '../support/c-parser.ts';
import { minikernel, sources } from '../support/minikernel.ts';

let parser: OwnedParser;
before(async () => {
  parser = await realParser();
});
after(() => parser.dispose());

/** Bodies and initialisers that could be other ones without what is around them. */
const texts: Record<string, string> = {
  'a loop that a macro makes': 'int f(void) { list_for_each_entry(a, b, c) { g(a); } }\nint h(void) { for_each_x(y) z(y); }',
  'a name like an attribute, behind a struct': 'struct __a __f(void) { CALL(x); return g(); }',
  'branches inside': 'int f(int a) {\n#if A\n\tif (a) {\n#else\n\tif (!a) {\n#endif\n\t\tg();\n\t}\n}',
  'dead code inside': 'int f(void) {\n#if 0\n\tbroken {\n#endif\n\treturn 1; }',
  'dead code that begins inside a branch': '#if 1\nint f(void) {\n#else\n\tbroken\n#endif\n\treturn 1; }',
  'branches around': '#ifdef A\nint f(void) { return __force 1; }\n#else\nint f(void) { return 2; }\n#endif',
  'brackets without partner': 'int f(void) { g(; }\nint h(void) { a); }\nstruct s x = { .a = (1, .b = 2 };',
  'a brace that nothing closes': 'int f(void) { if (a) {\nint g(void) { return 1; }',
  'open brackets before': 'int a = (1;\nint f(void) { BUILD_BUG_ON(sizeof(struct x)); return h(struct y *); }',
  'an initialiser by a macro': 'DEFINE_OPS(ops);\n#define M(x) { .a = x }\nstruct s t = M(1);\nstruct s u = { M(2), [0 ... 3] = { 1 } };',
  'case ranges and comments': 'int f(int a) { switch (a) { case 1 ... 3: /* } */ return "}"[0]; } // {\n}',
};

function spansOf({ functions, variables }: FileFacts): Span[] {
  return [...functions.map(({ bodySpan }) => bodySpan), ...variables.map(({ initializerSpan }) => initializerSpan)].filter(
    (span) => span !== undefined,
  );
}

/** How many parts were masked alone. */
function check(file: string, text: string): number {
  const facts = collectFacts(file, text, parser);
  const whole = mask(text);
  let alone = 0;
  for (const { start, end } of spansOf(facts)) {
    const masked = new MaskedTexts({ text: () => text, facts: () => facts });
    assert.equal(masked.slice(file, start, end), whole.text.slice(start, end), `${file} at ${start}`);
    if (!masked.known(file)) alone++;
    for (let at = start; at < end; at++) {
      const expected = whole.loops.some((loop) => loop.start <= at && at < loop.end);
      assert.equal(masked.isOpaqueLoop(file, at), expected, `${file}: loop at ${at}`);
    }
  }
  return alone;
}

describe('a part of a file is masked as the file is', () => {
  for (const [what, text] of Object.entries(texts)) it(what, () => void check('a.c', text));

  it('in all files of the miniature kernel, mostly without the rest of the file', () => {
    let [parts, alone] = [0, 0];
    for (const file of sources(minikernel, ['.c', '.h'])) {
      const text = readFileSync(file, 'utf8');
      parts += spansOf(collectFacts(file, text, parser)).length;
      alone += check(file, text);
    }
    assert.ok(alone > parts * 0.8, `${alone} of ${parts}`);
  });

  it('after the whole file is known', () => {
    const text = texts['a loop that a macro makes']!;
    const facts = collectFacts('a.c', text, parser);
    const masked = new MaskedTexts({ text: () => text, facts: () => facts });
    const { start, end } = facts.functions[0]!.bodySpan!;
    masked.slice('a.c', start, end);
    masked.set('a.c', mask(text));
    assert.equal(masked.isOpaqueLoop('a.c', start + 2), true);
    masked.forget('a.c');
    assert.equal(masked.known('a.c'), undefined);
  });
});
