/** `textDocument/hover`. */
import type { Counted } from '@dmabuf-mapping/engine';
import { type MarkupContent, MarkupKind } from 'vscode-languageserver';
import { COUNTERPARTS } from '../commands.ts';
import type { Folder } from '../folder.ts';
import { keptHover } from '../kept-hovers.ts';
import { guarded, type Session } from '../session.ts';

const OPEN_LINK = /\]\(<?dmabuf-open:([^)#>]*)(?:#(\d+))?>?\)/g;
const ANY_LINK = /\[((?:[^\]\\]|\\.)*)\]\(<?[^)>]*>?\)/g;
const FENCE = /^````c?\n?/gm;
const ESCAPED = /\\([!-/:-@[-`{-~])/g;

export function activate(session: Session): void {
  session.connection.onHover(
    guarded(session.failures, 'hover', null, async ({ textDocument, position }) => {
      const place = session.folders.locate(textDocument.uri);
      const kept = place && keptHover(session, place, position);
      const answer = kept ?? (await place?.folder.ask((project) => project.hover(place.file, position)));
      if (!place || !answer) return null;
      const markdown = kept ? answer.markdown : answer.markdown + unfinished(place.folder);
      const contents = markupFor(session, place.folder, markdown, { markdown: session.abilities.markdownHover });
      if (contents.kind === MarkupKind.Markdown) contents.value += showAll(session, place.folder, answer.about);
      return { range: answer.range, contents };
    }),
  );
}

/** A count of part of a tree must not pass for one of the whole. */
function unfinished({ state }: Folder): string {
  return state === 'waiting' || state === 'indexing' ? '\n\nThe tree is still being read: files to come are not counted.' : '';
}

/** Engine Markdown for a client: with links that any follows, a `file:` URI with the line in the fragment; or as plain text. */
export function markupFor(session: Session, folder: Folder, markdown: string, style: { markdown: boolean }): MarkupContent {
  return style.markdown
    ? { kind: MarkupKind.Markdown, value: withFileLinks(session, folder, markdown) }
    : { kind: MarkupKind.PlainText, value: plain(markdown) };
}

/** A link to all counterparts, for a client that has the command. */
function showAll({ abilities }: Session, { root }: Folder, about: Counted | undefined): string {
  if (!about || !abilities.commands.has(COUNTERPARTS)) return '';
  const given = encodeURIComponent(JSON.stringify([{ root: root.uri, ...about }])).replace(
    /[()']/g,
    (mark) => `%${mark.charCodeAt(0).toString(16)}`,
  );
  return `\n\n[Show all](command:${COUNTERPARTS}?${given})`;
}

function withFileLinks(session: Session, folder: Folder, markdown: string): string {
  return markdown.replaceAll(OPEN_LINK, (_link, file: string, line: string | undefined) => {
    const uri = session.documents.uri(folder, decoded(file)).replaceAll('(', '%28').replaceAll(')', '%29');
    return `](${uri}${line ? `#L${line}` : ''})`;
  });
}

function plain(markdown: string): string {
  return markdown.replaceAll(FENCE, '').replaceAll(ANY_LINK, '$1').replaceAll(ESCAPED, '$1');
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
