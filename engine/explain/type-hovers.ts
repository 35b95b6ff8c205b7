/** Hovers of what drivers share: mapping types and the constructors of their entries. */
import type { ExporterSide, ImporterInfo } from '../answers.ts';
import type { Analysis, Exporter, MappingType } from '../negotiate/analysis.ts';
import type { Offer } from '../negotiate/offer.ts';
import { type Constructor, constructorNamed } from './constructors.ts';
import { constructorContract } from './contracts.ts';
import { links, linkTo } from './lines.ts';
import { code, escapeText } from './markdown.ts';
import { counted, exporterNoun, importerNoun } from './tally.ts';
import { wordsOf } from './token.ts';

function namesType(offers: Offer[], type: MappingType): boolean {
  return offers.some(({ entries }) => entries.some((entry) => entry.type.known && entry.type.id === type.info.id));
}

function matchLine({ match, finishMatch }: MappingType): string {
  const decides =
    match === null
      ? 'It has no match callback: two entries of this type always fit'
      : match === undefined
        ? 'Its match callback is not known'
        : `${code(`${match}()`)} decides whether two entries of this type fit`;
  const finishes =
    finishMatch === null
      ? `it has no ${code('finish_match')}: a match calls NULL`
      : finishMatch === undefined
        ? `its ${code('finish_match')} is not known`
        : `${code(`${finishMatch}()`)} writes the result into ${code('attach->map_type')}`;
  return `${decides}; ${finishes}.`;
}

/** A mapping type object: who offers it, who asks for it. Sides without a list of their own count by what comes out. */
export function typeHover(analysis: Analysis, type: MappingType): string[] {
  const exporters = analysis.exporters().filter(({ info }) => !info.builtIn);
  const importers = analysis.importers().filter(({ info }) => !info.builtIn);
  const comesOut = (importer: string, exporter: string): boolean =>
    analysis.cell(importer, exporter).outcomes.some((outcome) => outcome.kind === 'matched' && outcome.type === type.info.label);
  const offering = exporters
    .map(({ info }) => info)
    .filter(
      ({ id, match }) =>
        namesType(analysis.offers(id), type) || (match === 'legacy' && importers.some(({ info }) => comesOut(info.id, id))),
    );
  const asking = importers
    .map(({ info }) => info)
    .filter(({ id }) => {
      const asks = analysis.asks(id);
      return namesType(asks, type) || (asks.length === 0 && exporters.some(({ info }) => comesOut(id, info.id)));
    });
  const share = (some: number, all: number, noun: typeof exporterNoun): string =>
    some === 0 ? `no ${noun[0]}` : `${some} of ${counted(all, noun)}`;
  const offered = `offered by ${share(offering.length, exporters.length, exporterNoun)}`;
  const asked = `asked for by ${share(asking.length, importers.length, importerNoun)}`;
  const lines = [`${escapeText(type.info.label)}: ${offered}, ${asked}`, '', matchLine(type)];
  if (type.expOpsTag !== undefined) {
    lines.push(`Exporters bring a ${code(`struct ${type.expOpsTag}`)}.`);
  }
  lines.push('', ...ownerLines(offering, asking));
  return lines;
}

function ownerLines(exporters: ExporterSide[], importers: ImporterInfo[]): string[] {
  return [
    ...(exporters.length > 0 ? [`- ${counted(exporters.length, exporterNoun)}: ${links(exporters)}`] : []),
    ...(importers.length > 0 ? [`- ${counted(importers.length, importerNoun)}: ${links(importers)}`] : []),
  ];
}

/** Tells whether a list has an entry that the constructor made, itself or inside another constructor. */
function callsOf(analysis: Analysis, maker: Constructor): (offers: Offer[]) => boolean {
  const known = new Map<string, boolean>();
  const uses = (name: string, file: string): boolean => {
    const key = `${name} ${file}`;
    const value = known.get(key) ?? (name === maker.name || constructorNamed(analysis, name, file)?.inner.includes(maker.name) === true);
    known.set(key, value);
    return value;
  };
  return (offers) =>
    offers.some(({ entries }) => entries.some(({ constructorCall: call }) => call !== undefined && uses(call.name, call.nameAt.file)));
}

/** Whether the initialiser of the ops has a macro that writes the entry into it. */
function isInitializedBy(analysis: Analysis, { definition: { file, fact } }: Exporter, maker: Constructor): boolean {
  if (!maker.initializer || !fact.initializerSpan) return false;
  const { start, end } = fact.initializerSpan;
  return wordsOf((analysis.names.text(file) ?? '').slice(start, end)).includes(maker.name);
}

/** A constructor at its definition, or used outside of a list that was read. */
export function constructorHover(analysis: Analysis, maker: Constructor): string[] {
  const calls = callsOf(analysis, maker);
  const exporters = analysis
    .exporters()
    .filter(
      (exporter) => !exporter.info.builtIn && (calls(analysis.offers(exporter.info.id)) || isInitializedBy(analysis, exporter, maker)),
    );
  const importers = analysis.importers().filter(({ info }) => !info.builtIn && calls(analysis.asks(info.id)));
  const types = maker.types.map((type) => linkTo({ name: type.info.label, location: type.info.location }));
  const side = maker.side === undefined ? 'A match entry' : maker.side === 'exporter' ? 'An exporter entry' : 'An importer entry';
  const users = [
    ...(exporters.length > 0 ? [counted(exporters.length, exporterNoun)] : []),
    ...(importers.length > 0 ? [counted(importers.length, importerNoun)] : []),
  ];
  const of = types.length === 0 ? 'whose type could not be read' : `of type ${types.join(' or ')}`;
  const first = `${side} ${of}, used by ${users.length > 0 ? users.join(' and ') : 'nobody in this tree'}`;
  const kind = maker.kind === 'macro' ? 'A macro' : 'A function';
  const parameters = maker.parameters.length > 0 ? ` that takes ${maker.parameters.map(code).join(', ')}` : ' without parameters';
  const whole = maker.initializer ? `; it writes the whole ${code('.single_exporter_match')} initialiser` : '';
  return [
    first,
    '',
    `${kind}${parameters}${whole}.`,
    ...constructorContract(maker.side, maker.initializer),
    '',
    ...ownerLines(
      exporters.map(({ info }) => info),
      importers.map(({ info }) => info),
    ),
  ];
}
