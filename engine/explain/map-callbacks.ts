/** Functions that an exporter maps and unmaps with, in its ops for a mapping type: who calls them, and under which lock. */
import { assertsLock } from '../lower/idioms.ts';
import type { Analysis, Exporter, MappingType } from '../negotiate/analysis.ts';
import { pattern } from '../syntax/pattern.ts';
import { links } from './lines.ts';
import { code, escapeText } from './markdown.ts';
import { wordsOf } from './token.ts';

export interface MapCallback {
  type: MappingType;
  /** The member of the ops struct that holds it. */
  member: string;
  /** Exporters whose entries are known to lead to it. */
  exporters: Exporter[];
}

/** What `name` is in the ops of the file, or in those that an exporter's entry leads to. Never throws. */
export function mapCallback(analysis: Analysis, name: string, file: string): MapCallback | undefined {
  if (!/^\w+$/.test(name)) return undefined;
  const text = analysis.names.text(file) ?? '';
  const variables = analysis.names.facts(file)?.variables ?? [];
  const own = analysis.names.functions(name, file);
  const exporters = analysis
    .exporters()
    .filter(({ info }) =>
      analysis
        .offers(info.id)
        .some(({ entries }) => entries.some(({ maps }) => maps?.name === name && own.some((found) => found.file === maps.at.file))),
    );
  for (const type of analysis.types()) {
    const tag = type.expOpsTag;
    if (tag === undefined) continue;
    const fields = analysis.names.records(tag, file)[0]?.fact.fields ?? [];
    const isFunction = (member: string) => fields.some((field) => field.functionPointer && field.name === member);
    for (const { initializerSpan } of variables.filter((fact) => fact.tag === tag)) {
      if (!initializerSpan) continue;
      const member = pattern(`\\.\\s*(\\w+)\\s*=\\s*&?\\s*${name}\\b`).exec(text.slice(initializerSpan.start, initializerSpan.end))?.[1];
      if (member !== undefined && own.length > 0 && isFunction(member)) return { type, member, exporters };
    }
    const mapped = exporters.some(({ info }) =>
      analysis
        .offers(info.id)
        .some(({ entries }) => entries.some((entry) => entry.maps?.name === name && entry.type.known && entry.type.id === type.info.id)),
    );
    const member = analysis.names
      .records(tag, file)[0]
      ?.fact.fields.find((field) => field.functionPointer && field.name?.startsWith('map'))?.name;
    if (mapped && member !== undefined) return { type, member, exporters };
  }
  return undefined;
}

/** Lines of the hover. */
export function mapCallbackHover(analysis: Analysis, { type, member, exporters }: MapCallback): string[] {
  const owners = exporters.length > 0 ? `, for ${links(exporters.map(({ info }) => info))}` : '';
  const callers = callersOf(analysis, type, member);
  const names = callers.map(({ name }) => code(`${name}()`)).join(', ');
  const held = callers.length > 0 && callers.every(({ asserts }) => asserts);
  return [
    `${code(member)} of ${escapeText(type.info.label)}${owners}`,
    '',
    ...(callers.length === 0 ? [] : [`Called by ${names}${held ? ', with the reservation lock of the buffer held' : ''}.`]),
    `Only for attachments that came out as ${escapeText(type.info.label)}: ${code('attach->map_type')} is the agreed entry, and ${code('attach->dmabuf->priv')} the exporter's own.`,
  ];
}

/** Functions beside the type that call through the member, and whether they assert the lock. */
function callersOf(analysis: Analysis, { definition: { file } }: MappingType, member: string): { name: string; asserts: boolean }[] {
  const text = analysis.names.text(file) ?? '';
  return (analysis.names.facts(file)?.functions ?? []).flatMap(({ name, bodySpan }) => {
    const body = bodySpan ? text.slice(bodySpan.start, bodySpan.end) : '';
    if (!pattern(`(?:->|\\.)\\s*${member}\\s*\\(`).test(body)) return [];
    return [{ name, asserts: wordsOf(body).some((word) => assertsLock(word)) && body.includes('resv') }];
  });
}
