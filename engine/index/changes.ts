/** What is new in the facts of a file, and what that changes for others. */
import type { EnumFact, FileFacts, IncludeFact, Span } from '../facts/facts.ts';
import { equal, sameItems } from './equal.ts';

const DECLARING = ['functions', 'variables', 'macros', 'undefs', 'records', 'enums', 'typedefs'] as const;
const OTHER = ['includes', 'regions', 'assigned', 'exported', 'errors'] as const;

/** The new facts, with the old object for everything that says the same as before: what is the same can be told by identity. */
export function reconciled(before: FileFacts, after: FileFacts): FileFacts {
  const result = { ...after };
  for (const part of DECLARING) Object.assign(result, { [part]: keptItems(before[part], after[part]) });
  for (const part of OTHER) if (equal(before[part], after[part])) Object.assign(result, { [part]: before[part] });
  return result;
}

type Declaration = FileFacts[(typeof DECLARING)[number]][number];

function keptItems(before: readonly Declaration[], after: readonly Declaration[]): readonly Declaration[] {
  const known = new Map<number, Declaration[]>();
  for (const each of before) {
    const start = placeIn(each);
    const here = known.get(start);
    if (here) here.push(each);
    else known.set(start, [each]);
  }
  const items = after.map((each) => known.get(placeIn(each))?.find((other) => equal(other, each)) ?? each);
  return sameItems(before, items) ? before : items;
}

function placeIn(fact: { span: Span; nameSpan?: Span }): number {
  return (fact.nameSpan ?? fact.span).start;
}

/**
 * What changes for others when the (reconciled) facts of one file are replaced: its text, the parts of its facts, the names whose declarations are others than
 * before, and who includes whom. `text` tells a change of the text alone.
 */
export function changedSources(
  before: FileFacts | undefined,
  after: FileFacts | undefined,
  mayBeIncluded: (file: string) => boolean,
): Set<string> {
  const file = after?.file ?? before?.file ?? '';
  const sources = new Set([`text:${file}`]);
  for (const part of [...DECLARING, ...OTHER]) if (before?.[part] !== after?.[part]) sources.add(`${part}:${file}`);
  if (!before || !after) {
    const includes = (after ?? before)?.includes ?? [];
    sources.add('files').add(`known:${file}`).add(`sees:${file}`);
    // A source file that is included sees what its includer sees.
    if (mayBeIncluded(file) || includes.some(({ path }) => path.endsWith('.c'))) sources.add('includes');
  } else if (!sameIncludes(before.includes, after.includes)) sources.add('includes');
  for (const part of DECLARING) {
    if (before?.[part] === after?.[part]) continue;
    const [old, now] = [new Set<Declaration>(before?.[part]), new Set<Declaration>(after?.[part])];
    for (const each of old) if (!now.has(each)) addDeclaration(sources, file, each);
    for (const each of now) if (!old.has(each)) addDeclaration(sources, file, each);
  }
  return sources;
}

export function sameIncludes(a: readonly IncludeFact[], b: readonly IncludeFact[]): boolean {
  return a.length === b.length && a.every(({ path, system }, at) => path === b[at]!.path && system === b[at]!.system);
}

function addDeclaration(sources: Set<string>, file: string, fact: Declaration): void {
  sources.add(`fact:${file}:${placeIn(fact)}`);
  // Objects of a function have their names to themselves.
  if ('function' in fact && fact.function !== undefined) return;
  if ('name' in fact) sources.add(`name:${fact.name}`);
  else if (fact.tag !== undefined) sources.add(`name:${fact.tag}`);
  if ('enumerators' in fact) for (const { name } of (fact as EnumFact).enumerators) sources.add(`name:${name}`);
}
