/** Which constructors a match entry may come from, by the names in its text. */
import { constructorsBehind } from '../fixes/constructors.ts';
import { closing } from '../fixes/tokens.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Entry, Place } from '../negotiate/offer.ts';
import { tokensAt } from './lists.ts';

/** What makes the entry, where it is written: the constructor that was called, or each name that the entry's expression may come from. Never throws. */
export function makers(analysis: Analysis, { constructorCall: call, origin }: Entry): { name: string; at: Place }[] {
  if (call && constructorsBehind(analysis, call.name, call.nameAt.file).length > 0) return [{ name: call.name, at: call.nameAt }];
  if (!origin) return [];
  const found: { name: string; at: Place }[] = [];
  const expression = tokensAt(analysis, origin);
  for (let index = 0; index < expression.length; index++) {
    const { kind, text: name, start, end } = expression[index]!;
    if (kind !== 'name') continue;
    found.push({ name, at: { file: origin.file, start, end } });
    // What a function does with an entry that it is given is its own affair; a macro hands it on.
    const isCall = expression[index + 1]?.text === '(' && analysis.names.macros(name, origin.file).length === 0;
    const close = isCall ? closing(expression, index + 1) : -1;
    if (close > 0) index = close;
  }
  return found;
}
