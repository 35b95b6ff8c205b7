/** `textDocument/references`. */
import type { Location } from '@dmabuf-mapping/engine';
import { toLocation } from '../convert.ts';
import { guarded, type Session } from '../session.ts';

export function activate(session: Session): void {
  session.connection.onReferences(
    guarded(session.failures, 'references', null, async ({ textDocument, position, context }) => {
      const place = session.folders.locate(textDocument.uri);
      if (!place) return null;
      const locations = await place.folder.ask((project) => {
        const all = project.references(place.file, position);
        if (context.includeDeclaration) return all;
        const defined = project.definition(place.file, position);
        return all.filter((location) => !defined.some((definition) => isSame(definition, location)));
      });
      return locations.length > 0 ? locations.map((location) => toLocation(session, place.folder, location)) : null;
    }),
  );
}

function isSame(one: Location, other: Location): boolean {
  const [a, b] = [one.range.start, other.range.start];
  return one.file === other.file && a.line === b.line && a.character === b.character;
}
