/** Objects that a macro of the same file defines: `DEFINE_X_OPS(name, …);`. */
import { plainText } from '../syntax/directives.ts';
import type { MaskedFile } from '../syntax/mask.ts';
import type { MacroFact, Span, VariableFact } from './facts.ts';
import { regionLookup } from './regions.ts';

const DEFINITION = /\bstruct\s+(\w+)\s+(\w+(?:\s*##\s*\w+)*)\s*=/;

/** In the order of places. Only definitions of one struct with an initialiser are recognised; the initialiser is the whole invocation. Never throws. */
export function definedByMacros(text: string, masked: MaskedFile, macros: readonly MacroFact[]): VariableFact[] {
  const region = regionLookup(masked.regions);
  return masked.invocations.flatMap((span) => {
    const invocation = /^((?:\w+\s+)*)(\w+)\s*\(/.exec(text.slice(span.start, span.end));
    const macro = invocation && macros.find(({ name, parameters }) => name === invocation[2] && parameters !== undefined);
    const found = macro && DEFINITION.exec(plainText(text, macro.bodySpan));
    if (!found) return [];
    const start = span.start + invocation[1]!.length;
    const given = argumentsOf(text, { start: span.start + invocation[0].length, end: span.end - 1 });
    const values = new Map(macro.parameters!.map((parameter, index) => [parameter, given[index]]));
    const parts = found[2]!.split('##').map((part) => part.trim());
    const nameSpan = parts.map((part) => values.get(part)).find((argument) => argument !== undefined);
    if (!nameSpan) return [];
    const spelled = (part: string): string => {
      const argument = values.get(part);
      return argument ? text.slice(argument.start, argument.end) : part;
    };
    const before = plainText(text, macro.bodySpan).slice(0, found.index) + invocation[1]!;
    const fact: VariableFact = {
      name: parts.map(spelled).join(''),
      nameSpan,
      span,
      type: `${/\bconst\b/.test(before) ? 'const ' : ''}struct ${found[1]}`,
      tag: found[1]!,
      pointers: 0,
      dimensions: [],
      static: /\bstatic\b/.test(before),
      extern: false,
      const: /\bconst\b/.test(before),
      initializerSpan: { start, end: span.end },
      byMacro: true,
    };
    const inside = region(span.start);
    return [inside === undefined ? fact : { ...fact, region: inside }];
  });
}

/** Spans between commas outside of brackets, without white space around. */
function argumentsOf(text: string, { start, end }: Span): Span[] {
  const spans: Span[] = [];
  let [depth, from] = [0, start];
  for (let at = start; at <= end; at++) {
    const character = text[at]!;
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character) && at < end) depth--;
    if (at < end && (character !== ',' || depth !== 0)) continue;
    const written = text.slice(from, at);
    const first = from + written.length - written.trimStart().length;
    spans.push({ start: first, end: first + written.trim().length });
    from = at + 1;
  }
  return spans;
}
