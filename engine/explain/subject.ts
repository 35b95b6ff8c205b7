/** What the code under an offset is about, if it is one of the interface's constructs. */
import type { Analysis, Exporter, Importer, MappingType } from '../negotiate/analysis.ts';
import type { Entry, Place } from '../negotiate/offer.ts';
import { type Constructor, constructorNamed } from './constructors.ts';
import type { TypeCallback } from './contracts.ts';
import { isLocal } from './definition.ts';
import { type MapCallback, mapCallback } from './map-callbacks.ts';
import { attachmentAt, dataMembers, isDataMember } from './member-hovers.ts';
import { allUses, exportersNamed, exportersWithCallback, listsNamed, type Spot, touches, typeNamed, type Use } from './objects.ts';
import { isMember, type Token, tokensAt } from './token.ts';

export type EntryUse = Use & { entry: Entry };

type Thing =
  | { kind: 'attach'; importers: readonly Importer[] }
  | { kind: 'entry'; uses: EntryUse[] }
  | { kind: 'list'; uses: Use[] }
  | { kind: 'constructor'; maker: Constructor }
  | { kind: 'type'; type: MappingType }
  | { kind: 'exporter'; exporters: Exporter[] }
  /** A call that leads to `dma_buf_export()`. */
  | { kind: 'export'; exporters: Exporter[] }
  | { kind: 'single'; exporters: Exporter[] }
  | { kind: 'callback'; exporters: Exporter[] }
  /** `match` or `finish_match` of mapping types. */
  | { kind: 'type callback'; callback: TypeCallback }
  /** A function in the ops that an exporter has for a mapping type. */
  | { kind: 'map callback'; callback: MapCallback }
  | { kind: 'map type' }
  | { kind: 'exporter ops' }
  /** A member of the data of an entry, by its path in the entry. */
  | { kind: 'data'; path: string };

export interface Subject {
  token: Token;
  thing: Thing;
}

/** The construct at an offset; undefined outside of ours. Never throws. */
export function subjectAt(analysis: Analysis, file: string, offset: number): Subject | undefined {
  const text = analysis.names.text(file);
  if (text === undefined) {
    return undefined;
  }
  for (const token of tokensAt(text, offset, startOfFunction(analysis, { file, offset }))) {
    const thing = token.kind === 'word' ? wordThing(analysis, text, file, token) : markThing(analysis, text, file, token);
    if (thing) {
      return { token, thing };
    }
  }
  return undefined;
}

/** Where the last function begins before a spot; 0 if none does. */
function startOfFunction({ names }: Analysis, { file, offset }: Spot): number {
  return names.facts(file)?.functions.findLast(({ span }) => span.start <= offset)?.span.start ?? 0;
}

function wordThing(analysis: Analysis, text: string, file: string, token: Token): Thing | undefined {
  const spot: Spot = { file, offset: token.start };
  const importers = analysis.importersThrough(file, token.start);
  if (importers.length > 0) {
    return { kind: 'attach', importers };
  }
  const exporting = exportersAt(analysis, spot);
  if (exporting.length > 0) {
    return { kind: 'export', exporters: exporting };
  }
  if (isMember(text, token.start)) {
    return memberThing(analysis, token, spot) ?? dataThing(analysis, text, token, spot);
  }
  return (
    dataThing(analysis, text, token, spot) ??
    namedObject(analysis, token.text, spot) ??
    functionThing(analysis, text, token, spot) ??
    listOrEntry(analysis, token, spot) ??
    constructorThing(analysis, token.text, spot)
  );
}

/** Exporters that a call at the spot exports. */
function exportersAt(analysis: Analysis, { file, offset }: Spot): Exporter[] {
  return analysis
    .exporters()
    .filter(({ info }) =>
      analysis
        .exportsOf(info.id)
        .some(
          ({ how, location: { file: home, range } }) =>
            how === 'call' && home === file && analysis.offset(file, range.start.line, range.start.character) === offset,
        ),
    );
}

function namedObject(analysis: Analysis, name: string, spot: Spot): Thing | undefined {
  const type = typeNamed(analysis, name, spot);
  if (type) {
    return { kind: 'type', type };
  }
  const exporters = exportersNamed(analysis, name, spot);
  if (exporters.length > 0) {
    return { kind: 'exporter', exporters };
  }
  const withCallback = exportersWithCallback(analysis, name, spot.file);
  if (withCallback.length > 0) {
    return { kind: 'callback', exporters: withCallback };
  }
  return undefined;
}

/** A function that the core calls through a mapping type or through ops for one. */
function functionThing(analysis: Analysis, text: string, token: Token, spot: Spot): Thing | undefined {
  const mapping = typeCallback(analysis, token.text, spot.file);
  const map = mapping ? undefined : mapCallback(analysis, token.text, spot.file);
  if ((!mapping && !map) || isLocal(analysis, text, token, spot)) {
    return undefined;
  }
  return mapping ? { kind: 'type callback', callback: mapping } : map && { kind: 'map callback', callback: map };
}

function typeCallback(analysis: Analysis, name: string, file: string): TypeCallback | undefined {
  const files = () => new Set(analysis.names.functions(name, file).map((found) => found.file));
  for (const [role, member] of [
    ['match', 'match'],
    ['finish_match', 'finishMatch'],
  ] as const) {
    const types = analysis.types().filter((type) => type[member] === name);
    const seen = types.length > 0 ? files() : undefined;
    const own = types.filter(({ definition }) => analysis.names.functions(name, definition.file).some((found) => seen?.has(found.file)));
    if (own.length > 0) return { role, types: own };
  }
  return undefined;
}

/** Members are found where entries of the tree have data; the struct's own declaration included. */
function dataThing(analysis: Analysis, text: string, token: Token, spot: Spot): Thing | undefined {
  if (!analysis.converted) {
    return undefined;
  }
  const path = dataMembers(analysis, spot.file).get(token.text);
  return path !== undefined && isDataMember(analysis, text, spot, path) ? { kind: 'data', path } : undefined;
}

function listOrEntry(analysis: Analysis, token: Token, spot: Spot): Thing | undefined {
  const uses = allUses(analysis);
  const entries = entriesOf(uses, ({ constructorCall }) => touches(constructorCall?.nameAt, spot));
  if (entries.length > 0) {
    return { kind: 'entry', uses: entries };
  }
  const lists = listsNamed(analysis, uses, token.text, spot);
  return lists.length > 0 ? { kind: 'list', uses: lists } : undefined;
}

function constructorThing(analysis: Analysis, name: string, spot: Spot): Thing | undefined {
  const maker = constructorNamed(analysis, name, spot.file);
  if (!maker) {
    return undefined;
  }
  const exporters = maker.initializer ? exportersAround(analysis, spot) : [];
  return exporters.length > 0 ? { kind: 'single', exporters } : { kind: 'constructor', maker };
}

function memberThing(analysis: Analysis, token: Token, spot: Spot): Thing | undefined {
  if (token.text === 'single_exporter_match') {
    const exporters = exportersAround(analysis, spot);
    return exporters.length > 0 ? { kind: 'single', exporters } : undefined;
  }
  if (token.text === 'match_mapping') {
    const exporters = exportersAround(analysis, spot).filter(({ info }) => info.callback);
    return exporters.length > 0 ? { kind: 'callback', exporters } : undefined;
  }
  if (token.text === 'type' || token.text === 'exp_ops') {
    const entries = entriesOf(allUses(analysis), ({ origin, constructorCall }) => !constructorCall && touches(origin, spot));
    if (entries.length > 0 || token.text === 'type') {
      return entries.length > 0 ? { kind: 'entry', uses: entries } : undefined;
    }
    return analysis.converted ? { kind: 'exporter ops' } : undefined;
  }
  return token.text === 'map_type' && analysis.converted && attachmentAt(analysis, spot) ? { kind: 'map type' } : undefined;
}

/** Exporters in whose initialiser the spot lies. */
function exportersAround(analysis: Analysis, spot: Spot): Exporter[] {
  return analysis
    .exporters()
    .filter(({ definition: { file, fact } }) => fact.initializerSpan && touches({ file, ...fact.initializerSpan }, spot));
}

function entriesOf(uses: Use[], wanted: (entry: Entry) => boolean): EntryUse[] {
  return uses.flatMap((use) => use.offer.entries.filter(wanted).map((entry) => ({ ...use, entry })));
}

/** Brackets of an attach call, of an entry, or of its constructor's call. */
function markThing(analysis: Analysis, text: string, file: string, token: Token): Thing | undefined {
  const bounds = (place: Place): boolean => place.file === file && (token.start === place.start || token.end === place.end);
  const opens = (callee: number): boolean => token.text === '(' && callee <= token.start && text.slice(callee, token.start).trim() === '';
  const importers = analysis
    .importers()
    .filter(({ steps }) =>
      steps.some(
        ({ file: home, call }) => home === file && (opens(call.calleeSpan.end) || (token.text === ')' && token.end === call.span.end)),
      ),
    );
  if (importers.length > 0) {
    return { kind: 'attach', importers };
  }
  if (!'(){}'.includes(token.text)) {
    return undefined;
  }
  const entries = entriesOf(
    allUses(analysis),
    ({ origin, constructorCall }) =>
      (origin !== undefined && bounds(origin)) || (constructorCall?.nameAt.file === file && opens(constructorCall.nameAt.end)),
  );
  return entries.length > 0 ? { kind: 'entry', uses: entries } : undefined;
}
