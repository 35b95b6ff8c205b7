/** An `Analysis` over real texts and facts, but with match lists and outcomes that a test writes by hand. */

import type { Outcome } from '../../engine/answers.ts';
import { collectFacts } from '../../engine/facts/collect.ts';
import { callsNamed } from '../../engine/facts/packed-calls.ts';
import { Index } from '../../engine/index/index.ts';
import type { Analysis, Exporter, Importer, MappingType } from '../../engine/negotiate/analysis.ts';
import type { Entry, Offer, Place, Side } from '../../engine/negotiate/offer.ts';
import { LineIndex } from '../../engine/syntax/lines.ts';
import { machineOver } from './machine.ts';
import { sharedFiles, sharedParser } from './small-project.ts';

export const FILE = 'drivers/handmade.c';

export interface HandmadeOffer {
  /** Text of the call, the list argument, the length argument (within the call), and the declaration of the list up to its name. */
  call: string;
  list?: string;
  length?: string;
  declared?: { before: string; name: string };
  elements?: number;
  count?: number;
  /** What each entry's type is: a C name, or why it is none. A `text` is the constructor call in the source. */
  entries: { type?: string; why?: 'uninitialized' | 'null' | 'unknown'; made?: string; expOps?: Entry['expOps'] }[];
  conditions?: string[];
}

export interface HandmadeTree {
  text: string;
  types?: { name: string; finishMatch?: string | null; match?: string | null; expOpsTag?: string }[];
  /** Keyed by the name of the ops. */
  exporters?: Record<string, HandmadeOffer[]>;
  /** Keyed by the function with the attach call; `callee` is always `dma_buf_mapping_attach`. */
  importers?: Record<string, HandmadeOffer[]>;
  /** Outcomes of every pair that `cells` does not name as `importer exporter`. */
  outcomes?: Outcome[];
  cells?: Record<string, Outcome[]>;
}

/** Builds the snapshot. Throws if a text or name is not there. */
export async function handmade(tree: HandmadeTree): Promise<Analysis> {
  const parser = await sharedParser();
  const names = new Index();
  for (const { path, text } of [...sharedFiles(), { path: FILE, text: tree.text }]) names.set(collectFacts(path, text, parser), text);
  const location = (place: Place) => {
    const lines = new LineIndex(names.text(place.file) ?? '');
    return { file: place.file, range: { start: lines.position(place.start), end: lines.position(place.end) } };
  };
  const variable = (name: string) => names.variables(name, FILE)[0] ?? fail(name);
  const types = (tree.types ?? []).map(({ name, ...rest }): MappingType => {
    const definition = variable(name);
    const label = name.replace(/^dma_buf_mapping_|_type$/g, '').toUpperCase();
    const info = { id: name, name, label, location: location({ file: definition.file, ...definition.fact.nameSpan }) };
    return {
      info,
      definition,
      match: rest.match,
      finishMatch: rest.finishMatch,
      lacks: {},
      ...(rest.expOpsTag ? { expOpsTag: rest.expOpsTag } : {}),
    };
  });
  const exporters = Object.keys(tree.exporters ?? {}).map((name): Exporter => {
    const definition = variable(name);
    return {
      info: { id: name, name, match: 'callback', location: location({ file: FILE, ...definition.fact.nameSpan }) },
      definition,
      path: '',
    };
  });
  const importers = Object.keys(tree.importers ?? {}).map((name): Importer => {
    const found = names.functions(name, FILE)[0]?.fact ?? fail(name);
    const call = callsNamed(found, 'dma_buf_mapping_attach')[0] ?? fail(`the attach call of ${name}`);
    const info = { id: name, name, function: name, callee: call.callee, location: location({ file: FILE, ...call.calleeSpan }) };
    return { info, file: FILE, function: found, call, steps: [{ file: FILE, function: found, call }] };
  });
  const lists = (side: Side, offers: HandmadeOffer[] | undefined) => (offers ?? []).map((offer) => buildOffer(tree.text, side, offer));
  return {
    names,
    machine: machineOver(names, parser),
    converted: true,
    types: () => types,
    exporters: () => exporters,
    exportsOf: () => [],
    importers: () => importers,
    importersThrough: (file, offset) =>
      importers.filter(({ steps }) => steps.some((step) => step.file === file && step.call.calleeSpan.start === offset)),
    offers: (exporter) => lists('exporter', tree.exporters?.[exporter]),
    asks: (importer) => lists('importer', tree.importers?.[importer]),
    cell: (importer, exporter) => ({ importer, exporter, outcomes: tree.cells?.[`${importer} ${exporter}`] ?? tree.outcomes ?? [] }),
    alike: () => ({ importers: importers.map((_, index) => index), exporters: exporters.map((_, index) => index) }),
    arrivalsOf: () => ({ arrivals: [] }),
    explain: () => undefined,
    moduleOf: () => [],
    callbacks: () => [],
    location,
    coreDrifts: () => ({ loops: [], attaches: [] }),
    overflows: () => [],
    constructors: () => [],
    offset: (file, line, character) => new LineIndex(names.text(file) ?? '').offset(line, character),
  };
}

function buildOffer(text: string, side: Side, offer: HandmadeOffer): Offer {
  const call = placeOf(text, offer.call);
  const inside = (part: string): Place => {
    const start = call.start + (offer.call.endsWith(`${part})`) ? offer.call.lastIndexOf(part) : offer.call.indexOf(`${part},`));
    return { file: FILE, start, end: start + part.length };
  };
  const { declared, elements, count } = offer;
  return {
    side,
    call,
    ...(offer.list ? { list: inside(offer.list) } : {}),
    ...(offer.length ? { length: inside(offer.length) } : {}),
    ...(declared
      ? { declared: { name: declared.name, at: placeOf(text, declared.name, placeOf(text, declared.before + declared.name).start) } }
      : {}),
    ...(elements === undefined ? {} : { elements }),
    ...(count === undefined ? {} : { count }),
    conditions: offer.conditions ?? [],
    entries: offer.entries.map(({ type, why, made, expOps }, index) => ({
      index,
      type: type ? { known: true, id: type, name: type } : { known: false, why: why ?? 'unknown' },
      expOps: expOps ?? 'set',
      fields: {},
      ...(made ? { constructorCall: constructorAt(text, made) } : {}),
    })),
  };
}

function constructorAt(text: string, made: string): NonNullable<Entry['constructorCall']> {
  const { start } = placeOf(text, made);
  const name = made.slice(0, made.indexOf('('));
  return { name, nameAt: { file: FILE, start, end: start + name.length }, arguments: [] };
}

function placeOf(text: string, part: string, from = 0): Place {
  const start = text.indexOf(part, from);
  return start < 0 ? fail(part) : { file: FILE, start, end: start + part.length };
}

function fail(what: string): never {
  throw new Error(`the handmade tree has no ${what}`);
}
