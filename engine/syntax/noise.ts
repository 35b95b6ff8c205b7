/** Finds kernel noise in the tokens of a text and writes plain C of the same length over it. */

import type { Span } from '../facts/facts.ts';
import type { Draft } from './draft.ts';
import words from './noise.json' with { type: 'json' };
import { scopes } from './scopes.ts';
import { NUMBER, STRING } from './tokens.ts';
import { typeCode } from './type-code.ts';

export interface Noise {
  loops: Span[];
  invocations: Span[];
  exported: string[];
}

const blank = new Set(words.blank);
const blankWithArguments = new Set(words.blankWithArguments);
const inline = new Set(words.inline);
const typeOf = new Set(words.typeof);
/** First characters and lengths of all these words: most words of a text are told by them to be none of these. */
const likely = new Uint8Array(128 * 64);
for (const word of [blank, blankWithArguments, inline, typeOf].flatMap((set) => [...set]))
  likely[likelihood(word.charCodeAt(0), word.length)] = 1;
const once = new Set(words.once);
const groups = new Map(Object.entries(words.groups));
const typeOperators = new Set(words.typeOperators);
const statements = new Set(words.statements);
const qualifiers = new Set(words.qualifiers);
const basicTypes = new Set(words.basicTypes);

/** `outermost` is the number of braces to assume around the text: 1 for a fragment of a function. */
export function hideNoise(draft: Draft, options: { outermost: number }): Noise {
  const noise: Noise = { loops: [], invocations: [], exported: [] };
  const { inRecord, itemStart } = scopes(draft);
  for (let token = 0; token < draft.tokens.count; token++) {
    if (draft.is(token, '...')) hideCaseRange(draft, token);
    if (draft.tokens.kinds[token] === NUMBER) hidePastedNumber(draft, token);
    if (!draft.isIdentifier(token)) continue;
    if (isPrefixOfString(draft, token)) draft.blankTokens(token, token);
    const close = draft.closing(token + 1);
    const start = draft.start(token);
    const isLikely = likely[likelihood(draft.source.charCodeAt(start), draft.end(token) - start)] === 1;
    if (isLikely && hideWord(draft, token, close)) continue;
    if (close < 0) continue;
    const fileScope = draft.depth[token]! + options.outermost === 0;
    if (fileScope) {
      if (itemStart[token] === 1 || qualifiers.has(draft.word(token - 1)))
        token = hideInvocation(draft, noise, { token, close, itemStart });
      else if (draft.source.startsWith('__', start) && draft.is(token - 1, ')')) draft.blankTokens(token, close);
    } else if (inRecord[token] === 1) {
      hideInRecord(draft, token, close);
    } else {
      hideInFunction(draft, noise, token, close);
    }
  }
  return noise;
}

/** Words that mean nothing here, wherever they stand. True if the word is dealt with. */
function hideWord(draft: Draft, token: number, close: number): boolean {
  const word = draft.word(token);
  if (close >= 0 && blankWithArguments.has(word)) {
    draft.blankTokens(token, close);
    return true;
  }
  if (inline.has(word)) {
    draft.rewrite(token, 'inline');
    return true;
  }
  if (blank.has(word)) {
    draft.blankTokens(token, token);
    return true;
  }
  if (close >= 0 && typeOf.has(word)) {
    draft.blankTokens(token, close);
    draft.write(draft.start(token), 'typeof');
    return true;
  }
  return false;
}

function likelihood(first: number, length: number): number {
  return ((first & 127) << 6) | (length & 63);
}

/** `REG(dev, 1371_CODEC)`: pasted to a name by the macro, but no number by itself. It reads as a name here. */
function hidePastedNumber(draft: Draft, token: number): void {
  const start = draft.start(token);
  if (draft.end(token) - start > 1 && !NUMBER_LITERAL.test(draft.word(token))) draft.write(start, '_');
}

const NUMBER_LITERAL = /^(?:0[xX][\da-fA-F]+[uUlL]*|(?:0[bB][01]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)[uUlLfF]*)$/;

/** `printk(KERN_ERR DRV_NAME ": …")`: the grammar takes one name before a string. */
function isPrefixOfString(draft: Draft, token: number): boolean {
  if (!draft.isIdentifier(token + 1) || draft.tokens.kinds[token + 2] !== STRING || token + 2 >= draft.tokens.count) return false;
  return /^[A-Z][A-Z0-9_]*$/.test(draft.word(token));
}

/** The grammar has no case ranges; a comparison as a label does not occur in real code. */
function hideCaseRange(draft: Draft, token: number): void {
  for (let i = token - 1; i >= 0 && i > token - 12; i--) {
    if (draft.is(i, '[') || draft.is(i, '(') || draft.is(i, '{') || draft.is(i, ';')) return;
    if (draft.word(i) === 'case') {
      draft.rewrite(token, '<=');
      return;
    }
  }
}

/** A macro invocation at file scope stands where the grammar wants a declaration. Returns the last token that is dealt with. */
function hideInvocation(draft: Draft, noise: Noise, at: { token: number; close: number; itemStart: Uint8Array }): number {
  const { token, close, itemStart } = at;
  const word = draft.word(token);
  if (statements.has(word) || qualifiers.has(word) || typeOperators.has(word) || basicTypes.has(word)) return token;
  let first = token;
  while (itemStart[first] !== 1 && qualifiers.has(draft.word(first - 1))) first--;
  if (itemStart[first] !== 1) return token;
  if (word.startsWith('EXPORT_SYMBOL') && draft.isIdentifier(token + 2)) noise.exported.push(draft.word(token + 2));
  const next = close + 1;
  const startsItem = draft.isIdentifier(next) || next >= draft.tokens.count || draft.is(next, '}');
  if (!draft.is(next, ';') && !startsItem) return token;
  const last = draft.is(next, ';') ? next : close;
  noise.invocations.push({ start: draft.start(first), end: draft.end(close) });
  // `static __printf(1, 2) int f(…)`: the qualifiers belong to what follows.
  draft.blankTokens(last === close ? token : first, last);
  itemStart[last + 1] = 1;
  return last;
}

function hideInRecord(draft: Draft, token: number, close: number): void {
  const opensMember = draft.is(token - 1, ';') || draft.is(token - 1, '{') || draft.is(token - 1, '}') || draft.is(token - 1, ')');
  if (!opensMember) return;
  const skipped = groups.get(draft.word(token));
  if (skipped !== undefined) {
    unwrapGroup(draft, { token, close, skipped });
    return;
  }
  const next = close + 1;
  if (draft.is(next, ';')) draft.blankTokens(token, next);
  else if (draft.isIdentifier(next) || draft.is(next, '}')) draft.blankTokens(token, close);
}

/** `struct_group(name, members)` leaves its members. */
function unwrapGroup(draft: Draft, group: { token: number; close: number; skipped: number }): void {
  const { token, close, skipped } = group;
  let comma = token + 1;
  for (let left = skipped; left > 0 && comma < close; ) {
    comma++;
    const partner = draft.partner[comma]!;
    if (draft.is(comma, ',')) left--;
    else if (partner > comma) comma = partner;
  }
  draft.blankTokens(token, comma);
  draft.blankTokens(close, draft.is(close + 1, ';') ? close + 1 : close);
}

function hideInFunction(draft: Draft, noise: Noise, token: number, close: number): void {
  const word = draft.word(token);
  if (statements.has(word)) return;
  if (word === 'offsetof') {
    plainOffsetof(draft, token, close);
    return;
  }
  if (typeOperators.has(word)) return;
  if (startsStatement(draft, token)) {
    // `DECLARE_FOR_TESTS(struct T *t = f();)`: the argument is the statement.
    if (draft.is(close - 1, ';')) {
      draft.blankTokens(token, token + 1);
      draft.blankTokens(close, close);
      return;
    }
    if (once.has(word)) {
      draft.blankTokens(token, close);
      return;
    }
    if (isLoop(draft, word, close)) hideLoop(draft, noise, token, close);
  }
  hideTypeArguments(draft, token + 1, close);
}

function startsStatement(draft: Draft, token: number): boolean {
  const before = token - 1;
  if (before < 0) return true;
  return [';', '{', '}', ')', ':'].some((mark) => draft.is(before, mark)) || ['else', 'do'].includes(draft.word(before));
}

/** A call that a block follows is a loop of some kind; one that a statement follows needs a name that says so. */
function isLoop(draft: Draft, word: string, close: number): boolean {
  // One character more than `while`: room for the condition that `for_each()` lacks.
  if (word.length <= 'while'.length) return false;
  const next = close + 1;
  if (draft.is(next, '{')) return true;
  if (!words.loops.some((part) => word.toLowerCase().includes(part))) return false;
  return draft.isIdentifier(next) || draft.is(next, '*') || draft.is(next, '+') || draft.is(next, '-') || draft.is(next, '(');
}

function hideLoop(draft: Draft, noise: Noise, token: number, close: number): void {
  noise.loops.push({ start: draft.start(token), end: draft.end(close) });
  draft.rewrite(token, 'while');
  const open = token + 1;
  if (close !== open + 1) return;
  // `while ()` is no C: the parenthesis moves to make room for a condition.
  const end = draft.start(close);
  if (end > draft.end(open)) draft.write(end - 1, '1');
  else draft.write(draft.start(open) - 1, '(1');
}

/** The grammar's own `offsetof` takes a plain member only. */
function plainOffsetof(draft: Draft, token: number, close: number): void {
  for (let i = token + 2; i < close; i++) {
    if (draft.is(i, '.') || draft.is(i, '[') || draft.is(i, '-')) {
      draft.rewrite(token, 'offset_f');
      hideTypeArguments(draft, token + 1, close);
      return;
    }
  }
}

/** Type names as macro arguments: `struct T *` becomes `T`, `unsigned int` becomes a number that `typeOfCode` reads. */
function hideTypeArguments(draft: Draft, open: number, close: number): void {
  let first = open + 1;
  for (let i = first; i <= close; i++) {
    const partner = draft.partner[i]!;
    if (i < close && partner > i) {
      i = Math.min(partner, close - 1);
      continue;
    }
    if (i !== close && !draft.is(i, ',')) continue;
    hideTypeArgument(draft, first, i - 1);
    first = i + 1;
  }
}

function hideTypeArgument(draft: Draft, first: number, last: number): void {
  const word = draft.word(first);
  if (first > last || !draft.isIdentifier(first)) return;
  let lastWord = first;
  while (lastWord < last && draft.isIdentifier(lastWord + 1)) lastWord++;
  for (let i = lastWord + 1; i <= last; i++) if (!draft.is(i, '*')) return;
  const pointers = last > lastWord;
  if (!basicTypes.has(word)) {
    // `T *` alone is no expression either.
    if (pointers) draft.blankTokens(lastWord + 1, last);
    return;
  }
  const named = lastWord > first && ['struct', 'union', 'enum'].includes(draft.word(lastWord - 1));
  if (named) {
    draft.blankTokens(first, lastWord - 1);
  } else {
    const names = Array.from({ length: lastWord - first + 1 }, (_, index) => draft.word(first + index));
    draft.blankTokens(first, lastWord);
    draft.write(draft.start(first), pointers ? '1' : typeCode(names));
  }
  if (pointers) draft.blankTokens(lastWord + 1, last);
}
