/** The index as seen by answers that are remembered: what they look at is noted as their source. */
import type { FileFacts } from '../facts/facts.ts';
import type { Memo } from './memo.ts';
import type { Found, Names } from './names.ts';

export function trackedNames(names: Names, memo: Memo): Names {
  const noted =
    <Fact>(look: (name: string, from: string) => Found<Fact>[]) =>
    (name: string, from: string): Found<Fact>[] => {
      memo.note(`name:${name}`);
      const found = look(name, from);
      for (const { file } of found) memo.note(`file:${file}`);
      return found;
    };
  return {
    files: () => {
      memo.note('files');
      return names.files();
    },
    facts: (file) => {
      memo.note(`file:${file}`);
      return names.facts(file);
    },
    text: (file) => {
      memo.note(`file:${file}`);
      return names.text(file);
    },
    included: (file) => {
      memo.note('files');
      return names.included(file);
    },
    functions: noted((name, from) => names.functions(name, from)),
    variables: noted((name, from) => names.variables(name, from)),
    macros: (name, from, at) => {
      // Which definitions hold at a place depends on where they stand.
      if (at !== undefined) memo.note(`file:${from}`);
      return noted((each, file) => names.macros(each, file, at))(name, from);
    },
    records: noted((name, from) => names.records(name, from)),
    enums: noted((tag, from) => names.enums(tag, from)),
    enumerators: noted((name, from) => names.enumerators(name, from)),
    typedefs: noted((name, from) => names.typedefs(name, from)),
  };
}

/**
 * What changes for others when the facts of one file are replaced: the file itself, and the names that it began or ceased to declare.
 * Nothing: everything may have changed, since the file includes others than before, or is new or gone and somebody may include it.
 */
export function changedSources(
  before: FileFacts | undefined,
  after: FileFacts | undefined,
  mayBeIncluded: (file: string) => boolean,
): ReadonlySet<string> | undefined {
  const [old, now] = [
    before ? declarationsOf(before) : new Map<string, string>(),
    after ? declarationsOf(after) : new Map<string, string>(),
  ];
  const file = after?.file ?? before?.file ?? '';
  const sources = new Set([`file:${file}`]);
  if (before && after) {
    if (includesOf(before) !== includesOf(after)) return undefined;
  } else {
    const includes = (after ?? before)?.includes ?? [];
    // A source file that is included sees what its includer sees.
    if (mayBeIncluded(file) || includes.some(({ path }) => path.endsWith('.c'))) return undefined;
    sources.add('files');
  }
  for (const [declaration, name] of old) if (!now.has(declaration)) sources.add(`name:${name}`);
  for (const [declaration, name] of now) if (!old.has(declaration)) sources.add(`name:${name}`);
  return sources;
}

function includesOf(facts: FileFacts): string {
  return facts.includes.map(({ path, system }) => `${system}${path}`).join('\n');
}

/** Each declaration as far as it decides what a name means elsewhere, with its name. */
function declarationsOf(facts: FileFacts): Map<string, string> {
  const all = new Map<string, string>();
  for (const each of facts.functions)
    all.set(`function ${each.name} ${each.static} ${each.bodySpan !== undefined} ${each.region !== undefined}`, each.name);
  for (const each of facts.variables) {
    all.set(
      `variable ${each.name} ${each.static} ${each.extern} ${each.initializerSpan !== undefined} ${each.function !== undefined} ${each.region !== undefined}`,
      each.name,
    );
  }
  for (const each of facts.macros) all.set(`macro ${each.name} ${each.region !== undefined}`, each.name);
  for (const each of facts.undefs) all.set(`undef ${each.name}`, each.name);
  for (const each of facts.records) all.set(`record ${each.tag}`, each.tag);
  for (const each of facts.typedefs) all.set(`typedef ${each.name}`, each.name);
  for (const { tag } of facts.enums) if (tag !== undefined) all.set(`enum ${tag}`, tag);
  for (const each of facts.enums) for (const { name } of each.enumerators) all.set(`enumerator ${name}`, name);
  return all;
}
