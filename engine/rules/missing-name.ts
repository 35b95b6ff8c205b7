import type { Fix } from '../answers.ts';
import { textEdits } from '../fixes/edits.ts';
import { prependElement } from '../fixes/layout.ts';
import type { Analysis, MappingType } from '../negotiate/analysis.ts';
import type { RawFinding, Rule } from './rule.ts';
import { isForTests } from './test-code.ts';
import { whenPhrase } from './words.ts';

/** The name is all that debugfs and messages have to tell a type by. */
export const missingName: Rule = {
  id: 'missing-name',
  severity: 'warning',
  summary: 'a mapping type without `.name`',
  check(analysis) {
    return analysis
      .types()
      .filter((type) => type.lacks.name && !isForTests(analysis, type))
      .map((type) => finding(analysis, type));
  },
};

function finding(analysis: Analysis, type: MappingType): RawFinding {
  const { file, fact } = type.definition;
  const when = whenPhrase([type.lacks.name ?? []]);
  return {
    at: { file, ...fact.nameSpan },
    message: `\`${fact.name}\` has no \`.name\`${when}: whoever prints the type of an attachment, such as debugfs, gets NULL; say in a few words what is mapped`,
    related: [],
    fixes: () => (when === '' ? addName(analysis, type) : []),
  };
}

function addName(analysis: Analysis, { definition: { file, fact }, info }: MappingType): Fix[] {
  const text = analysis.names.text(file);
  if (text === undefined || !fact.initializerSpan || text[fact.initializerSpan.start] !== '{') return [];
  if (/\.\s*name\b/.test(text.slice(fact.initializerSpan.start, fact.initializerSpan.end))) return [];
  const words = info.label.toLowerCase().replaceAll('_', ' ');
  const name = `"${words.charAt(0).toUpperCase()}${words.slice(1)}"`;
  const change = prependElement(text, fact.initializerSpan.start, `.name = ${name}`);
  return change ? [{ title: `Add the name ${name}`, safe: false, edits: textEdits(analysis, file, [change]) }] : [];
}
