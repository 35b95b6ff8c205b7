/** The declarations of a text, read in the two ways that there are. */
import { collectFacts, treeItems } from '../../engine/facts/collect.ts';
import { digest } from '../../engine/facts/digest.ts';
import type { Items } from '../../engine/facts/facts.ts';
import type { CParser } from '../../engine/syntax/contract.ts';
import { mask } from '../../engine/syntax/mask.ts';

/** `collected` is what the facts say, most of it read from tokens; `tree` is what a parser makes of all of it. */
export function readingsOf(text: string, parser: CParser): { collected: Items; tree: Items } {
  const masked = mask(text);
  const { isGivenUp: _, ...tree } = treeItems(digest(masked), masked, parser);
  const { functions, variables, records, enums, typedefs, errors } = collectFacts('a.c', text, parser);
  return {
    collected: {
      functions: functions.map((fact) => ({ ...fact, calls: '' })),
      variables: variables.filter(({ byMacro }) => !byMacro),
      records,
      enums,
      typedefs,
      errors,
    },
    tree: { ...tree, errors: [...masked.dropped, ...tree.errors].sort((a, b) => a.start - b.start) },
  };
}
