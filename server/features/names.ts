/** `textDocument/declaration`, `implementation`, `documentHighlight` and `documentLink`. */
import type { Location as EngineLocation } from '@dmabuf-mapping/engine';
import { DocumentHighlightKind, type Location, type TextDocumentPositionParams } from 'vscode-languageserver';
import { ruleUrl, toLocation } from '../convert.ts';
import type { Place } from '../folders.ts';
import type { Answers } from '../host.ts';
import { guarded, type Session } from '../session.ts';

type Question = (project: Answers, place: Place, params: TextDocumentPositionParams) => EngineLocation[];

export function activate(session: Session): void {
  const { connection, failures } = session;

  const locations =
    (question: Question) =>
    async (params: TextDocumentPositionParams): Promise<Location[] | null> => {
      const place = session.folders.locate(params.textDocument.uri);
      const found = (await place?.folder.ask((project) => question(project, place, params))) ?? [];
      return place && found.length > 0 ? found.map((location) => toLocation(session, place.folder, location)) : null;
    };

  connection.onDeclaration(
    guarded(
      failures,
      'declaration',
      null,
      locations(({ navigation }, { file }, { position }) => navigation.declaration(file, position)),
    ),
  );

  connection.onImplementation(
    guarded(
      failures,
      'implementation',
      null,
      locations(({ navigation }, { file }, { position }) => navigation.implementation(file, position)),
    ),
  );

  connection.onDocumentHighlight(
    guarded(failures, 'highlights', null, async ({ textDocument, position }: TextDocumentPositionParams) => {
      const place = session.folders.locate(textDocument.uri);
      const found = (await place?.folder.ask(({ navigation }) => navigation.highlights(place.file, position))) ?? [];
      const kinds = { read: DocumentHighlightKind.Read, write: DocumentHighlightKind.Write };
      return found.length > 0 ? found.map(({ range, kind }) => ({ range, kind: kinds[kind] })) : null;
    }),
  );

  connection.onDocumentLinks(
    guarded(failures, 'links', null, async ({ textDocument }) => {
      const place = session.folders.locate(textDocument.uri);
      const found = (await place?.folder.ask(({ navigation }) => navigation.ruleLinks(place.file))) ?? [];
      return found.length > 0 ? found.map(({ range, rule }) => ({ range, target: ruleUrl(rule), tooltip: `What ${rule} means` })) : null;
    }),
  );
}
