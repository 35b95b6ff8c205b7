/** The parameters of a constructor while its call is being written. */
import { type Constructor, constructorNamed } from '../explain/constructors.ts';
import { plain } from '../explain/markdown.ts';
import { aritiesOf } from '../fixes/constructors.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { commentAt } from './comment.ts';
import { parametersOf } from './makers.ts';
import { callAround, writingAt } from './place.ts';

export interface Signature {
  label: string;
  /** Markdown; empty if its definition has no comment. */
  documentation: string;
  parameters: { label: string; documentation: string }[];
  /** Index of the parameter that is being written; past the end for one argument too many. */
  active: number;
}

/** The constructor in whose arguments the offset (UTF-16 units) lies; undefined in other calls and outside of calls. Never throws. */
export function signatureAt(analysis: Analysis, file: string, offset: number): Signature | undefined {
  const text = analysis.names.text(file);
  const writing = text === undefined ? undefined : writingAt(text, offset);
  const call = writing && callAround(writing.before);
  const maker = call && constructorNamed(analysis, call.callee.text, file);
  if (!call || !maker) return undefined;
  const { markdown, parameters: told } = commentOf(analysis, maker);
  const parameters = parametersOf(analysis, maker, file, call.callee.start);
  const mayGoOn = aritiesOf(analysis, maker.name, file)[0]?.most === Number.POSITIVE_INFINITY;
  return {
    label: signatureText(analysis, maker, file),
    documentation: markdown,
    parameters: parameters.map(({ name, text: label }) => ({ label: plain(label), documentation: told[name] ?? '' })),
    active: mayGoOn ? Math.min(call.index, parameters.length - 1) : call.index,
  };
}

/** `NAME(parameters)` on one line. */
export function signatureText(analysis: Analysis, maker: Constructor, file: string): string {
  const parameters = parametersOf(analysis, maker, file, 0).map(({ text }) => plain(text));
  return `${maker.name}(${parameters.join(', ')})`;
}

export function commentOf({ names }: Analysis, { at }: Constructor): ReturnType<typeof commentAt> {
  const text = names.text(at.file) ?? '';
  const facts = names.facts(at.file);
  const around = [...(facts?.functions ?? []), ...(facts?.macros ?? [])].find(({ nameSpan }) => nameSpan.start === at.start);
  return commentAt(text, around?.span.start ?? at.start);
}
