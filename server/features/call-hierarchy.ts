/** `textDocument/prepareCallHierarchy`, `callHierarchy/incomingCalls` and `outgoingCalls`. */
import type { CallItem, CallLink } from '@dmabuf-mapping/engine';
import { type CallHierarchyItem, SymbolKind } from 'vscode-languageserver';
import type { Folder } from '../folder.ts';
import type { Place } from '../folders.ts';
import type { Answers } from '../host.ts';
import { guarded, type Session } from '../session.ts';

type Question = (project: Answers, place: Place, item: CallHierarchyItem) => CallLink[];

export function activate(session: Session): void {
  const { connection, failures } = session;
  const { callHierarchy } = connection.languages;

  const toItem = (folder: Folder, { name, detail, file, range, selection }: CallItem): CallHierarchyItem => {
    return { name, detail, kind: SymbolKind.Function, uri: session.documents.uri(folder, file), range, selectionRange: selection };
  };

  const links = async (
    item: CallHierarchyItem,
    question: Question,
  ): Promise<{ item: CallHierarchyItem; fromRanges: CallLink['ranges'] }[]> => {
    const place = session.folders.locate(item.uri);
    const found = (await place?.folder.ask((project) => question(project, place, item))) ?? [];
    return place ? found.map((link) => ({ item: toItem(place.folder, link.item), fromRanges: link.ranges })) : [];
  };

  callHierarchy.onPrepare(
    guarded(failures, 'call hierarchy', null, async ({ textDocument, position }) => {
      const place = session.folders.locate(textDocument.uri);
      const items = (await place?.folder.ask(({ navigation }) => navigation.callItems(place.file, position))) ?? [];
      return place && items.length > 0 ? items.map((item) => toItem(place.folder, item)) : null;
    }),
  );

  callHierarchy.onIncomingCalls(
    guarded(failures, 'incoming calls', null, async ({ item }) => {
      const found = await links(item, ({ navigation }, { file }, { selectionRange }) =>
        navigation.incomingCalls(file, selectionRange.start),
      );
      return found.map((link) => ({ from: link.item, fromRanges: link.fromRanges }));
    }),
  );

  callHierarchy.onOutgoingCalls(
    guarded(failures, 'outgoing calls', null, async ({ item }) => {
      const found = await links(item, ({ navigation }, { file }, { selectionRange }) =>
        navigation.outgoingCalls(file, selectionRange.start),
      );
      return found.map((link) => ({ to: link.item, fromRanges: link.fromRanges }));
    }),
  );
}
