/** Which functions and macros make match entries, of which type, and for which side. */
import type { FunctionFact, MacroFact, Span } from '../facts/facts.ts';
import { constructorSide } from '../fixes/constructors.ts';
import type { Analysis, MappingType } from '../negotiate/analysis.ts';
import type { Place, Side } from '../negotiate/offer.ts';
import { typeNamed } from './objects.ts';
import { wordsOf } from './token.ts';

export interface Constructor {
  name: string;
  kind: 'macro' | 'function';
  /** Its name at its definition. */
  at: Place;
  parameters: string[];
  /** Types whose objects its code names; normally one. */
  types: MappingType[];
  side: Side | undefined;
  /** True for macros that write the whole `.single_exporter_match` initialiser. */
  initializer: boolean;
  /** Constructors that its code uses, directly or not. */
  inner: string[];
}

const entryTag = 'dma_buf_mapping_match';
const maxDepth = 4;

interface Candidate {
  kind: Constructor['kind'];
  place: Place;
  parameters: string[];
  body: Span;
}

function macroCandidate(file: string, fact: MacroFact): Candidate {
  return { kind: 'macro', place: { file, ...fact.nameSpan }, parameters: fact.parameters ?? [], body: fact.bodySpan };
}

function functionCandidate(file: string, fact: FunctionFact): Candidate | undefined {
  const makesEntry = /\bstruct\s+(\w+)\s*$/.exec(fact.returns)?.[1] === entryTag;
  const parameters = fact.parameters.filter(({ text }) => text !== 'void').map(({ text }) => text);
  return makesEntry ? { kind: 'function', place: { file, ...fact.nameSpan }, parameters, body: fact.bodySpan ?? fact.nameSpan } : undefined;
}

function candidate(analysis: Analysis, name: string, from: string): Candidate | undefined {
  const macro = analysis.names.macros(name, from)[0];
  if (macro) {
    return macro.fact.parameters ? macroCandidate(macro.file, macro.fact) : undefined;
  }
  const definition = analysis.names.functions(name, from)[0];
  return definition && functionCandidate(definition.file, definition.fact);
}

/** The constructor that `name` means in file `from`, if it is one. Never throws. */
export function constructorNamed(analysis: Analysis, name: string, from: string): Constructor | undefined {
  return read(analysis, name, from, maxDepth);
}

function read(analysis: Analysis, name: string, from: string, depth: number): Constructor | undefined {
  const found = candidate(analysis, name, from);
  if (!found || depth === 0) {
    return undefined;
  }
  const { file } = found.place;
  const words = new Set(wordsOf((analysis.names.text(file) ?? '').slice(found.body.start, found.body.end)));
  words.delete(name);
  const inner = [...words]
    .filter((word) => /^[A-Z]/.test(word) || found.kind === 'macro')
    .flatMap((word) => read(analysis, word, file, depth - 1) ?? []);
  if (found.kind === 'macro' && !words.has(entryTag) && inner.length === 0) {
    return undefined;
  }
  const own = [...words].flatMap((word) => typeNamed(analysis, word, { file, offset: found.body.start }) ?? []);
  const types = [...new Set([...own, ...inner.flatMap((maker) => maker.types)])];
  const side = constructorSide(name) ?? (words.has('exp_ops') ? 'exporter' : inner.find((maker) => maker.side)?.side);
  const initializer = words.has('single_exporter_match') || inner.some((maker) => maker.initializer);
  const innerNames = inner.flatMap((maker) => [maker.name, ...maker.inner]);
  return { name, kind: found.kind, at: found.place, parameters: found.parameters, types, side, initializer, inner: innerNames };
}
