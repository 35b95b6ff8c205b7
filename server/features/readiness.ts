/** Long documents are made ready for typing before anybody types: reading one again takes a tenth of a second, which should not be that of the first letter. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { debounce } from '../debounce.ts';
import type { Session } from '../session.ts';
import { treeOf } from '../trees.ts';

const DELAY_MS = 500;
/** In characters. Shorter ones are read in some milliseconds. */
const LONG = 50_000;

export function activate(session: Session): void {
  const { documents, failures, folders } = session;
  const done = new WeakSet<TextDocument>();
  const ended = new AbortController();

  const action = async () => {
    for (const document of documents.all()) {
      if (done.has(document) || document.getText().length < LONG) continue;
      const place = folders.locate(document.uri);
      if (place?.folder.state !== 'ready') continue;
      await failures.calm.settled(ended.signal);
      if (ended.signal.aborted) return;
      done.add(document);
      await place.folder.ask((project) => project.prepare(place.file));
      // What depends on the places in it is looked at again as well.
      await treeOf(place.folder);
    }
  };
  const soon = debounce(DELAY_MS, action, (error) => failures.report('making ready', error));
  session.changed.event(soon.schedule);
  session.closed.event(() => {
    soon.dispose();
    ended.abort();
  });
}
