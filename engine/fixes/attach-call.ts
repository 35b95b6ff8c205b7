/** Attach calls as they are written, and what a fix makes of them. */
import type { Fix } from '../answers.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Place } from '../negotiate/offer.ts';
import { textEdits } from './edits.ts';
import { includeHeader } from './includes.ts';
import { closing, spelled, splitAtCommas, type Token, tokens } from './tokens.ts';

/** For importers without ops of their own. */
export const STATIC_ATTACH = 'dma_buf_sgt_attach';

export interface WrittenCall {
  given: Token[][];
  /** The closing parenthesis. */
  close: Token;
}

/** The arguments of the call whose function name is at the place; nothing if that is no call. */
export function writtenCall(analysis: Analysis, name: Place): WrittenCall | undefined {
  const text = analysis.names.text(name.file) ?? '';
  const following = tokens(text, { start: name.end, end: text.length });
  const close = following[0]?.text === '(' ? closing(following, 0) : -1;
  return close < 0 ? undefined : { given: splitAtCommas(following.slice(1, close)), close: following[close]! };
}

/** Whether the argument is NULL as it stands there. */
export function isWrittenNull(argument: readonly Token[] | undefined): boolean {
  return argument !== undefined && /^\(*(?:NULL|0|\(void\*\)0)\)*$/.test(spelled(argument));
}

/** Calls the function that `home` declares instead, with the arguments as they are. */
export function renameCall(analysis: Analysis, name: Place, successor: string, home: Place): Fix[] {
  const changes = [...includeHeader(analysis.names, name.file, home.file), { start: name.start, end: name.end, newText: successor }];
  return [{ title: `Call \`${successor}\``, safe: true, edits: textEdits(analysis, name.file, changes) }];
}

/** Makes a dynamic attach without ops a static one. Not safe if that drops a private pointer. */
export function makeStatic(analysis: Analysis, name: Place, home: Place): Fix[] {
  const call = writtenCall(analysis, name);
  const last = call?.given[1]?.at(-1);
  if (!call || !last) return [];
  const changes = [
    ...includeHeader(analysis.names, name.file, home.file),
    { start: name.start, end: name.end, newText: STATIC_ATTACH },
    { start: last.end, end: call.close.start, newText: '' },
  ];
  return [{ title: `Call \`${STATIC_ATTACH}\``, safe: isWrittenNull(call.given[3]), edits: textEdits(analysis, name.file, changes) }];
}
