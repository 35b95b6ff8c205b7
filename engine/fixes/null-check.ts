/** Checks that take an error pointer for NULL. */
import type { Change } from './layout.ts';
import { closing, spelled, type Token, withoutParentheses } from './tokens.ts';

/**
 * What makes a check for errors of the check for NULL that `following` begins with: the condition, and the errnos that the check makes up. `undefined` if
 * `following` begins with anything else, or if the check does not end in `return` or `goto`. Never throws.
 * @param name the attachment, as it is written
 * @param pointer how the function returns the attachment's error, if it returns a pointer
 */
export function asksForErrors(following: readonly Token[], name: string, pointer: string): Change[] | undefined {
  const close = following[0]?.text === 'if' && following[1]?.text === '(' ? closing(following, 1) : -1;
  if (close < 0) return undefined;
  const condition = following.slice(2, close);
  const asked = spelled(withoutParentheses(condition)).replaceAll(`(${name})`, name);
  if (![`!${name}`, `${name}==NULL`, `NULL==${name}`].includes(asked)) return undefined;
  const body = branch(following, close + 1);
  const last = body.slice(0, -1).findLastIndex(({ text }) => /^[;{}]$/.test(text)) + 1;
  if (!/^(?:return|goto)$/.test(body[last]?.text ?? '')) return undefined;
  return [
    { start: condition[0]!.start, end: condition.at(-1)!.end, newText: `IS_ERR(${name})` },
    ...madeUp(body, { number: `PTR_ERR(${name})`, pointer }),
  ];
}

/** The one statement that begins there, or what its braces hold. */
function branch(list: readonly Token[], from: number): readonly Token[] {
  if (list[from]?.text === '{') return list.slice(from + 1, Math.max(closing(list, from), from + 1));
  return list.slice(from, list.findIndex(({ text }, index) => index >= from && text === ';') + 1);
}

/** An errno that is all of what is returned or assigned gives way to the real one. */
function madeUp(body: readonly Token[], real: { number: string; pointer: string }): Change[] {
  return body.flatMap(({ text }, index) => {
    if (text !== 'return' && text !== '=') return [];
    const rest = body.slice(index + 1);
    const value = rest.slice(
      0,
      rest.findIndex((token) => token.text === ';'),
    );
    const written = spelled(value);
    const newText = /^-E[A-Z\d]+$/.test(written) ? real.number : /^ERR_PTR\(-E[A-Z\d]+\)$/.test(written) ? real.pointer : undefined;
    return newText === undefined ? [] : [{ start: value[0]!.start, end: value.at(-1)!.end, newText }];
  });
}
