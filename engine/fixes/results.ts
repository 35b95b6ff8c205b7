/** Returning what a call gave. Offsets in, changes out. */
import type { Span } from '../facts/facts.ts';
import type { Change } from './layout.ts';
import { spelled, tokens } from './tokens.ts';

const NEAR = 400;

/** For a statement that is nothing but the call, with `return 0;` behind it: one `return` of the call. `undefined` for anything else. */
export function returnCall(text: string, call: Span, returned: Span): Change[] | undefined {
  const before = tokens(text, { start: text.lastIndexOf('\n', call.start) + 1, end: call.start });
  const following = tokens(text, { start: call.end, end: Math.min(text.length, returned.end + NEAR) });
  const [semicolon, keyword, zero, end] = following;
  const cast = spelled(before) === '(void)' ? before[0]!.start : call.start;
  if (before.length > 0 && cast === call.start) return undefined;
  if (spelled(following.slice(0, 4)) !== ';return 0;' || !semicolon || !keyword || !zero || !end) return undefined;
  if (keyword.start !== tokens(text, returned)[0]?.start) return undefined;
  return [
    { start: cast, end: call.start, newText: 'return ' },
    { start: semicolon.end, end: end.end, newText: '' },
  ];
}

/** For `place = call`, where `place` is a plain variable that keeps its value until `return 0;`: that `return` with the variable. */
export function returnedInstead(text: string, body: Span, call: Span, returned: Span): Change[] | undefined {
  const before = tokens(text, { start: body.start, end: call.start });
  const [variable, equals] = before.slice(-2);
  const [keyword, zero] = tokens(text, returned);
  if (equals?.text !== '=' || variable?.kind !== 'name' || ['.', '->'].includes(before.at(-3)?.text ?? '')) return undefined;
  if (keyword?.text !== 'return' || zero?.text !== '0' || returned.start < call.end) return undefined;
  const between = tokens(text, { start: call.end, end: returned.start });
  const changed = between.some(
    ({ text: word }, at) => word === variable.text && /^(?:[-+*/%&|^]?=|<<=|>>=|\+\+|--)$/.test(between[at + 1]?.text ?? ''),
  );
  const declared = before.find(({ text: word }) => word === variable.text)!;
  const inScope = depthAt(text, body.start, declared.start) <= depthAt(text, body.start, returned.start);
  return changed || !inScope ? undefined : [{ start: zero.start, end: zero.end, newText: variable.text }];
}

/** How many blocks are open at the offset. */
function depthAt(text: string, start: number, offset: number): number {
  let depth = 0;
  for (const { text: mark } of tokens(text, { start, end: offset })) depth += mark === '{' ? 1 : mark === '}' ? -1 : 0;
  return depth;
}
