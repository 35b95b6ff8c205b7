/** Hovers of the last time, for as long as there are none of this time. */
import { type HoverAnswer, Neighbours } from '@dmabuf-mapping/engine';
import type { Position } from 'vscode-languageserver';
import type { Folder } from './folder.ts';
import type { Place } from './folders.ts';
import { grant } from './granting.ts';
import type { Keeping, KeptHovers } from './host.ts';
import { patternsOf } from './patterns.ts';
import type { Session } from './session.ts';
import { C_FILE } from './sync.ts';

/** Names everything that decides a folder's answers but its files, as it is known now. */
export function givenOf(session: Session, folder: Folder, { hashOf }: Keeping): string {
  return hashOf(JSON.stringify([folder.granted, patternsOf(session, folder)]));
}

/**
 * What the project would answer at a position if it had the folder as it is now. Undefined where that is not known: nothing is kept for the place, or
 * something is not as it was. Everything is looked at again each time, which takes some milliseconds. Never throws.
 */
export function keptHover(session: Session, { folder, file }: Place, position: Position): HoverAnswer | undefined {
  const { keeping } = session.host;
  const { kept } = folder;
  const own = kept?.files.get(file);
  if (!keeping || !kept || !own) return undefined;
  const hovers = JSON.parse(own.hovers) as HoverAnswer[];
  const answer = hovers.find(({ range }) => isIn(range, position));
  if (answer === undefined) return undefined;
  grant(session, folder);
  const holds =
    kept.given === givenOf(session, folder, keeping) &&
    documentsAreAsKept(session, folder, kept, keeping) &&
    keeping.areThere(folder.root.path, kept);
  return holds ? answer : undefined;
}

/** A word has its hover behind its end, too. */
function isIn({ start, end }: HoverAnswer['range'], { line, character }: Position): boolean {
  return start.line === line && end.line === line && start.character <= character && character <= end.character;
}

/** An open document counts in place of the file. */
function documentsAreAsKept(session: Session, folder: Folder, kept: KeptHovers, { hashOf }: Keeping): boolean {
  return session.documents.all().every((document) => {
    const place = C_FILE.test(document.uri) ? session.folders.containing(document.uri).find((each) => each.folder === folder) : undefined;
    if (place === undefined) return true;
    const text = document.getText();
    const known = kept.files.get(place.file);
    return known ? known.hash === hashOf(text) : decidesNothing(session, kept, place.file, text);
  });
}

function decidesNothing({ host }: Session, { names }: KeptHovers, file: string, text: string): boolean {
  if (host.triggerIn(text) !== undefined) return false;
  const neighbours = new Neighbours(names);
  neighbours.offer(file, text);
  return neighbours.files().length === 0;
}
