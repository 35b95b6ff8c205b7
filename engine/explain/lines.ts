/** The parts that hovers share: counterparts grouped by outcome, and links. */
import type { ExporterSide, ImporterInfo, Location } from '../answers.ts';
import { MODEL } from '../index/index.ts';
import { escapeText, fileLink } from './markdown.ts';
import { counted, type Noun, type Tally } from './tally.ts';

/** What a link needs. */
export interface Linked {
  name: string;
  location: Location;
}

/** A link to the place; text only for what the built-in model brings, since there is no file to open. */
export function linkTo({ name, location }: Linked): string {
  if (location.file.startsWith(MODEL)) {
    return name.startsWith('built-in: ') ? escapeText(name) : `${escapeText(name)} (built in)`;
  }
  return fileLink(name, { file: location.file, line: location.range.start.line });
}

/** `[a](…), [b](…), [c](…) and 4 more`, each thing once. */
export function links(things: Linked[], limit = 3): string {
  const distinct = [...new Map(things.map((thing) => [JSON.stringify([thing.name, thing.location]), thing])).values()];
  const rest = distinct.length - limit;
  return `${distinct.slice(0, limit).map(linkTo).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** One list item per distinct outcome, at most `limit` of them, with its counterparts and, for what went wrong, the place. */
export function groupLines(counts: Tally<ExporterSide | ImporterInfo>, noun: Noun, limit: number): string[] {
  const shown = counts.groups.slice(0, limit);
  const lines = shown.map(({ markdown, outcomes, items }) => {
    const where = outcomes.find(({ kind, where: place }) => kind === 'defect' && place)?.where;
    const place = where ? ` (${linkTo({ name: 'where', location: where })})` : '';
    return `- ${markdown}${place}: ${counted(new Set(items.map(({ id }) => id)).size, noun)}, ${links(items)}`;
  });
  const hidden = counts.groups.length - shown.length;
  return hidden > 0 ? [...lines, `- and ${counted(hidden, ['more outcome', 'more outcomes'])}`] : lines;
}
