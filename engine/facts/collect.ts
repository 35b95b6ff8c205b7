/** From the text of one file to its facts. */
import { countUpTo } from '../syntax/ascending.ts';
import type { CParser } from '../syntax/contract.ts';
import { type MaskedFile, mask } from '../syntax/mask.ts';
import { readBodies } from './bodies.ts';
import { collectDeclarations } from './declarations.ts';
import { definedByMacros } from './defined.ts';
import { type Digest, digest, pieces } from './digest.ts';
import { readIncludes, readMacros, readUndefs } from './directives.ts';
import { errorSpans } from './errors.ts';
import type { FileFacts, Items, Span } from './facts.ts';
import { collectFunctions } from './functions.ts';
import { readPlain } from './plain.ts';
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
  try {
    const short = digest(masked, part);
    const found = itemsOf(short, masked, parser);
    facts.functions = found.functions;
    facts.variables.push(...found.variables, ...definedByMacros(text, masked, facts.macros));
    facts.variables.sort((a, b) => a.nameSpan.start - b.nameSpan.start);
    facts.records.push(...found.records);
    facts.enums.push(...found.enums);
    facts.typedefs.push(...found.typedefs);
    facts.errors.push(...found.errors);
  } catch {
    // A parser that ran out of memory: directives are known, the rest is not.
    facts.errors.push(part);
  }
}

/** Most items are read from their tokens, and only what is left needs a tree. */
function itemsOf(short: Digest, masked: MaskedFile, parser: CParser): Items {
  const plain = readPlain(short, masked);
  if (plain.rest.length === 0) return plain.items;
  const rest = treeItems(pieces(short, plain.rest), masked, parser);
  // What is broken may reach into what is not, unless braces keep it in. What a parser gives up it would give up again.
  if (!rest.isGivenUp && !rest.errors.every((error) => isEnclosed(error, masked))) return treeItems(short, masked, parser);
  const all = <Fact extends { span: Span }>(some: readonly Fact[], more: readonly Fact[]): Fact[] =>
    [...some, ...more].sort((a, b) => a.span.start - b.span.start);
  return {
    functions: all(plain.items.functions, rest.functions),
    variables: all(plain.items.variables, rest.variables),
    records: all(plain.items.records, rest.records),
    enums: all(plain.items.enums, rest.enums),
    typedefs: all(plain.items.typedefs, rest.typedefs),
    errors: rest.errors,
  };
}

/** Whether a part of an item lies in braces of it. */
function isEnclosed({ start, end }: Span, { text, seams }: MaskedFile): boolean {
  const before = countUpTo(seams, start);
  const open = text.indexOf('{', seams[before - 1] ?? 0);
  const close = text.lastIndexOf('}', (seams[before] ?? text.length) - 1);
  return open >= 0 && open < start && close >= end;
}

interface TreeItems extends Items {
  /** Some of the text is not in the tree. */
  isGivenUp: boolean;
}

/** What a tree says of a digest. Throws if the parser runs out of memory. */
export function treeItems(short: Digest, masked: MaskedFile, parser: CParser): TreeItems {
  const tree = parser.parse(short.text);
  const isGivenUp = tree.leftOut.length > 0;
  const items: TreeItems = { functions: [], variables: [], records: [], enums: [], typedefs: [], errors: [], isGivenUp };
  try {
    const sight = gather(tree.root, short, masked.regions);
    items.functions = collectFunctions(sight);
    collectDeclarations(sight, items);
    collectRecords(sight, items);
    items.errors.push(...errorSpans(tree.root).map(({ start, end }) => spanIn(short.original, start, end)));
    for (const { start, end } of tree.leftOut) items.errors.push(spanIn(short.original, start, end));
  } finally {
    tree.dispose();
  }
  return items;
}
