/** Where the bodies of functions lie, told from brackets alone. */
import type { Span } from '../facts/facts.ts';
import type { Draft } from './draft.ts';

/**
 * Bodies of functions at file scope, braces included, in source order. A brace counts if a parenthesis closes right before it and nothing is being
 * initialised, so that a struct, an array and a compound literal do not; where that is in doubt, there is no body.
 */
export function functionBodies(draft: Draft): Span[] {
  const bodies: Span[] = [];
  let initialises = false;
  let afterParenthesis = false;
  for (let token = 0; token < draft.tokens.count; token++) {
    if (draft.isBlank(token)) continue;
    const close = draft.partner[token]!;
    if (draft.is(token, '{') && close > token) {
      const isBody = afterParenthesis && !initialises;
      if (isBody) bodies.push({ start: draft.start(token), end: draft.end(close) });
      token = close;
      afterParenthesis = false;
    } else {
      if (draft.is(token, '=')) initialises = true;
      else if (draft.is(token, ';')) initialises = false;
      const skips = close > token && (draft.is(token, '(') || draft.is(token, '['));
      if (skips) token = close;
      afterParenthesis = draft.is(token, ')');
    }
  }
  return bodies;
}
