/** Items at file scope, told from brackets alone: where bodies of functions lie, and where one item ends and the next begins. */
import type { Span } from '../facts/facts.ts';
import type { Draft } from './draft.ts';
import { PUNCTUATION } from './tokens.ts';

export interface Items {
  /** Bodies of functions, braces included, in source order. */
  bodies: Span[];
  /** Ends of items: behind a semicolon or a function's body, where nothing is open. In source order. */
  seams: number[];
  /** Which brackets of the text that was masked last have no partner: some that matter to what follows, only parentheses and the like in braces, or none. */
  unmatched: 'some' | 'inside braces' | 'none';
}

/**
 * A brace opens a body if a parenthesis closes right before it and nothing is being initialised, so that a struct, an array and a compound literal do not;
 * where that is in doubt, there is no body.
 */
export function readItems(draft: Draft): Items {
  const items: Items = { bodies: [], seams: [], unmatched: unmatched(draft) };
  let initialises = false;
  let afterParenthesis = false;
  for (let token = 0; token < draft.tokens.count; token++) {
    if (draft.isBlank(token)) continue;
    const close = draft.partner[token]!;
    if (draft.is(token, '{') && close > token) {
      const isBody = afterParenthesis && !initialises;
      const end = draft.end(close);
      if (isBody) items.bodies.push({ start: draft.start(token), end });
      if (isBody && draft.depth[token] === 0) items.seams.push(end);
      token = close;
      afterParenthesis = false;
    } else {
      if (draft.is(token, '=')) initialises = true;
      else if (draft.is(token, ';')) {
        initialises = false;
        if (draft.depth[token] === 0) items.seams.push(draft.end(token));
      }
      const skips = close > token && (draft.is(token, '(') || draft.is(token, '['));
      if (skips) token = close;
      afterParenthesis = draft.is(token, ')');
    }
  }
  return items;
}

function unmatched({ tokens, partner, depth, source }: Draft): Items['unmatched'] {
  let found: Items['unmatched'] = 'none';
  for (let token = 0; token < tokens.count; token++) {
    if (tokens.kinds[token] !== PUNCTUATION || partner[token]! >= 0) continue;
    const code = source.charCodeAt(tokens.starts[token]!);
    const isBrace = code === 123 || code === 125;
    if (!isBrace && code !== 40 && code !== 41 && code !== 91 && code !== 93) continue;
    if (depth[token] === 0 || isBrace) return 'some';
    found = 'inside braces';
  }
  return found;
}
