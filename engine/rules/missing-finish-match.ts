import type { Fix } from '../answers.ts';
import { textEdits } from '../fixes/edits.ts';
import { appendElement, insertDefinition } from '../fixes/layout.ts';
import { functionAt } from '../fixes/scope.ts';
import { closing, splitAtCommas, type Token, tokens } from '../fixes/tokens.ts';
import type { Analysis, MappingType } from '../negotiate/analysis.ts';
import type { Place } from '../negotiate/offer.ts';
import { listUses } from './lists.ts';
import type { RawFinding, Rule } from './rule.ts';
import { whenPhrase } from './words.ts';

/** The core calls `finish_match` without looking; a type that lacks it makes the first match a call of NULL. */
export const missingFinishMatch: Rule = {
  id: 'missing-finish-match',
  severity: 'error',
  summary: 'a mapping type without `finish_match` that can be matched',
  check(analysis) {
    const suspects = analysis.types().filter(({ lacks }) => lacks.finishMatch);
    if (suspects.length === 0) return [];
    const refusing = alwaysRefusing(analysis);
    const used = new Map<string, Place>();
    for (const { offer } of listUses(analysis)) {
      for (const { type, origin } of offer.entries) {
        if (type.known && !used.has(type.id)) used.set(type.id, origin ?? offer.call);
      }
    }
    return suspects.flatMap((type) => {
      const use = used.get(type.info.id);
      return use && !refusing.has(type.info.id) ? [finding(analysis, type, use)] : [];
    });
  },
};

function finding(analysis: Analysis, type: MappingType, use: Place): RawFinding {
  const { file, fact } = type.definition;
  const when = whenPhrase([type.lacks.finishMatch ?? []]);
  return {
    at: { file, ...fact.nameSpan },
    message: `\`${fact.name}\` has no \`.finish_match\`${when}: the core calls it without a check, so the first match on ${type.info.label} is a call of NULL`,
    related: [{ at: use, message: 'an entry of this type stands in a match list here' }],
    fixes: () => (when === '' ? addFinishMatch(analysis, type) : []),
  };
}

/** Ids of types whose `match` gives an error on every path: nothing is ever matched, and nothing is ever finished. */
function alwaysRefusing(analysis: Analysis): Set<string> {
  const types = new Map<string, boolean>();
  for (const { role, type, paths } of analysis.callbacks()) {
    if (role !== 'match' || type === undefined) continue;
    const refuses = paths.length > 0 && paths.every(({ returned }) => returned?.number !== undefined && returned.number !== 0);
    types.set(type, (types.get(type) ?? true) && refuses);
  }
  return new Set([...types].flatMap(([type, refuses]) => (refuses ? [type] : [])));
}

function addFinishMatch(analysis: Analysis, type: MappingType): Fix[] {
  const { file, fact } = type.definition;
  const text = analysis.names.text(file);
  const facts = analysis.names.facts(file);
  if (text === undefined || !facts || !fact.initializerSpan || text[fact.initializerSpan.start] !== '{') return [];
  const stem = type.match?.endsWith('_match') ? type.match.slice(0, -'_match'.length) : fact.name.replace(/_type$/, '');
  const name = `${stem}_finish_match`;
  const member = appendElement(text, fact.initializerSpan.start, `.finish_match = ${name}`);
  if (!member || analysis.names.functions(name, file).length > 0) return [];
  const before = functionAt(facts, fact.span.start)?.span.start ?? fact.span.start;
  const stub = insertDefinition(text, before, stubText(name, callbackParameters(analysis, file)));
  return [{ title: `Add \`${name}\``, safe: false, edits: textEdits(analysis, file, [stub, member]) }];
}

interface Parameter {
  declaration: string;
  name: string;
}

const USUAL: Parameter[] = [
  { declaration: 'struct dma_buf_match_args *args', name: 'args' },
  { declaration: 'const struct dma_buf_mapping_match *exp', name: 'exp' },
  { declaration: 'const struct dma_buf_mapping_match *imp', name: 'imp' },
];

/** The parameters of the workspace's own `finish_match` member, or the usual ones where that cannot be read. */
function callbackParameters(analysis: Analysis, file: string): Parameter[] {
  for (const { file: header, fact } of analysis.names.records('dma_buf_mapping_type', file)) {
    const text = analysis.names.text(header);
    const all = text === undefined ? [] : tokens(text, fact.span);
    const at = all.findIndex(
      (token, index) => token.text === 'finish_match' && all[index + 1]?.text === ')' && all[index + 2]?.text === '(',
    );
    const close = at < 0 ? -1 : closing(all, at + 2);
    const parameters = close < 0 ? [] : splitAtCommas(all.slice(at + 3, close)).map(parameter);
    if (parameters.length === USUAL.length && parameters.every((p) => p !== undefined)) return parameters;
  }
  return USUAL;
}

function parameter(declaration: Token[]): Parameter | undefined {
  const name = declaration.at(-1);
  const star = declaration.at(-2);
  if (name?.kind !== 'name' || star?.text !== '*') return undefined;
  const type = declaration.filter((token) => token !== name && token.text !== '*').map((token) => token.text);
  return { declaration: `${type.join(' ')} *${name.text}`, name: name.text };
}

function stubText(name: string, parameters: Parameter[]): string {
  const opening = `static void ${name}(`;
  const width = 8;
  const oneLine = `${opening}${parameters.map((p) => p.declaration).join(', ')})`;
  const padding = '\t'.repeat(Math.floor(opening.length / width)) + ' '.repeat(opening.length % width);
  const head = oneLine.length <= 80 ? oneLine : `${opening}${parameters.map((p) => p.declaration).join(`,\n${padding}`)})`;
  return `${head}\n{\n\t${parameters[0]!.name}->attach->map_type = *${parameters[1]!.name};\n}`;
}
