/** Parentheses around a call, which the grammar takes for a cast: `(f(x)) + (y)` is a sum, `(f(x))` no type. */

const START = /\(\s*(?!_*typeof)[A-Za-z_]\w*\s*\(/g;
const KEYWORD_BEFORE = /\b(?:return|case|else|do)$/;

/** Between the parentheses of a cast: what the grammar sees to be a type. */
const TYPE =
  /^\s*(?:const|volatile|unsigned|signed|short|long|int|char|bool|_Bool|float|double|void|s?size_t|ptrdiff_t|u?intptr_t|u?int\d+_t|struct|union|enum)\b|\*\s*$/;

/** Longer casts are taken for calls. */
const FARTHEST = 96;

/** Longer calls are left as they are, so that text which never closes its parentheses costs no more than others. */
const LONGEST = 2000;

/** Blanks such parentheses where a `+`, `-`, `*` or `&` follows; offsets stay. Never throws. */
export function withoutRedundantParentheses(text: string): string {
  let result: string[] | undefined;
  for (const match of text.matchAll(START)) {
    const open = match.index;
    const close = closing(text, open + match[0].length - 1);
    const end = close < 0 ? -1 : skip(text, close + 1);
    if (end < 0 || text[end] !== ')' || !/[-+*&]/.test(text[skip(text, end + 1)] ?? '')) continue;
    if (mayBeCalled(text, open)) continue;
    result ??= text.split('');
    result[open] = ' ';
    result[end] = ' ';
  }
  return result ? result.join('') : text;
}

/** Whether what stands before the parenthesis at `open` may be called there; a cast may not. */
function mayBeCalled(text: string, open: number): boolean {
  const before = text.slice(Math.max(0, open - FARTHEST), open).trimEnd();
  if (!before.endsWith(')')) return endsInName(before);
  const start = before.lastIndexOf('(');
  return start < 0 || !TYPE.test(before.slice(start + 1, -1)) || endsInName(before.slice(0, start).trimEnd());
}

function endsInName(text: string): boolean {
  return /[\w\]]$/.test(text) && !KEYWORD_BEFORE.test(text);
}

function skip(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at]!)) at++;
  return at;
}

/** Offset of the parenthesis that closes the one at `open`; -1 if there is none. */
function closing(text: string, open: number): number {
  let depth = 0;
  const limit = Math.min(text.length, open + LONGEST);
  for (let at = open; at < limit; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at;
  }
  return -1;
}
