import type { Fix } from '../answers.ts';
import { constructorSide } from '../fixes/constructors.ts';
import { textEdits } from '../fixes/edits.ts';
import { placeOf } from '../index/names.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { hasOwnCore } from '../negotiate/core.ts';
import type { Place } from '../negotiate/offer.ts';
import { constructorUses, definedNames, isExcluded, type Known, unknownTypes } from './interface-names.ts';
import { byPlace, listUses } from './lists.ts';
import type { RawFinding, Rule } from './rule.ts';
import { meantName } from './words-alike.ts';

/** The interface's own names; drivers may give theirs other prefixes, which somebody else may define as well. */
const OF_THE_CORE = /^DMA_BUF_/;

/** A misspelled name, or one of another version of the interface: it does not compile. */
export const unknownConstructor: Rule = {
  id: 'unknown-constructor',
  severity: 'error',
  summary: 'a constructor or mapping type that nobody defines',
  check(analysis) {
    const whole = hasOwnCore(analysis.names);
    const known = definedNames(analysis, { model: whole ? 'not' : 'too' });
    const named = [
      ...constructorUses(analysis).flatMap(({ name, at }) =>
        isUnknownConstructor(analysis, name, at, known) ? [{ kind: 'constructor' as const, name, at }] : [],
      ),
      ...unknownTypes(analysis, (name) => known.types.has(name)).flatMap(({ name, at }) =>
        isUndeclared(analysis, name, at) ? [{ kind: 'type' as const, name, at }] : [],
      ),
    ];
    const seen = new Set(named.map(({ at }) => key(at)));
    const other = entryMakers(analysis, known).filter(({ at }) => !seen.has(key(at)));
    return [...named, ...other].flatMap(({ kind, name, at }) => {
      const meant = meantName(name, kind === 'type' ? known.types : sameSide(name, known.constructors));
      const certain = whole && (kind === 'type' || OF_THE_CORE.test(name)) && constructorLike(kind, name);
      return meant !== undefined || certain ? [finding(analysis, { kind, name, at, meant, whole })] : [];
    });
  },
};

interface Unknown {
  kind: 'constructor' | 'type';
  name: string;
  at: Place;
  meant: string | undefined;
  /** The tree has the core, so that a name which is not here is nowhere. */
  whole: boolean;
}

function key({ file, start }: Place): string {
  return `${file}:${start}`;
}

function constructorLike(kind: 'constructor' | 'type', name: string): boolean {
  return kind === 'type' || constructorSide(name) !== undefined;
}

/** A name of one side was not meant to be one of the other, if there is one of its own. */
function sameSide(name: string, known: ReadonlySet<string>): string[] {
  const own = [...known].filter((other) => constructorSide(other) === constructorSide(name));
  return own.length > 0 ? own : [...known];
}

function isUnknownConstructor({ names }: Analysis, name: string, { file }: Place, { constructors }: Known): boolean {
  return !constructors.has(name) && names.macros(name, file).length === 0 && names.functions(name, file).length === 0;
}

/** Types may be declared by a macro that nobody here can read, so one that is declared in any way counts as known. */
function isUndeclared({ names }: Analysis, name: string, { file }: Place): boolean {
  const local = names.facts(file)?.variables.some((variable) => variable.name === name) ?? false;
  return !local && names.variables(name, file).length === 0 && names.macros(name, file).length === 0;
}

/** Calls of what nobody defines, in the places of entries. */
function entryMakers(analysis: Analysis, known: Known): { kind: 'constructor'; name: string; at: Place }[] {
  const calls = listUses(analysis).flatMap(({ offer }) =>
    offer.entries.flatMap(({ type, constructorCall }) =>
      constructorCall && !type.known && type.why === 'unknown' ? [constructorCall] : [],
    ),
  );
  return byPlace(calls, ({ nameAt }) => nameAt).flatMap(({ at, values }) => {
    const { name } = values[0]!;
    const facts = analysis.names.facts(at.file);
    return facts && !isExcluded(facts, at.start, name) && isUnknownConstructor(analysis, name, at, known)
      ? [{ kind: 'constructor' as const, name, at }]
      : [];
  });
}

function finding(analysis: Analysis, { kind, name, at, meant, whole }: Unknown): RawFinding {
  const what = kind === 'type' ? 'mapping type' : 'constructor';
  const where = whole ? 'in this tree' : 'here, and the interface has none of that name';
  const definition = meant === undefined ? undefined : definitionOf(analysis, kind, meant, at.file);
  return {
    at,
    message: `No ${what} \`${name}\` is defined ${where}${meant === undefined ? ': it does not compile' : `; did you mean \`${meant}\`?`}`,
    related: definition ? [{ at: definition, message: `\`${meant}\` is defined here` }] : [],
    fixes: () => (meant === undefined ? [] : [rename(analysis, at, meant)]),
  };
}

function definitionOf({ names }: Analysis, kind: 'constructor' | 'type', name: string, file: string): Place | undefined {
  const found = kind === 'type' ? names.variables(name, file)[0] : (names.macros(name, file)[0] ?? names.functions(name, file)[0]);
  return found && placeOf(found);
}

function rename(analysis: Analysis, at: Place, meant: string): Fix {
  return {
    title: `Use \`${meant}\``,
    safe: false,
    edits: textEdits(analysis, at.file, [{ start: at.start, end: at.end, newText: meant }]),
  };
}
