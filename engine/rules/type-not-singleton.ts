import type { Fix } from '../answers.ts';
import { moveDefinition } from '../fixes/move-definition.ts';
import { placeOf } from '../index/names.ts';
import { BUILT_IN } from '../kbuild/modules.ts';
import type { Analysis, MappingType } from '../negotiate/analysis.ts';
import type { Place, Side } from '../negotiate/offer.ts';
import { listUses } from './lists.ts';
import type { RawFinding, Rule } from './rule.ts';
import { counted } from './words.ts';

const SHOWN = 3;

/** A type is known by its address alone, so two objects are two types, whatever their names. */
export const typeNotSingleton: Rule = {
  id: 'type-not-singleton',
  severity: 'error',
  summary: 'a mapping type with several definitions, or one in a header that several files include',
  check(analysis) {
    const types = analysis.types().filter(({ info }) => !info.builtIn);
    return [...types.flatMap((type) => inHeader(analysis, type)), ...severalTimes(analysis, types)];
  },
};

function inHeader(analysis: Analysis, type: MappingType): RawFinding[] {
  const { file, fact } = type.definition;
  if (!file.endsWith('.h')) return [];
  const { names } = analysis;
  const including = [...names.files()].filter((each) => each.endsWith('.c') && names.included(each).has(file)).sort();
  if (including.length < 2) return [];
  const own = fact.static || fact.function !== undefined;
  const effect = own
    ? 'an object of its own, and entries of two files never match since a type is known by its address'
    : 'a definition of it, which the linker refuses';
  return [
    {
      at: { file, ...fact.nameSpan },
      message: `\`${fact.name}\` is defined in a header: each of the ${counted(including.length, 'file')} that include it gets ${effect}; declare it \`extern\` here, and define it in one source file`,
      related: including.flatMap((each) => includeOf(analysis, each, file)).slice(0, SHOWN),
      fixes: () => fixes(analysis, type, including),
    },
  ];
}

function includeOf({ names }: Analysis, file: string, header: string): RawFinding['related'] {
  const name = header.slice(header.lastIndexOf('/') + 1);
  const include = names.facts(file)?.includes.find(({ path }) => path === name || path.endsWith(`/${name}`));
  return include ? [{ at: { file, ...include.span }, message: 'this file includes it' }] : [];
}

function fixes(analysis: Analysis, type: MappingType, including: readonly string[]): Fix[] {
  const { file, fact } = type.definition;
  const stem = file.replace(/\.h$/, '');
  const homes = [type.finishMatch, type.match].flatMap((name) =>
    name
      ? analysis.names.functions(name, file).flatMap((found) => (found.fact.bodySpan && found.file.endsWith('.c') ? [found.file] : []))
      : [],
  );
  const home = including.find((each) => each === `${stem}.c`) ?? homes.find((each) => including.includes(each));
  return home && fact.function === undefined ? moveDefinition(analysis, type.definition, home) : [];
}

/** Definitions of one name that are linked together, or of which one is only offered and the other only asked for. */
function severalTimes(analysis: Analysis, types: readonly MappingType[]): RawFinding[] {
  const byName = new Map<string, MappingType[]>();
  for (const type of types) {
    const { file, fact } = type.definition;
    if (!file.endsWith('.c') || fact.function !== undefined) continue;
    const same = byName.get(fact.name) ?? [];
    if (!same.some(({ definition }) => definition.file === file)) byName.set(fact.name, [...same, type]);
  }
  const several = [...byName.values()].filter((same) => same.length > 1);
  if (several.length === 0) return [];
  const sides = sidesOf(analysis);
  return several.flatMap((same) =>
    same.flatMap((type, index) => {
      const first = same.slice(0, index).find((other) => clash(analysis, sides, other, type));
      return first ? [again(type, first)] : [];
    }),
  );
}

function clash(analysis: Analysis, sides: Map<string, Set<Side>>, a: MappingType, b: MappingType): boolean {
  const [one, other] = [a.definition, b.definition];
  if (!together(analysis, one.file, other.file)) return false;
  if (!one.fact.static && !other.fact.static) return true;
  const [used, usedToo] = [sides.get(a.info.id), sides.get(b.info.id)];
  return used?.size === 1 && usedToo?.size === 1 && [...used][0] !== [...usedToo][0];
}

/** Linked into one module; without build files, in one folder. */
function together(analysis: Analysis, a: string, b: string): boolean {
  const [own, others] = [analysis.moduleOf(a), analysis.moduleOf(b)];
  if (own.length > 0 && others.length > 0) {
    return own.some(({ module }) => module !== BUILT_IN && others.some((other) => other.module === module));
  }
  return own.length === others.length && folderOf(a) === folderOf(b);
}

function folderOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/') + 1);
}

function sidesOf(analysis: Analysis): Map<string, Set<Side>> {
  const sides = new Map<string, Set<Side>>();
  for (const { side, offer } of listUses(analysis)) {
    for (const { type } of offer.entries) if (type.known) sides.set(type.id, (sides.get(type.id) ?? new Set()).add(side));
  }
  return sides;
}

function again({ definition }: MappingType, first: MappingType): RawFinding {
  const { file, fact } = definition;
  const earlier: Place = placeOf(first.definition);
  const effect = fact.static
    ? 'one of the two is only offered and the other only asked for, and they never match since a type is known by its address'
    : 'the linker refuses two definitions';
  return {
    at: { file, ...fact.nameSpan },
    message: `\`${fact.name}\` is defined in \`${first.definition.file}\` as well: ${effect}; keep one, and declare it \`extern\` in a header`,
    related: [{ at: earlier, message: 'the other definition' }],
    fixes: () => [],
  };
}
