import type { Fix } from '../answers.ts';
import { textEdits } from '../fixes/edits.ts';
import { declaredDimension, measuredArray } from '../fixes/lists.ts';
import { functionAt } from '../fixes/scope.ts';
import { closing, tokens } from '../fixes/tokens.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Overflow, Place } from '../negotiate/offer.ts';
import { byPlace, listUses, tokensAt } from './lists.ts';
import type { RawFinding, Rule } from './rule.ts';
import { counted, whenPhrase } from './words.ts';

/** An entry is stored past the end of its array: on the stack, over what lies behind it. */
export const entryOverflow: Rule = {
  id: 'entry-overflow',
  severity: 'error',
  summary: 'code that writes past the end of a match list',
  check: (analysis) => byPlace(analysis.overflows(), ({ at }) => at).map(({ at, values }) => finding(analysis, at, values)),
};

function finding(analysis: Analysis, at: Place, overflows: Overflow[]): RawFinding {
  const { name, declared, elements } = overflows[0]!;
  const indices = [...new Set(overflows.map(({ index }) => index))].sort((a, b) => a - b);
  const when = whenPhrase(overflows.map(({ conditions }) => conditions));
  return {
    at,
    message: `\`${name}[${indices[0]}]\` is written${when}, but \`${name}\` has only ${counted(elements, 'entry', 'entries')}: the write goes past the end of the list`,
    related: declared ? [{ at: declared, message: `\`${name}\` is declared here` }] : [],
    fixes: () => grow(analysis, overflows),
  };
}

/** A larger number of elements, where the declaration has a number and no length would then count entries that a path leaves unset. */
function grow(analysis: Analysis, overflows: Overflow[]): Fix[] {
  const { name, declared, elements } = overflows[0]!;
  if (!declared || !/^\w+$/.test(name)) return [];
  const dimension = declaredDimension(analysis, { declared: { name, at: declared } });
  const text = dimension && analysis.names.text(dimension.file);
  if (!dimension || text?.slice(dimension.start, dimension.end).trim() !== String(elements)) return [];
  const always = overflows.some(({ conditions }) => conditions.length === 0);
  if (!always && passedWhole(analysis, declared, dimension, name)) return [];
  const wanted = Math.max(...overflows.map(({ index }) => index + 1), writes(analysis, dimension, name));
  const edits = textEdits(analysis, dimension.file, [{ start: dimension.start, end: dimension.end, newText: String(wanted) }]);
  return [{ title: `Declare \`${name}[${wanted}]\``, safe: false, edits }];
}

function passedWhole(analysis: Analysis, declared: Place, dimension: Place, name: string): boolean {
  const { file } = dimension;
  const facts = analysis.names.facts(file);
  const body = facts && functionAt(facts, declared.start)?.bodySpan;
  const lengths = listUses(analysis).flatMap(({ offer }) =>
    offer.declared?.at.start === declared.start && offer.length ? [offer.length] : [],
  );
  const measured = lengths.some((length) => measuredArray(tokensAt(analysis, length)) === name);
  const all = body ? tokensAt(analysis, { file, ...body }) : [];
  // Paths that end in the overflow hand nothing over, so the length is looked for as it is written, too.
  const written = all.some(({ text }, at) => text === 'ARRAY_SIZE' && all[at + 2]?.text === name);
  return measured || written;
}

/** How many statements of the function write an element of the list. */
function writes(analysis: Analysis, { file, start }: Place, name: string): number {
  const facts = analysis.names.facts(file);
  const body = facts && functionAt(facts, start)?.bodySpan;
  const all = body ? tokens(analysis.names.text(file) ?? '', body) : [];
  return all.filter(
    (token, at) => token.text === name && all[at + 1]?.text === '[' && all[closing(all, at + 1) + 1]?.text === '=' && token.start > start,
  ).length;
}
