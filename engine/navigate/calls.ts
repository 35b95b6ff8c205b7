/** The calls between importers, wrappers and attach functions, in both directions. */

import type { Range } from '../answers.ts';
import { meaning } from '../explain/references.ts';
import { tokensAt } from '../explain/token.ts';
import type { CallFact, FunctionFact, Span } from '../facts/facts.ts';
import { callsOf } from '../facts/packed-calls.ts';
import { MODEL } from '../index/index.ts';
import type { Found } from '../index/names.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { functionKey } from '../negotiate/callers.ts';

export interface CallItem {
  name: string;
  /** What the function is for the interface. */
  detail: string;
  file: string;
  range: Range;
  /** Its name; within `range`. */
  selection: Range;
}

/** The function at the other end, and the names in the calls, which stand in the calling function. */
export interface CallLink {
  item: CallItem;
  ranges: Range[];
}

interface Edge {
  from: Found<FunctionFact>;
  to: Found<FunctionFact>;
  at: Span;
}

/** The function at an offset (UTF-16 units), if it lies on a way to an attach call or is an attach function of the tree. Never throws. */
export function callItems(analysis: Analysis, file: string, offset: number): CallItem[] {
  const text = analysis.names.text(file);
  const token = text === undefined ? undefined : tokensAt(text, offset).find(({ kind }) => kind === 'word');
  if (text === undefined || !token) return [];
  const meant = meaning(analysis, text, token, { file, offset: token.start });
  const ends = edges(analysis).flatMap(({ from, to }) => [from, to]);
  const found = new Map(ends.filter((end) => meant.has(functionKey(end))).map((end) => [functionKey(end), end]));
  return [...found.values()].map((end) => itemOf(analysis, end));
}

/** Who calls the function whose name is at an offset, on the way to an attach call. Never throws. */
export function incomingCalls(analysis: Analysis, file: string, offset: number): CallLink[] {
  return linked(
    analysis,
    edges(analysis).filter(({ to }) => isAt(to, file, offset)),
    ({ from }) => from,
  );
}

/** Which wrappers and attach functions the function whose name is at an offset calls. Never throws. */
export function outgoingCalls(analysis: Analysis, file: string, offset: number): CallLink[] {
  return linked(
    analysis,
    edges(analysis).filter(({ from }) => isAt(from, file, offset)),
    ({ to }) => to,
  );
}

function isAt({ file: home, fact: { nameSpan } }: Found<FunctionFact>, file: string, offset: number): boolean {
  return home === file && nameSpan.start <= offset && offset <= nameSpan.end;
}

function linked(analysis: Analysis, found: readonly Edge[], end: (edge: Edge) => Found<FunctionFact>): CallLink[] {
  const links = new Map<string, CallLink>();
  for (const edge of found) {
    const other = end(edge);
    const link = links.get(functionKey(other)) ?? { item: itemOf(analysis, other), ranges: [] };
    links.set(functionKey(other), link);
    link.ranges.push(analysis.location({ file: edge.from.file, ...edge.at }).range);
  }
  return [...links.values()];
}

/** Every call once: the steps of all importers, and what attach functions call of each other. */
function edges(analysis: Analysis): Edge[] {
  const found = new Map<string, Edge>();
  const add = (from: Found<FunctionFact>, call: CallFact, to: Found<FunctionFact>) => {
    if (from.file.startsWith(MODEL) || to.file.startsWith(MODEL)) return;
    found.set(`${from.file}:${call.calleeSpan.start} ${functionKey(to)}`, { from, to, at: call.calleeSpan });
  };
  const core = new Map<string, Found<FunctionFact>>();
  for (const { steps, info } of analysis.importers()) {
    steps.forEach((step, index) => {
      const from = { file: step.file, fact: step.function };
      const next = steps[index + 1];
      const targets = next ? [{ file: next.file, fact: next.function }] : analysis.names.functions(info.callee, step.file);
      for (const to of targets) {
        add(from, step.call, to);
        if (!next) core.set(functionKey(to), to);
      }
    });
  }
  for (const from of core.values()) {
    for (const call of callsOf(from.fact)) {
      if (!/^dma_buf_(?:\w+_)?attach$|^dma_buf_match_mapping$/.test(call.callee)) continue;
      for (const to of analysis.names.functions(call.callee, from.file)) {
        add(from, call, to);
        if (!core.has(functionKey(to))) core.set(functionKey(to), to);
      }
    }
  }
  return [...found.values()];
}

function itemOf(analysis: Analysis, { file, fact }: Found<FunctionFact>): CallItem {
  const importers = analysis.importers();
  const isStep = (at: number): boolean =>
    importers.some(({ steps }) => {
      const step = steps.at(at);
      return step?.file === file && step.function.nameSpan.start === fact.nameSpan.start;
    });
  const detail = isStep(0) ? 'importer' : /^dma_buf_/.test(fact.name) && !isStep(-1) ? 'attach function' : 'wrapper';
  const rangeOf = (span: Span): Range => analysis.location({ file, start: span.start, end: span.end }).range;
  return { name: fact.name, detail, file, range: rangeOf(fact.span), selection: rangeOf(fact.nameSpan) };
}
