/** Parentheses around a call, which the grammar takes for a cast: `(f(x)) + (y)` is a sum, `(f(x))` no type. */

const START = /\(\s*(?!_*typeof)[A-Za-z_]\w*\s*\(/g;
const KEYWORD_BEFORE = /\b(?:return|case|else|do)$/;

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
    const before = text.slice(Math.max(0, open - 24), open).trimEnd();
    if (/[\w)\]]$/.test(before) && !KEYWORD_BEFORE.test(before)) continue;
    result ??= text.split('');
    result[open] = ' ';
    result[end] = ' ';
  }
  return result ? result.join('') : text;
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
