/** Names of the interface as code writes them: calls of constructors, and mapping types by address. Comments, strings and definitions are no uses. */
import type { FileFacts, Span } from '../facts/facts.ts';
import { constructorSide } from '../fixes/constructors.ts';
import { closing, splitAtCommas, type Token, tokens } from '../fixes/tokens.ts';
import { MODEL } from '../index/index.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Place } from '../negotiate/offer.ts';

export interface NameUse {
  kind: 'constructor' | 'type';
  name: string;
  at: Place;
  /** Of a constructor: the arguments, and the offset of the closing parenthesis. */
  given: Token[][];
  close: number;
}

const TYPE = /^dma_buf_mapping_\w+_type$/;

/** Every use in the workspace's files, outside of branches that are never compiled or that ask whether the name is defined. */
export function nameUses(analysis: Analysis): NameUse[] {
  return workspaceTexts(analysis).flatMap(({ file, text, facts }) => {
    if (!/MAPPING_|dma_buf_mapping_/.test(text)) return [];
    const bodies = facts.macros
      .map(({ bodySpan }) => bodySpan)
      .filter(({ start, end }) => /MAPPING_|dma_buf_mapping_/.test(text.slice(start, end)));
    const declared = new Set([...facts.functions, ...facts.macros, ...facts.variables].map(({ nameSpan }) => nameSpan.start));
    const places: (Span | undefined)[] = [undefined, ...bodies];
    return places
      .flatMap((place) => usesIn(file, tokens(text, place)))
      .filter(({ at, name }) => !declared.has(at.start) && !isExcluded(facts, at.start, name));
  });
}

function usesIn(file: string, all: readonly Token[]): NameUse[] {
  return all.flatMap((token, at): NameUse[] => {
    if (token.kind !== 'name') return [];
    const { text: name, start, end } = token;
    const place = { file, start, end };
    if (TYPE.test(name) && all[at - 1]?.text === '&') return [{ kind: 'type', name, at: place, given: [], close: end }];
    if (!constructorSide(name) || all[at + 1]?.text !== '(' || ['.', '->'].includes(all[at - 1]?.text ?? '')) return [];
    const close = closing(all, at + 1);
    return close < 0
      ? []
      : [{ kind: 'constructor', name, at: place, given: splitAtCommas(all.slice(at + 2, close)), close: all[close]!.start }];
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

function workspaceTexts(analysis: Analysis): { file: string; text: string; facts: FileFacts }[] {
  return [...analysis.names.files()]
    .filter((file) => !file.startsWith(MODEL))
    .flatMap((file) => {
      const text = analysis.names.text(file);
      const facts = analysis.names.facts(file);
      return text !== undefined && facts ? [{ file, text, facts }] : [];
    });
}
