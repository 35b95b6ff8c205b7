/** An `Analysis` whose names are real and whose negotiation is written down by the test. */

import assert from 'node:assert/strict';
import type { MatchKind, Outcome } from '../../engine/answers.ts';
import { collectFacts } from '../../engine/facts/collect.ts';
import type { VariableFact } from '../../engine/facts/facts.ts';
import { callsOf } from '../../engine/facts/packed-calls.ts';
import { Index } from '../../engine/index/index.ts';
import type { Found } from '../../engine/index/names.ts';
import type { Analysis, Exporter, Importer, MappingType } from '../../engine/negotiate/analysis.ts';
import type { Entry, Offer, Place, Side } from '../../engine/negotiate/offer.ts';
import { LineIndex } from '../../engine/syntax/lines.ts';
import { machineOver } from './machine.ts';
import { type MarkedFiles, readMarked } from './markers.ts';
import { sharedParser } from './small-project.ts';

export interface EntrySketch {
  /** C name of the type; absent for an entry nobody initialised. */
  type?: string;
  fields?: Record<string, string>;
  /** Marks of the whole entry and of its constructor's name. */
  origin?: string;
  made?: string;
}

export interface OfferSketch {
  /** Marks of the call and of the list's name where it is declared. */
  call: string;
  list?: string;
  elements?: number;
  conditions?: string[];
  entries: EntrySketch[];
}

export interface Sketch {
  converted?: boolean;
  types?: { name: string; label: string; match?: string; finishMatch?: string; expOpsTag?: string }[];
  exporters?: { name: string; match: MatchKind; callback?: string; offers?: OfferSketch[] }[];
  /** By the function that holds the attach call, which is the first call whose name ends in `attach`. */
  importers?: { function: string; asks?: OfferSketch[] }[];
  /** Outcomes of a pair, by the names above. */
  cell?: (importer: string, exporter: string) => Outcome[];
}

export interface HandMade extends MarkedFiles {
  analysis: Analysis;
}

/** Reads the marked sources and puts the sketch over them. */
export async function handMade(sources: Record<string, string>, sketch: Sketch): Promise<HandMade> {
  const marked = readMarked(sources);
  const parser = await sharedParser();
  const names = new Index();
  const lines = new Map<string, LineIndex>();
  for (const [file, text] of marked.files) {
    names.set(collectFacts(file, text, parser), text);
    lines.set(file, new LineIndex(text));
  }
  const location = ({ file, start, end }: Place) => {
    const index = lines.get(file) ?? new LineIndex('');
    return { file, range: { start: index.position(start), end: index.position(end) } };
  };
  const variable = (name: string): Found<VariableFact> => {
    const found = [...marked.files.keys()].flatMap((file) =>
      (names.facts(file)?.variables ?? []).filter((fact) => fact.name === name && fact.initializerSpan).map((fact) => ({ file, fact })),
    )[0];
    assert.ok(found, `no file defines ${name}`);
    return found;
  };
  const types = (sketch.types ?? []).map((type): MappingType => {
    const definition = variable(type.name);
    return {
      info: {
        id: type.name,
        name: type.name,
        label: type.label,
        location: location({ file: definition.file, ...definition.fact.nameSpan }),
      },
      definition,
      lacks: {},
      match: type.match ?? null,
      finishMatch: type.finishMatch ?? null,
      ...(type.expOpsTag === undefined ? {} : { expOpsTag: type.expOpsTag }),
    };
  });
  const entry = (index: number, { type, fields, origin, made }: EntrySketch): Entry => ({
    index,
    type: type === undefined ? { known: false, why: 'uninitialized' } : { known: true, id: type, name: type },
    expOps: 'unknown',
    fields: fields ?? {},
    ...(origin === undefined ? {} : { origin: marked.at(origin) }),
    ...(made === undefined ? {} : { constructorCall: { name: textAt(marked, made), nameAt: marked.at(made), arguments: [] } }),
  });
  const offer = (side: Side, { call, list, elements, conditions, entries }: OfferSketch): Offer => ({
    side,
    call: marked.at(call),
    ...(list === undefined ? {} : { declared: { name: textAt(marked, list), at: marked.at(list) } }),
    ...(elements === undefined ? {} : { elements }),
    count: entries.length,
    entries: entries.map((each, index) => entry(index, each)),
    conditions: conditions ?? [],
  });
  const exporters = (sketch.exporters ?? []).map(({ name, match, callback }): Exporter => {
    const definition = variable(name);
    const called = callback === undefined ? undefined : names.functions(callback, definition.file)[0];
    return {
      info: {
        id: name,
        name,
        match,
        location: location({ file: definition.file, ...definition.fact.nameSpan }),
        ...(called ? { callback: { name: called.fact.name, location: location({ file: called.file, ...called.fact.nameSpan }) } } : {}),
      },
      definition,
      path: '',
    };
  });
  const importers = (sketch.importers ?? []).map(({ function: name }): Importer => {
    const found = [...marked.files.keys()].flatMap((file) => {
      const holder = names.facts(file)?.functions.find((fact) => fact.name === name && fact.bodySpan);
      const call = (holder ? callsOf(holder) : []).find(({ callee }) => callee.endsWith('attach'));
      return holder && call ? [{ file, function: holder, call }] : [];
    })[0];
    assert.ok(found, `no function ${name} has an attach call`);
    const at = location({ file: found.file, ...found.call.calleeSpan });
    return { info: { id: name, name, function: name, callee: found.call.callee, location: at }, ...found, steps: [found] };
  });
  const cells = new Map<string, Outcome[]>();
  const outcomes = (importer: string, exporter: string): Outcome[] => {
    const key = `${importer} ${exporter}`;
    const known = cells.get(key) ?? sketch.cell?.(importer, exporter) ?? [];
    cells.set(key, known);
    return known;
  };
  const analysis: Analysis = {
    names,
    machine: machineOver(names, parser),
    converted: sketch.converted ?? true,
    types: () => types,
    alike: () => ({
      importers: importers.map((_, index) => index),
      exporters: exporters.map(({ info }, index) =>
        info.match === 'legacy' ? exporters.findIndex((each) => each.info.match === 'legacy' && each.info.builtIn === info.builtIn) : index,
      ),
    }),
    callbacks: () => [],
    exporters: () => exporters,
    exportsOf: () => [],
    importers: () => importers,
    importersThrough: (file, offset) =>
      importers.filter(({ steps }) => steps.some((step) => step.file === file && step.call.calleeSpan.start === offset)),
    offers: (id) => (sketch.exporters?.find(({ name }) => name === id)?.offers ?? []).map((each) => offer('exporter', each)),
    asks: (id) => (sketch.importers?.find((importer) => importer.function === id)?.asks ?? []).map((each) => offer('importer', each)),
    cell: (importer, exporter) => ({ importer, exporter, outcomes: outcomes(importer, exporter) }),
    arrivalsOf: () => ({ arrivals: [] }),
    explain: () => undefined,
    moduleOf: () => [],
    location,
    coreDrifts: () => ({ loops: [], attaches: [] }),
    overflows: () => [],
    constructors: () => [],
    offset: (file, line, character) => lines.get(file)?.offset(line, character) ?? 0,
  };
  return { ...marked, analysis };
}

function textAt(marked: MarkedFiles, mark: string): string {
  const { file, start, end } = marked.at(mark);
  return (marked.files.get(file) ?? '').slice(start, end);
}
