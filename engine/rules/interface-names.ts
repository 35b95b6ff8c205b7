/** Names of the interface as code writes them: calls of constructors, and mapping types by address. */

import type { FileFacts, Span } from '../facts/facts.ts';
import { callsOf } from '../facts/packed-calls.ts';
import { constructorSide } from '../fixes/constructors.ts';
import { closing, splitAtCommas, type Token, tokens } from '../fixes/tokens.ts';
import { MODEL } from '../index/index.ts';
import type { Names } from '../index/names.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { workspaceFiles } from '../negotiate/discover.ts';
import type { Place } from '../negotiate/offer.ts';

export interface ConstructorUse {
  name: string;
  at: Place;
  /** The arguments as written. */
  given: Token[][];
  /** Offset of the closing parenthesis. */
  close: number;
}

/** Every call of a constructor of the convention, outside of branches that are never compiled or that ask whether the name is defined. */
export function constructorUses(analysis: Analysis): ConstructorUse[] {
  const { memo } = analysis.machine.lowerer;
  const { names } = analysis;
  return workspaceFiles(names).flatMap((file) => memo.get(`calls of constructors in ${file}`, () => usesIn(names, file)));
}

function usesIn(names: Names, file: string): ConstructorUse[] {
  const text = names.text(file) ?? '';
  if (!text.includes('MAPPING_')) return [];
  const facts = names.facts(file)!;
  const called = facts.functions.flatMap((fact) =>
    callsOf(fact).flatMap(({ callee, calleeSpan, span, arguments: given }): ConstructorUse[] =>
      constructorSide(callee)
        ? [{ name: callee, at: { file, ...calleeSpan }, given: given.map((each) => tokens(text, each)), close: span.end - 1 }]
        : [],
    ),
  );
  const initialisers = facts.variables.flatMap((variable) => (variable.function === undefined ? (variable.initializerSpan ?? []) : []));
  const pieces = [...initialisers, ...facts.macros.map(({ bodySpan }) => bodySpan)];
  const elsewhere = pieces
    .filter(({ start, end }) => text.slice(start, end).includes('MAPPING_'))
    .flatMap((piece) => callsIn(file, tokens(text, piece)));
  const seen = new Set<number>();
  return [...called, ...elsewhere].filter(({ at, name }) => {
    const again = seen.has(at.start);
    seen.add(at.start);
    return !again && !isExcluded(facts, at.start, name);
  });
}

function callsIn(file: string, all: readonly Token[]): ConstructorUse[] {
  return all.flatMap(({ kind, text: name, start, end }, at): ConstructorUse[] => {
    if (kind !== 'name' || !constructorSide(name) || all[at + 1]?.text !== '(') return [];
    const close = closing(all, at + 1);
    return close < 0 ? [] : [{ name, at: { file, start, end }, given: splitAtCommas(all.slice(at + 2, close)), close: all[close]!.start }];
  });
}

const TYPE_ADDRESS = /&\s*(dma_buf_mapping_\w+_type)\b/g;

/** Every place that takes the address of a mapping type of the interface which `isKnown` does not know; branches are left out as for constructors. */
export function unknownTypes(analysis: Analysis, isKnown: (name: string) => boolean): { name: string; at: Place }[] {
  const { names: index } = analysis;
  return workspaceFiles(index).flatMap((file) => {
    const text = index.text(file) ?? '';
    const names = new Set([...text.matchAll(TYPE_ADDRESS)].map((match) => match[1]!).filter((name) => !isKnown(name)));
    if (names.size === 0) return [];
    const facts = index.facts(file)!;
    // Comments and strings hold no uses, and directives only in the bodies of macros.
    const pieces: (Span | undefined)[] = [undefined, ...facts.macros.map(({ bodySpan }) => bodySpan)];
    return pieces.flatMap((piece) => {
      const all = tokens(text, piece);
      return all.flatMap(({ text: name, start, end }, at) =>
        names.has(name) && all[at - 1]?.text === '&' && !isExcluded(facts, start, name) ? [{ name, at: { file, start, end } }] : [],
      );
    });
  });
}

/** True for an offset in `#if 0`, and in a branch whose condition asks for the name itself. */
export function isExcluded({ regions }: FileFacts, offset: number, name: string): boolean {
  return regions.some(
    ({ start, end, condition }) =>
      start <= offset && offset < end && (/^\(?0\)?$/.test(condition.trim()) || condition.includes(`defined(${name})`)),
  );
}

export interface Known {
  constructors: ReadonlySet<string>;
  types: ReadonlySet<string>;
}

/** The constructors and types that some file defines, wherever it lies; `model` adds those that are built in. */
export function definedNames(analysis: Analysis, { model }: { model: 'too' | 'not' }): Known {
  const constructors = new Set<string>();
  const types = new Set<string>();
  for (const file of analysis.names.files()) {
    if (file.startsWith(MODEL) && model === 'not') continue;
    const facts = analysis.names.facts(file)!;
    for (const { name } of [...facts.macros, ...facts.functions]) if (constructorSide(name)) constructors.add(name);
    for (const { name, tag, extern } of facts.variables) if (tag === 'dma_buf_mapping_type' && !extern) types.add(name);
  }
  return { constructors, types };
}
