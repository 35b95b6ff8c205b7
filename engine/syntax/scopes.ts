import type { Draft } from './draft.ts';
import words from './noise.json' with { type: 'json' };

export interface Scopes {
  /** 1 for tokens directly inside the braces of a struct or union. */
  inRecord: Uint8Array;
  /** 1 for tokens at file scope that begin a declaration. */
  itemStart: Uint8Array;
}

/** What kind of braces each token stands in, and where items at file scope begin. Linear; never throws. */
export function scopes(draft: Draft): Scopes {
  const count = draft.tokens.count;
  const inRecord = new Uint8Array(count + 1);
  const itemStart = new Uint8Array(count + 1);
  const open: (0 | 1)[] = [];
  let inner: 0 | 1 = 0;
  let expectItem = true;
  for (let i = 0; i < count; i++) {
    // An unmatched brace is left out here exactly as the bracket matching left it out.
    const isMatched = draft.partner[i]! >= 0;
    if (isMatched && draft.is(i, '}')) {
      open.pop();
      inner = open.at(-1) ?? 0;
    }
    inRecord[i] = inner;
    if (draft.depth[i] === 0) {
      if (expectItem) itemStart[i] = 1;
      expectItem = draft.is(i, ';') || draft.is(i, '}');
    }
    if (isMatched && draft.is(i, '{')) {
      inner = opensRecord(draft, i) ? 1 : 0;
      open.push(inner);
    }
  }
  return { inRecord, itemStart };
}

const LONGEST_HEAD = 8;
const attributes = new Set([...words.blank, ...words.blankWithArguments]);

/** `struct T __packed {`, `struct __aligned(8) T {`, `struct __aligned(8) {`: looks back over a few words for the keyword. `struct T f(int x) {` is a function. */
function opensRecord(draft: Draft, brace: number): boolean {
  let i = brace - 1;
  const parameters = draft.is(i, ')');
  let names = 0;
  for (let steps = 0; steps < LONGEST_HEAD && i >= 0; steps++) {
    const word = draft.word(i);
    // A tag and then a name with parentheses: those are parameters, since no attribute has its place between a tag and the brace.
    if (word === 'struct' || word === 'union') return !(parameters && names > 1);
    if (draft.is(i, ')') && draft.partner[i]! >= 0 && draft.word(draft.partner[i]! - 1).startsWith('_')) i = draft.partner[i]! - 1;
    else if (draft.isIdentifier(i)) {
      if (!attributes.has(word)) names++;
      i--;
    } else return false;
  }
  return false;
}
