/** Hovers of members: `attach->map_type`, `.exp_ops`, and the data of a type in an entry, such as `importer_accepts_p2p`. */
import type { FieldFact } from '../facts/facts.ts';
import type { Expression } from '../lower/ir.ts';
import { typeOf } from '../lower/types.ts';
import { typingOf, visitInstruction } from '../lower/visit.ts';
import type { Analysis, Importer, MappingType } from '../negotiate/analysis.ts';
import { Attachments, siteKey } from '../negotiate/attachment-origins.ts';
import { pattern } from '../syntax/pattern.ts';
import { type KeptMember, keptMembers } from './contracts.ts';
import { code, escapeText } from './markdown.ts';
import { functionAt, type Spot } from './objects.ts';
import { counted, exporterNoun, importerNoun, tally, tallyMarkdown } from './tally.ts';
import { wordsOf } from './token.ts';

const ENTRY = 'dma_buf_mapping_match';

/** What an attachment has agreed on. */
export function mapTypeHover(analysis: Analysis, spot: Spot): string[] {
  const importers = importersBehind(analysis, spot);
  const pairs = importers?.flatMap(({ info }) =>
    analysis.exporters().map((exporter) => ({ item: exporter.info, outcomes: analysis.cell(info.id, exporter.info.id).outcomes })),
  );
  const first = pairs?.length ? tallyMarkdown(tally(pairs), exporterNoun) : anyType(analysis);
  const tells = analysis.types().length > 1 ? `${code('.type')} tells which` : `${code('.type')} is its mapping type`;
  return [
    first,
    '',
    'The entry that importer and exporter agreed on.',
    `${code('finish_match')} of its type fills it in during attach, before ${code('dma_buf_match_mapping()')} returns 0; until then it is all zero.`,
    `${tells}, ${code('.exp_ops')} leads to the exporter's ops for that type, the rest is data of the type.`,
    ...analysis.types().flatMap((type) => dataLine(analysis, type)),
  ];
}

function anyType(analysis: Analysis): string {
  const labels = analysis.types().map(({ info }) => escapeText(info.label));
  return labels.length === 0 ? 'The mapping type of the attachment' : `${labels.join(', or ')}: by who attached to what`;
}

function dataLine(analysis: Analysis, type: MappingType): string[] {
  const members = keptMembers(analysis, type).filter(({ member }) => member !== 'exp_ops');
  const by = (side: 'exporter' | 'importer') => members.filter(({ from }) => from === side).map(({ member }) => code(short(member)));
  const parts = [
    ...(by('exporter').length > 0 ? [`${by('exporter').join(', ')} of the exporter`] : []),
    ...(by('importer').length > 0 ? [`${by('importer').join(', ')} of the importer`] : []),
  ];
  return parts.length > 0 ? [`- ${escapeText(type.info.label)} keeps ${parts.join('; ')}`] : [];
}

/** The attachment whose `map_type` stands at the spot, if the code there can be read and is about one. */
export function attachmentAt(analysis: Analysis, spot: Spot): Expression | undefined {
  const fact = functionAt(analysis, spot);
  if (!fact) return undefined;
  const { lowerer } = analysis.machine;
  const lowered = lowerer.function({ file: spot.file, fact });
  const typing = typingOf(lowered, lowerer.context);
  let attachment: Expression | undefined;
  for (const instruction of lowered.instructions) {
    visitInstruction(instruction, {
      place: (place) => {
        if (place.place !== 'field' || place.field !== 'map_type' || place.base.place !== 'pointee') return;
        if (place.at.file !== spot.file || spot.offset < place.at.start || place.at.end <= spot.offset) return;
        const type = typeOf(typing, place.base.pointer);
        if (type?.kind === 'pointer' && type.to.kind === 'record' && type.to.tag === 'dma_buf_attachment') attachment = place.base.pointer;
      },
    });
  }
  return attachment;
}

/** Importers whose attach calls gave the attachment whose member stands at the spot; undefined if it may come from elsewhere. */
function importersBehind(analysis: Analysis, spot: Spot): Importer[] | undefined {
  const fact = functionAt(analysis, spot);
  const attachment = attachmentAt(analysis, spot);
  const sites = fact && attachment && new Attachments(analysis.machine.lowerer).of({ file: spot.file, fact }, attachment);
  if (!sites?.size) return undefined;
  return analysis.importers().filter(({ file, call }) => sites.has(siteKey(file, call.calleeSpan.start)));
}

/** `.exp_ops` of an attachment or of an entry that is handed around. */
export function expOpsHover(analysis: Analysis): string[] {
  const tagged = analysis.types().flatMap(({ info, expOpsTag }) => (expOpsTag === undefined ? [] : [{ info, tag: expOpsTag }]));
  const each = tagged.map(({ info, tag }) => `${code(`struct ${tag}`)} for ${escapeText(info.label)}`);
  return [
    each.length > 0 ? `The exporter's ops of the type: ${each.join(', ')}` : "The exporter's ops of the type",
    '',
    `It points at the first member of that struct, so ${code('container_of()')} leads to it once ${code('.type')} has been compared.`,
    `Only exporters set it; ${code('finish_match')} copies it into ${code('attach->map_type')}, so the ops have to outlive the attachment.`,
  ];
}

/** A member of the data that entries carry for their type; undefined if no entry struct of the tree has it. */
export function dataHover(analysis: Analysis, path: string): string[] {
  const sides = [
    ['importer', importerNoun, analysis.importers(), (id: string) => analysis.asks(id)],
    ['exporter', exporterNoun, analysis.exporters(), (id: string) => analysis.offers(id)],
  ] as const;
  const setBy = sides.flatMap(([side, noun, owners, offers]) => {
    const values = new Map<string, number>();
    for (const { info } of owners) {
      const entries = offers(info.id).flatMap((offer) => offer.entries);
      const own = new Set(entries.flatMap(({ fields }) => (fields[path] === undefined ? [] : [spelled(fields[path])])));
      for (const value of own) values.set(value, (values.get(value) ?? 0) + 1);
    }
    const words = [...values].sort(([, one], [, other]) => other - one).map(([value, count]) => `${value} with ${counted(count, noun)}`);
    return words.length > 0 ? [`${words.slice(0, 4).join(', ')}`].map((text) => ({ side, text })) : [];
  });
  const types = analysis.types().map((type) => ({ type, kept: keptMembers(analysis, type).filter(({ member }) => member === path) }));
  const owners = new Set<string>(setBy.map(({ side }) => side));
  for (const { from } of types.flatMap(({ kept }) => kept)) if (from !== 'other') owners.add(from);
  const labels = types.flatMap(({ type, kept }) => (kept.length > 0 ? [escapeText(type.info.label)] : []));
  const whose = owners.size === 0 ? '' : ` of the ${[...owners].join(' and the ')}`;
  const values = setBy.map(({ text }) => text).join('; ');
  return [
    `${labels.length > 0 ? `${labels.join(' and ')} data` : 'Data'}${whose}${values === '' ? '' : `: ${values}`}`,
    '',
    ...types.flatMap(({ type, kept }) => readerLines(analysis, type, path, kept)),
    ...makerLines(analysis, path),
  ];
}

function makerLines(analysis: Analysis, path: string): string[] {
  const makers = analysis.constructors().filter(({ definition: { file, fact } }) => {
    const { start, end } = fact.bodySpan ?? fact.nameSpan;
    return wordsOf((analysis.names.text(file) ?? '').slice(start, end)).includes(short(path));
  });
  const names = [...new Set(makers.map(({ definition }) => code(`${definition.fact.name}()`)))];
  return names.length > 0 ? [`${names.slice(0, 4).join(', ')} ${names.length === 1 ? 'sets' : 'set'} it.`] : [];
}

function spelled(value: string): string {
  return /^(?:[A-Z][A-Z0-9_]*|-?\d\w*)$/.test(value) ? code(value) : 'a value that is computed';
}

function readerLines(analysis: Analysis, type: MappingType, path: string, kept: readonly KeptMember[]): string[] {
  const reads = typeof type.match === 'string' && reader(analysis, type, type.match).has(short(path));
  const from = kept.filter((each) => each.from !== 'other').map((each) => `the ${each.from}'s entry`);
  return [
    ...(reads ? [`${code(`${type.match}()`)} decides by it whether two ${escapeText(type.info.label)} entries fit.`] : []),
    ...(from.length > 0
      ? [`${code(`${type.finishMatch}()`)} copies it from ${from.join(' and ')}, so ${code(`attach->map_type.${path}`)} has it.`]
      : []),
  ];
}

function reader(analysis: Analysis, type: MappingType, name: string): Set<string> {
  const found = analysis.names.functions(name, type.definition.file).find(({ fact }) => fact.bodySpan);
  if (!found?.fact.bodySpan) return new Set();
  const { start, end } = found.fact.bodySpan;
  return new Set(wordsOf((analysis.names.text(found.file) ?? '').slice(start, end)));
}

function short(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1);
}

/** Members inside the data of an entry by their last name, with their whole path; those that several types have are left out. */
export function dataMembers(analysis: Analysis, file: string): Map<string, string> {
  const found = new Map<string, string>();
  const twice = new Set<string>();
  const walk = (fields: readonly FieldFact[], path: string): void => {
    for (const { name, members, functionPointer } of fields) {
      const own = name === undefined ? path : path === '' ? name : `${path}.${name}`;
      if (members) walk(members, own);
      else if (name !== undefined && path !== '' && !functionPointer) {
        if (found.has(name)) twice.add(name);
        found.set(name, own);
      }
    }
  };
  for (const { fact } of analysis.names.records(ENTRY, file)) walk(fact.fields, '');
  for (const name of twice) found.delete(name);
  return found;
}

/** Whether the word at the spot is a member of an entry's data: by what stands before it, by the entry or callback it is in, or where it is declared. */
export function isDataMember(analysis: Analysis, text: string, spot: Spot, path: string): boolean {
  const holder = path.split('.').at(-2) ?? '';
  if (pattern(`\\b${holder}\\s*(?:\\.|->)\\s*$`).test(text.slice(Math.max(0, spot.offset - 200), spot.offset))) return true;
  const designated = /\{[^{}]*\.\s*$/.test(text.slice(Math.max(0, spot.offset - 1000), spot.offset));
  if (designated)
    return pattern(`\\.\\s*${holder}\\s*=\\s*(?:\\([^()]*\\)\\s*)?\\{[^{}]*$`).test(
      text.slice(Math.max(0, spot.offset - 1000), spot.offset),
    );
  const records = analysis.names.facts(spot.file)?.records ?? [];
  const declares = (fields: readonly FieldFact[]): boolean =>
    fields.some(({ nameSpan, members }) => nameSpan?.start === spot.offset || (members !== undefined && declares(members)));
  return records.some(({ tag, fields }) => tag === ENTRY && declares(fields));
}
