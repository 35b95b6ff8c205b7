/** Hovers of things that take part in pairs: attach calls, ops structs, callbacks, single entries, lists. */
import type { ExporterSide, ExportSite, ImporterInfo } from '../answers.ts';
import { BUILT_IN } from '../kbuild/modules.ts';
import type { Analysis, Exporter, Importer } from '../negotiate/analysis.ts';
import { matchMappingContract } from './contracts.ts';
import { groupLines, links } from './lines.ts';
import { code, escapeText } from './markdown.ts';
import type { Spot, Use } from './objects.ts';
import { offerLines } from './offer.ts';
import { summaryMarkdown } from './outcome.ts';
import { reachLines } from './reach-lines.ts';
import { exporterNoun, importerNoun, type Noun, type Pair, pairNoun, tally, tallyMarkdown } from './tally.ts';
import { traceLine } from './trace-line.ts';

type Counterpart = ExporterSide | ImporterInfo;

/** Groups take what the lines above leave of about 15 lines. */
const mostLines = 10;
const mostGroups = 6;
const fewestGroups = 3;

const exporterOrder = "Where several entries fit, the exporter's order decides.";

function importerPairs(analysis: Analysis, importers: string[]): Pair<Counterpart>[] {
  return importers.flatMap((importer) =>
    analysis.exporters().map(({ info }) => ({ item: info, outcomes: analysis.cell(importer, info.id).outcomes })),
  );
}

function exporterPairs(analysis: Analysis, exporters: string[]): Pair<Counterpart>[] {
  return exporters.flatMap((exporter) =>
    analysis.importers().map(({ info }) => ({ item: info, outcomes: analysis.cell(info.id, exporter).outcomes })),
  );
}

/** What comes out, by counterpart. Kept until some of it changes: pairs of a kernel are many, and most edits concern few of them. */
function answerOf(analysis: Analysis, owners: { importers: readonly Importer[] } | { exporters: Exporter[] }, why: string[]): string[] {
  const groups = Math.min(mostGroups, Math.max(fewestGroups, mostLines - why.length));
  const isImporter = 'importers' in owners;
  const ids = (isImporter ? owners.importers : owners.exporters).map(({ info }) => info.id);
  const [first, ...rest] = analysis.machine.lowerer.memo.get(
    `in ${groups} groups: ${isImporter ? 'importers' : 'exporters'} ${ids.join(' ')}`,
    () =>
      isImporter ? told(importerPairs(analysis, ids), exporterNoun, groups) : told(exporterPairs(analysis, ids), importerNoun, groups),
  );
  return [first!, '', ...why, '', ...rest];
}

/** In the first line how many come to what, then the groups; where several owners differ with the same counterpart, by pair. */
function told(pairs: Pair<Counterpart>[], counterpart: Noun, groups: number): string[] {
  const distinct = new Map(pairs.map((pair) => [`${pair.item.id} ${summaryMarkdown(pair.outcomes)}`, pair]));
  const agreed = distinct.size === new Set(pairs.map(({ item }) => item.id)).size;
  const counts = tally(agreed ? [...distinct.values()] : pairs);
  return [tallyMarkdown(counts, agreed ? counterpart : pairNoun), ...groupLines(counts, counterpart, groups)];
}

/** An attach call, or a call that leads to one: who reaches it, what it asks for, and what comes out with each exporter. */
export function attachHover(analysis: Analysis, importers: readonly Importer[], spot: Spot): string[] {
  const asks = importers.flatMap(({ info }) => analysis.asks(info.id));
  const callee = code(`${importers[0]?.info.callee ?? ''}()`);
  const several = asks.some(({ entries }) => entries.length > 1);
  const asked = !analysis.converted
    ? ['This tree knows no mapping types: every exporter offers SGT, every attach call asks for SGT.']
    : asks.length === 0
      ? [`${callee} asks for one SGT entry.`]
      : [...offerLines(analysis, 'Asks for', asks), ...(several ? [exporterOrder] : [])];
  const why = [...reachLines(importers, spot), ...asked, ...homeLine(importers.map(({ info }) => info))];
  const pairs = importers.flatMap(({ info }) =>
    analysis.exporters().map((exporter) => ({ importer: info.id, exporter: exporter.info.id })),
  );
  return [...answerOf(analysis, { importers }, why), ...traceLine(analysis, pairs, 'exporter')];
}

/** Where a side belongs, as a sentence; nothing if nobody knows, or for several sides that differ. */
function homeLine(infos: readonly Counterpart[]): string[] {
  const sentences = new Set(infos.map(homeSentence));
  const [only] = sentences;
  return sentences.size === 1 && only ? [only] : [];
}

function homeSentence({ module, subsystem }: Counterpart): string | undefined {
  const where = subsystem === undefined ? '' : ` (${escapeText(subsystem)})`;
  if (module === undefined) return undefined;
  return module === BUILT_IN ? `Built into the kernel${where}.` : `In module ${code(module)}${where}.`;
}

function exporterWhy(analysis: Analysis, exporters: Exporter[]): string[] {
  const offers = exporters.flatMap(({ info }) => analysis.offers(info.id));
  const kinds = new Set(exporters.map(({ info }) => info.match));
  if (!analysis.converted) {
    return ['This tree knows no mapping types: the core reads these ops as one SGT entry.'];
  }
  if (offers.length > 0) {
    const several = offers.some(({ entries }) => entries.length > 1);
    return [...offerLines(analysis, 'Offers', offers), ...(several ? [exporterOrder] : [])];
  }
  if (kinds.has('callback')) {
    return ['Offers no list on any path that could be read.'];
  }
  if (kinds.has('single')) {
    return ['Offers one entry that could not be read.'];
  }
  return kinds.has('legacy')
    ? ['Has no matcher yet: the core reads it as one SGT entry without P2P.']
    : [`Has neither ${code('match_mapping')} nor ${code('single_exporter_match')}: ${code('dma_buf_export()')} refuses these ops.`];
}

/** Who exports the ops. */
function exportLines(analysis: Analysis, infos: readonly ExporterSide[]): string[] {
  const sites = infos.flatMap(({ id }) => analysis.exportsOf(id));
  const named = (hows: ExportSite['how'][]) =>
    sites.filter(({ how }) => hows.includes(how)).map(({ function: name, location }) => ({ name, location }));
  const [own, left] = [named(['call', 'assignment']), named(['default'])];
  const copied = sites.some((site) => site.copied) ? ', as a copy' : '';
  const by = own.length > 0 ? `Exported by ${links(own)}${copied}.` : '';
  const defaults = left.length > 0 ? `Default of ${links(left)}.` : '';
  return by || defaults ? [`${by} ${defaults}`.trim()] : [];
}

/** A call that exports a buffer, with the ops it chooses. */
export function exportHover(analysis: Analysis, exporters: Exporter[]): string[] {
  const chosen = `Exports ${links(exporters.map(({ info }) => info))}.`;
  const why = [chosen, ...exporterWhy(analysis, exporters)];
  return answerOf(analysis, { exporters }, why);
}

/** An ops struct: what it offers, and what comes out with each importer. */
export function exporterHover(analysis: Analysis, exporters: Exporter[]): string[] {
  const pairs = exporters.flatMap(({ info }) =>
    analysis.importers().map((importer) => ({ importer: importer.info.id, exporter: info.id })),
  );
  const infos = exporters.map(({ info }) => info);
  const why = [...exporterWhy(analysis, exporters), ...exportLines(analysis, infos), ...homeLine(infos)];
  return [...answerOf(analysis, { exporters }, why), ...traceLine(analysis, pairs, 'importer')];
}

/** The `.single_exporter_match` member. */
export function singleHover(analysis: Analysis, exporters: Exporter[]): string[] {
  const why = [`The core matches this one entry; no ${code('match_mapping')} callback runs.`, ...exporterWhy(analysis, exporters)];
  return answerOf(analysis, { exporters }, why);
}

/** A `match_mapping` callback, with the context that the core calls it in. */
export function callbackHover(analysis: Analysis, exporters: Exporter[]): string[] {
  const owners = `${code('match_mapping')} of ${links(exporters.map(({ info }) => info))}.`;
  const [first, ...more] = matchMappingContract(analysis);
  const why = [`${owners} ${first}`, ...more, ...exporterWhy(analysis, exporters)];
  return answerOf(analysis, { exporters }, why);
}

/** A list variable: the paths that hand it over, and what comes out for its owners. */
export function listHover(analysis: Analysis, uses: Use[]): string[] {
  const exporters = [...new Set(uses.flatMap((use) => (use.side === 'exporter' ? [use.owner] : [])))];
  const importers = [...new Set(uses.flatMap((use) => (use.side === 'importer' ? [use.owner] : [])))];
  const offers = uses.map(({ offer }) => offer);
  const elements = offers.find((offer) => offer.elements !== undefined)?.elements;
  const room = elements === undefined ? '' : ` It has room for ${elements === 1 ? '1 entry' : `${elements} entries`}.`;
  const [side, infos] =
    exporters.length > 0 ? ['Exporter list', exporters.map(({ info }) => info)] : ['Importer list', importers.map(({ info }) => info)];
  const why = [`${side} of ${links(infos as Counterpart[])}.${room}`, ...offerLines(analysis, 'Holds', offers)];
  return exporters.length > 0 ? answerOf(analysis, { exporters }, why) : answerOf(analysis, { importers }, why);
}
