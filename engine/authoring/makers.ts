/** Every constructor that a file may use, for which side and type. */
import { type Constructor, constructorNamed } from '../explain/constructors.ts';
import type { Span } from '../facts/facts.ts';
import { argument, aritiesOf, constructorSide } from '../fixes/constructors.ts';
import type { Token } from '../fixes/tokens.ts';
import { MODEL } from '../index/index.ts';
import type { Names } from '../index/names.ts';
import type { Analysis, MappingType } from '../negotiate/analysis.ts';
import type { Side } from '../negotiate/offer.ts';
import { pattern } from '../syntax/pattern.ts';
import type { Head } from './place.ts';

const MATCH = 'dma_buf_mapping_match';

/** Constructors of headers, of the built-in model, and of the file itself; each name once. Never throws. */
export function makersFor(analysis: Analysis, file: string): Constructor[] {
  const { names } = analysis;
  const found = new Map<string, Constructor>();
  for (const home of names.files()) {
    if (!isInReach(names, home, file)) continue;
    const text = names.text(home) ?? '';
    if (!text.includes(MATCH) && !text.includes('MAPPING')) continue;
    const { macros, functions } = names.facts(home)!;
    const mayMake = ({ start, end }: Span): boolean => /dma_buf_mapping_match|MAPPING/.test(text.slice(start, end));
    const candidates = [
      ...macros.filter(({ parameters, bodySpan }) => parameters && mayMake(bodySpan)),
      ...functions.filter(({ returns, bodySpan }) => bodySpan && /\bstruct\s+dma_buf_mapping_match\s*$/.test(returns)),
    ];
    for (const { name } of candidates) {
      const maker = found.has(name) ? undefined : constructorNamed(analysis, name, file);
      if (maker && isInReach(names, maker.at.file, file)) found.set(name, maker);
    }
  }
  return [...found.values()];
}

/** Whether a file sees what another declares, or needs no more for it than an include of a public header. */
function isInReach(names: Names, home: string, file: string): boolean {
  if (home === file || home.startsWith(MODEL)) return true;
  return home.endsWith('.h') && (/(?:^|\/)include\//.test(home) || names.included(file).has(home));
}

/** Mapping types that a file may name, with the header that declares each; without one for its own. Never throws. */
export function typesFor(analysis: Analysis, file: string): { type: MappingType; home?: string }[] {
  const { names } = analysis;
  const headers = [...names.files()].filter((home) => home !== file && isInReach(names, home, file));
  return analysis.types().flatMap((type) => {
    const { name } = type.definition.fact;
    if (type.definition.file === file) return [{ type }];
    const home = headers.find((header) => names.facts(header)!.variables.some((fact) => fact.name === name && fact.extern));
    return home && !type.definition.fact.static ? [{ type, home }] : [];
  });
}

export interface Parameter {
  name: string;
  /** As declared; for macros the name alone. */
  text: string;
  /** What may be written for it where it is called, if the file tells. */
  value?: string;
}

/** The parameters of a constructor, with what they can be at an offset of the file. */
export function parametersOf(analysis: Analysis, maker: Constructor, file: string, offset: number): Parameter[] {
  const [arity] = aritiesOf(analysis, maker.name, file);
  return (arity?.parameters ?? []).map((parameter, index) => {
    const value = argument(analysis, maker.name, parameter, file, offset);
    const name = parameter.name ?? `argument${index + 1}`;
    return { name, text: parameter.text || name, ...(value === undefined ? {} : { value }) };
  });
}

/** For which side a list is that is being written, by what takes it, who holds it, and what is in it; undefined if nothing says. */
export function sideOfList(
  list: { name?: string | undefined; words: readonly Token[] },
  head: Head | undefined,
  text: string,
): Side | undefined {
  const { name } = list;
  if (name === 'dma_buf_mapping_attach') return 'importer';
  if (name === 'dma_buf_match_mapping') return 'exporter';
  if (head?.parameters.some((token) => token.text === 'dma_buf_match_args')) return 'exporter';
  if (name !== undefined && /^\w+$/.test(name)) {
    if (pattern(`\\bdma_buf_mapping_attach\\s*\\([^;]*\\b${name}\\b`).test(text)) return 'importer';
    if (pattern(`\\bdma_buf_match_mapping\\s*\\([^;]*\\b${name}\\b|single_exporter_match\\s*=\\s*&?\\s*${name}\\b`).test(text))
      return 'exporter';
  }
  return list.words.map((token) => constructorSide(token.text)).find((side) => side !== undefined);
}

/** A call with the arguments that the file tells, and the names of parameters for the others. Never throws. */
export function callSnippet(analysis: Analysis, maker: Constructor, file: string, offset: number): string {
  const escaped = (text: string): string => text.replace(/[\\$}]/g, '\\$&');
  const given = parametersOf(analysis, maker, file, offset).map(({ name, value }, index) => `\${${index + 1}:${escaped(value ?? name)}}`);
  return `${maker.name}(${given.join(', ')})`;
}
