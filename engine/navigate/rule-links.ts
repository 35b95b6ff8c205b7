/** Rule ids in the comments that silence them. */
import type { Range } from '../answers.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { ruleIds } from '../rules/run.ts';
import { silencingComments } from '../rules/silence.ts';

export interface RuleLink {
  range: Range;
  rule: string;
}

/** The ids of rules that exist, in the silencing comments of a file. Never throws. */
export function ruleLinks(analysis: Analysis, file: string): RuleLink[] {
  const known = new Set(ruleIds);
  return silencingComments(analysis.names.text(file) ?? '').directives.flatMap(({ rules }) =>
    rules.filter(({ id }) => known.has(id)).map(({ id, at }) => ({ rule: id, range: analysis.location({ file, ...at }).range })),
  );
}
