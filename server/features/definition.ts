/** `textDocument/definition`. */
import { toLocation } from '../convert.ts';
import { guarded, type Session } from '../session.ts';

export function activate(session: Session): void {
  session.connection.onDefinition(
    guarded(session.failures, 'definition', null, async ({ textDocument, position }) => {
      const place = session.folders.locate(textDocument.uri);
      if (!place) return null;
      const locations = await place.folder.ask((project) => project.definition(place.file, position));
      return locations.length > 0 ? locations.map((location) => toLocation(session, place.folder, location)) : null;
    }),
  );
}
