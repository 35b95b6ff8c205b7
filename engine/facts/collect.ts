/** From the text of one file to its facts. */
import type { CParser, SyntaxTree } from '../syntax/contract.ts';
import { type MaskedFile, mask } from '../syntax/mask.ts';
import { readBodies } from './bodies.ts';
import { collectDeclarations } from './declarations.ts';
import { definedByMacros } from './defined.ts';
import { digest } from './digest.ts';
import { readIncludes, readMacros, readUndefs } from './directives.ts';
import { errorSpans } from './errors.ts';
import type { FileFacts, Span } from './facts.ts';
import { collectFunctions } from './functions.ts';
import { collectRecords } from './records.ts';
import { gather, spanIn } from './sight.ts';

/**
 * All that one file says; `read` masks its text. Bounded by the length of the text; never throws: what the grammar cannot read is in `errors`,
 * and everything recognisable around it is given all the same.
 */
export function collectFacts(file: string, text: string, parser: CParser, read: (text: string) => MaskedFile = mask): FileFacts {
  const masked = read(text);
  const facts: FileFacts = {
    file,
    includes: readIncludes(text, masked.directives),
    regions: masked.regions,
    macros: readMacros(text, masked),
    undefs: readUndefs(text, masked),
    functions: [],
    variables: [],
    records: [],
    enums: [],
    typedefs: [],
    assigned: [],
    exported: masked.exported,
    errors: masked.dropped.slice(),
  };
  readItems(text, masked, { start: 0, end: text.length }, facts, parser);
  readBodies(masked.text, facts);
  facts.errors.sort((a, b) => a.start - b.start);
  return facts;
}

/** Adds what items at file scope declare. What is missing after a parser gave up is in `errors`. */
export function readItems(text: string, masked: MaskedFile, part: Span, facts: FileFacts, parser: CParser): void {
  let tree: SyntaxTree | undefined;
  try {
    const short = digest(masked, part);
    tree = parser.parse(short.text);
    const sight = gather(tree.root, short, masked.regions);
    facts.functions = collectFunctions(sight);
    collectDeclarations(sight, facts);
    facts.variables.push(...definedByMacros(text, masked, facts.macros));
    facts.variables.sort((a, b) => a.nameSpan.start - b.nameSpan.start);
    collectRecords(sight, facts);
    facts.errors.push(...errorSpans(tree.root).map(({ start, end }) => spanIn(short.original, start, end)));
    for (const { start, end } of tree.leftOut) facts.errors.push(spanIn(short.original, start, end));
  } catch {
    // A parser that ran out of memory: directives are known, the rest is not.
    facts.errors.push(part);
  } finally {
    tree?.dispose();
  }
}
