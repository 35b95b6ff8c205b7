import type { MappingType } from '../negotiate/analysis.ts';
import type { CallbackRun, ResultType } from '../negotiate/callback-run.ts';
import type { Place } from '../negotiate/offer.ts';
import { metInCallbacks } from './callbacks.ts';
import type { RawFinding, Rule } from './rule.ts';
import { isForTests } from './test-code.ts';

/** Everything that looks at an attachment asks `map_type.type` first; `finish_match` is the one that says it. */
export const finishMatchType: Rule = {
  id: 'finish-match-type',
  severity: 'warning',
  summary: 'a `finish_match` that does not set `attach->map_type.type`, or sets it to another type',
  check(analysis) {
    const types = new Map(analysis.types().map((type) => [type.info.id, type]));
    const ends = metInCallbacks(
      analysis,
      ({ returned, result }, run) => (returned && isWrong(result, run) ? [{ result, run }] : []),
      ({ result, run }) => shownAt(result, run),
    );
    return ends.flatMap(({ at, met: { value, when } }) => {
      const type = types.get(value.run.type!);
      return type && !isForTests(analysis, type) ? [finding(at, type, value, when)] : [];
    });
  },
};

interface Wrong {
  result: ResultType;
  run: CallbackRun;
}

/** A name that stands for several definitions is another rule's matter. */
function isWrong(result: ResultType, { role, type }: CallbackRun): boolean {
  return role === 'finish_match' && (result.kind === 'unset' || (result.kind === 'type' && result.id !== type && result.name !== ''));
}

function shownAt(result: ResultType, { function: { file, fact } }: CallbackRun): Place {
  const written = result.kind === 'type' ? result.writtenAt : undefined;
  const inside = written?.file === file && fact.span.start <= written.start && written.end <= fact.span.end;
  return inside ? written : { file, ...fact.nameSpan };
}

function finding(at: Place, type: MappingType, { result, run }: Wrong, when: string): RawFinding {
  const { fact, file } = type.definition;
  const name = run.function.fact.name;
  const what =
    result.kind === 'type'
      ? `\`${name}\` is the \`finish_match\` of \`${fact.name}\`, but sets \`attach->map_type.type\` to \`${result.name}\`${when}: who maps the attachment takes it for another type`
      : `\`${name}\` does not set \`attach->map_type.type\`${when}: nobody can map the attachment, and its exporter is not asked again`;
  return {
    at,
    message: `${what}; take the exporter's entry over, or set \`.type = &${fact.name}\``,
    related: [{ at: { file, ...fact.nameSpan }, message: `\`${fact.name}\` is defined here` }],
    fixes: () => [],
  };
}
