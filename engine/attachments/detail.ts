/** What a row of the attachments tree says when it is looked at for longer: the hover of what it stands for. */
import type { Outcome } from '../answers.ts';
import { linkTo } from '../explain/lines.ts';
import { code, escapeText } from '../explain/markdown.ts';
import { outcomeLine, summaryMarkdown } from '../explain/outcome.ts';
import { attachHover, exporterHover } from '../explain/pair-hovers.ts';
import { typeHover } from '../explain/type-hovers.ts';
import type { Analysis, Exporter, Importer } from '../negotiate/analysis.ts';
import { readStep } from './path.ts';

/** Markdown in the manner of hovers; undefined for rows that have no more to say, and for what is no longer there. Never throws. */
export function rowDetail(analysis: Analysis, path: readonly string[]): string | undefined {
  const keys = new Map(path.flatMap((text) => readStep(text) ?? []).map(({ kind, key }) => [kind, key]));
  const importer = analysis.importers().find(({ info }) => info.id === keys.get('importer'));
  const exporter = analysis.exporters().find(({ info }) => info.id === keys.get('exporter'));
  const lines = linesOf(analysis, keys, { importer, exporter });
  return lines
    ?.filter((line, at) => line !== '' || (lines[at - 1] ?? '') !== '')
    .join('\n')
    .trim();
}

interface Sides {
  importer: Importer | undefined;
  exporter: Exporter | undefined;
}

function linesOf(analysis: Analysis, keys: ReadonlyMap<string, string>, { importer, exporter }: Sides): string[] | undefined {
  if (keys.has('finding') || (importer === undefined && keys.has('importer')) || (exporter === undefined && keys.has('exporter')))
    return undefined;
  if (importer && exporter) return pairLines(analysis, importer, exporter, keys.get('outcome'));
  if (importer) {
    const { steps, info } = importer;
    const [first] = steps;
    const spot = { file: first?.file ?? importer.file, offset: (first?.call ?? importer.call).calleeSpan.start };
    return [`**${linkTo(info)}**`, '', ...attachHover(analysis, [importer], spot)];
  }
  if (exporter) return [`**${linkTo(exporter.info)}**`, '', ...exporterHover(analysis, [exporter])];
  const types = analysis.types().filter(({ info }) => info.label === keys.get('group'));
  return types.length === 1 ? [`**${linkTo(types[0]!.info)}**`, '', ...typeHover(analysis, types[0]!)] : undefined;
}

/** Every outcome with its conditions, or one of them. */
function pairLines(analysis: Analysis, importer: Importer, exporter: Exporter, chosen: string | undefined): string[] {
  const { outcomes } = analysis.cell(importer.info.id, exporter.info.id);
  const told = chosen === undefined ? outcomes : outcomes.slice(Number(chosen), Number(chosen) + 1);
  const head = `**${linkTo(importer.info)}** with **${linkTo(exporter.info)}**`;
  return [head, '', ...(chosen === undefined ? [summaryMarkdown(outcomes), ''] : []), ...told.flatMap(outcomeLines)];
}

function outcomeLines(outcome: Outcome): string[] {
  const { conditions, reason, fields = {}, where, kind } = outcome;
  const place = where ? ` (${linkTo({ name: 'where', location: where })})` : '';
  const because = reason === undefined || kind === 'unknown' ? '' : ` – ${escapeText(reason)}`;
  const values = Object.entries(fields).map(([name, value]) => code(`.${name} = ${value}`));
  return [
    `- ${escapeText(outcomeLine({ ...outcome, conditions: [] }))}${conditions.length > 0 ? '' : ', always'}${because}${place}`,
    ...(conditions.length > 0 ? [`  - when ${conditions.map(code).join(' and ')}`] : []),
    ...(values.length > 0 ? [`  - map_type: ${values.join(', ')}`] : []),
  ];
}
