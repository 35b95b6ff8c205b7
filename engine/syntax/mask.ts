/** Masking: from kernel C to C that the grammar can read, without moving a character. */
import type { Span } from '../facts/facts.ts';
import { clashingBranches } from './branches.ts';
import type { Masked } from './contract.ts';
import { conditionals } from './directives.ts';
import { Draft } from './draft.ts';
import { type Items, readItems } from './items.ts';
import { hideNoise } from './noise.ts';
import { type Lexed, lexFile, lexFragment } from './tokens.ts';

export interface MaskedFile extends Masked, Items {
  /** Heads of loops that macros make, `list_for_each_entry(a, b, c)` and the like; in the text they are `while (a, b, c)`. */
  loops: Span[];
  /** `#if` branches left out because they and their siblings are alternatives of one piece of syntax. */
  dropped: Span[];
  /** Macro invocations at file scope, which the text no longer has: from the first specifier to the closing parenthesis. */
  invocations: Span[];
  /** Names handed to `EXPORT_SYMBOL*()`. */
  exported: string[];
}

/**
 * A text of the same length with the same line breaks, without directives, comments and kernel noise (words in noise.json).
 * `case A ... B:` reads `case A <= B:`; `typeof(x)` reads `typeof`. Linear in the length of the text; never throws.
 */
export function mask(text: string): MaskedFile {
  return maskLexed(text, lexFile(text));
}

/** As `mask`, for a piece of C such as a macro body: `#` starts no directive, and the text is read as if inside a function. */
export function maskFragment(text: string): MaskedFile {
  return maskLexed(text, lexFragment(text), { insideFunction: true });
}

function maskLexed(text: string, lexed: Lexed, options: { insideFunction?: boolean } = {}): MaskedFile {
  const { directives, regions, dead } = conditionals(text, lexed);
  const living = lexed.tokens.without(dead);
  const dropped = clashingBranches(text, living, regions);
  const draft = new Draft(text, living.without(dropped));
  for (const spans of [lexed.blanks, dead, dropped]) for (const span of spans) draft.blank(span);
  const found = hideNoise(draft, options.insideFunction ? { outermost: 1 } : { outermost: 0 });
  return { text: draft.finish(), directives, regions, dropped, ...readItems(draft), ...found };
}
