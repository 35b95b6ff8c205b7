/** How importers come to an attach call, as lines of a hover. */
import type { ImporterInfo } from '../answers.ts';
import type { Importer } from '../negotiate/analysis.ts';
import { links, linkTo } from './lines.ts';
import { code, escapeText } from './markdown.ts';
import type { Spot } from './objects.ts';
import { counted, importerNoun } from './tally.ts';

/** True if the importer's own function makes the call at the spot. */
function isOwnCall({ steps }: Importer, { file, offset }: Spot): boolean {
  const [first] = steps;
  return first?.file === file && first.call.calleeSpan.start <= offset && offset <= first.call.span.end;
}

/** For a call on the way of some importers: who reaches it, where it leads, and what is handed over; nothing for a plain attach call. Never throws. */
export function reachLines(importers: readonly Importer[], spot: Spot): string[] {
  const own = importers.filter((importer) => isOwnCall(importer, spot));
  const others = importers.filter((importer) => !own.includes(importer));
  return [
    ...(others.length > 0 ? [`Reached by ${counted(others.length, importerNoun)}: ${links(others.map(({ info }) => info))}.`] : []),
    ...own.flatMap(({ info }) => [...destination(info), ...entrances(info)]),
  ];
}

function destination({ site, callee, parameters, insteadOf }: ImporterInfo): string[] {
  if (!site) return [];
  const place = linkTo({ name: site.function, location: site.location });
  const handed = parameters === undefined ? '' : `, with importer ops ${opsWords(parameters)}`;
  const when = insteadOf === undefined ? '' : `, where ${code(insteadOf)} is NULL`;
  return [`Reaches ${code(`${callee}()`)} in ${place}${handed}${when}.`];
}

function opsWords(parameters: string): string {
  if (parameters.startsWith('unknown: '))
    return `that are not known: ${escapeText(parameters.slice('unknown: '.length).replaceAll('`', ''))}`;
  return parameters.split(' or ').map(code).join(' or ');
}

function entrances({ tables, function: name }: ImporterInfo): string[] {
  return (tables ?? []).map((table) => {
    const users = table.users.length === 0 ? '' : `, used by ${counted(table.users.length, ['other file', 'other files'])}`;
    return `${code(`${name}()`)} is called through ${linkTo({ name: table.name, location: table.location })}${users}.`;
  });
}
