/** The constructs of the interface that a file declares or calls, as a tree. */
import type { Range } from '../answers.ts';
import { constructorNamed } from '../explain/constructors.ts';
import { isInterfaceStruct } from '../explain/structs.ts';
import type { FileFacts, FunctionFact, Span, VariableFact } from '../facts/facts.ts';
import type { Analysis } from '../negotiate/analysis.ts';

export interface OutlineItem {
  name: string;
  /** What it is, in a few words. */
  detail: string;
  kind: 'type' | 'ops' | 'list' | 'constructor' | 'function' | 'attach';
  range: Range;
  /** Its name; within `range`. */
  selection: Range;
  children: OutlineItem[];
}

interface Item extends Omit<OutlineItem, 'range' | 'selection' | 'children'> {
  span: Span;
  nameSpan: Span;
}

const MATCH = 'dma_buf_mapping_match';

/** What a file has of the interface, in source order; lists and attach calls lie below their functions. Empty for files that have none. Never throws. */
export function outline(analysis: Analysis, file: string): OutlineItem[] {
  const facts = analysis.names.facts(file);
  if (!facts) return [];
  const makers = constructors(analysis, facts);
  const functions = new Set(facts.functions.map(({ nameSpan }) => nameSpan.start));
  const inner = [...lists(facts).filter(({ inside }) => inside), ...attachCalls(analysis, file)];
  const outer = [
    ...objects(analysis, facts),
    ...lists(facts).filter(({ inside }) => !inside),
    ...makers.filter(({ nameSpan }) => !functions.has(nameSpan.start)),
  ];
  const bodies = facts.functions.flatMap((fact): OutlineItem[] => {
    if (!fact.bodySpan) return [];
    const below = inner.filter(({ span }) => fact.span.start <= span.start && span.end <= fact.span.end);
    const maker = makers.find(({ nameSpan }) => nameSpan.start === fact.nameSpan.start);
    const detail = maker?.detail ?? roleOf(analysis, file, fact);
    if (below.length === 0 && !detail) return [];
    const own: Item = { name: fact.name, detail: detail ?? '', kind: maker?.kind ?? 'function', span: fact.span, nameSpan: fact.nameSpan };
    return [placed(analysis, file, own, below)];
  });
  return [...outer.map((item) => placed(analysis, file, item, [])), ...bodies].sort(bySource);
}

function placed(analysis: Analysis, file: string, { span, nameSpan, name, detail, kind }: Item, below: readonly Item[]): OutlineItem {
  const rangeOf = (place: Span): Range => analysis.location({ file, start: place.start, end: place.end }).range;
  const children = below.map((item) => placed(analysis, file, item, [])).sort(bySource);
  return { name, detail, kind, range: rangeOf(span), selection: rangeOf(nameSpan), children };
}

function bySource(a: OutlineItem, b: OutlineItem): number {
  const [one, other] = [a.selection.start, b.selection.start];
  return one.line - other.line || one.character - other.character;
}

function objects(analysis: Analysis, facts: FileFacts): Item[] {
  // By name and place: answers may be older than the facts, and say the same in other objects.
  const known = new Map<string, Item>();
  const add = ({ name, span, nameSpan }: VariableFact, kind: Item['kind'], detail: string) => {
    const key = `${name} ${nameSpan.start}`;
    if (!known.has(key)) known.set(key, { name, detail, kind, span, nameSpan });
  };
  for (const { definition, info } of analysis.types()) {
    if (definition.file === facts.file) add(definition.fact, 'type', `mapping type ${info.label}`);
  }
  for (const { definition } of analysis.exporters()) if (definition.file === facts.file) add(definition.fact, 'ops', 'exporter');
  for (const fact of facts.variables) {
    const isObject = fact.tag !== MATCH && fact.initializerSpan && fact.pointers === 0;
    if (isObject && isInterfaceStruct(analysis, fact.tag, facts.file)) add(fact, 'ops', `struct ${fact.tag}`);
  }
  return [...known.values()];
}

function lists(facts: FileFacts): (Item & { inside: boolean })[] {
  return facts.variables
    .filter(({ tag, pointers, extern }) => tag === MATCH && pointers === 0 && !extern)
    .map(({ name, span, nameSpan, dimensions, function: inside }) => ({
      ...{ name, span, nameSpan, kind: 'list' as const, inside: inside !== undefined },
      detail: dimensions.length > 0 ? 'match list' : 'match entry',
    }));
}

function constructors(analysis: Analysis, facts: FileFacts): Item[] {
  const text = analysis.names.text(facts.file) ?? '';
  const mayMake = ({ start, end }: Span): boolean => /dma_buf_mapping_match|MAPPING/.test(text.slice(start, end));
  const candidates = [
    ...facts.macros.filter(({ parameters, bodySpan }) => parameters && mayMake(bodySpan)),
    ...facts.functions.filter(({ bodySpan, returns }) => bodySpan && returns.includes(MATCH)),
  ];
  return candidates.flatMap(({ name, span, nameSpan }): Item[] => {
    const maker = constructorNamed(analysis, name, facts.file);
    if (maker?.at.file !== facts.file) return [];
    const of = maker.types.map(({ info }) => info.label).join(', ');
    const detail = `${maker.side ?? 'match'} entry${of ? ` of ${of}` : ''}`;
    return [{ name, detail, kind: 'constructor', span, nameSpan }];
  });
}

/** Calls that are an attach call or lead to one, one for each place. */
function attachCalls(analysis: Analysis, file: string): Item[] {
  const found = new Map<number, Item>();
  for (const { steps, info } of analysis.importers()) {
    steps.forEach((step, index) => {
      const last = index === steps.length - 1;
      if (step.file !== file || found.has(step.call.calleeSpan.start)) return;
      const { callee, span, calleeSpan } = step.call;
      found.set(calleeSpan.start, {
        name: `${callee}()`,
        detail: last ? 'attach call' : `leads to ${info.callee}()`,
        kind: 'attach',
        span,
        nameSpan: calleeSpan,
      });
    });
  }
  return [...found.values()];
}

/** Whose callback the function is. */
function roleOf(analysis: Analysis, file: string, { name, nameSpan }: FunctionFact): string | undefined {
  const isMeant = (from: string): boolean =>
    analysis.names.functions(name, from).some((found) => found.file === file && found.fact.nameSpan.start === nameSpan.start);
  const exporters = analysis.exporters().filter(({ info }) => info.callback?.name === name && info.callback.location.file === file);
  if (exporters.length > 0) return `match_mapping of ${exporters.map(({ info }) => info.name).join(', ')}`;
  for (const { match, finishMatch, definition, info } of analysis.types()) {
    const member = match === name ? 'match' : finishMatch === name ? 'finish_match' : undefined;
    if (member && isMeant(definition.file)) return `${member} of ${info.label}`;
  }
  return undefined;
}
