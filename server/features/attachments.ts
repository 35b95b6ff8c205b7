/** `dmabuf/attachments`, `dmabuf/explain`, `dmabuf/refresh`, `dmabuf/pause`, and the notification `dmabuf/attachmentsChanged`. */
import type { Explanation, RootAttachments } from '@dmabuf-mapping/engine';
import { debounce } from '../debounce.ts';
import { givenIn } from '../granting.ts';
import { guarded, type Session } from '../session.ts';
import { treeOf } from '../trees.ts';

const DELAY_MS = 150;

interface RootParams {
  /** URI of one workspace folder; all of them when absent. */
  root?: string;
}

interface ExplainParams {
  root: string;
  importer: string;
  exporter: string;
}

export function activate(session: Session): void {
  const { connection, failures } = session;
  /** Only a client that asked knows the notification. */
  let wanted = false;
  let told = '';

  connection.onRequest(
    'dmabuf/attachments',
    guarded(failures, 'attachments', null, async (params: RootParams | undefined): Promise<RootAttachments[]> => {
      wanted = true;
      const answers: RootAttachments[] = [];
      for (const folder of session.folders.chosen(params?.root)) {
        const tree = (await treeOf(folder)).overview;
        const { uri, name } = folder.root;
        if (!folder.loose || tree.counts.importers + tree.counts.exporters > 0)
          answers.push({ uri, name, state: folder.state, tree, given: givenIn(folder) });
      }
      return answers;
    }),
  );

  connection.onRequest(
    'dmabuf/explain',
    guarded(failures, 'explain', null, async ({ root, importer, exporter }: ExplainParams): Promise<Explanation | null> => {
      const [folder] = session.folders.chosen(root);
      return (await folder?.ask((project) => project.explain(importer, exporter))) ?? null;
    }),
  );

  connection.onRequest(
    'dmabuf/refresh',
    guarded(failures, 'refresh', null, (params: RootParams | undefined) => {
      session.indexer.resume(session);
      for (const folder of session.folders.chosen(params?.root)) {
        if (folder.loose) continue;
        // Whoever asks for this trusts nothing that was kept.
        session.host.forget(folder.root.path);
        void session.indexer.start(session, folder);
      }
      return null;
    }),
  );

  connection.onRequest(
    'dmabuf/pause',
    guarded(failures, 'pause', null, (params: { paused?: boolean } | undefined) => {
      if (params?.paused === false) session.indexer.resume(session);
      else session.indexer.pause(session);
      return null;
    }),
  );

  const tell = async () => {
    if (!wanted) return;
    const now = await summary(session);
    if (now === told) return;
    told = now;
    await connection.sendNotification('dmabuf/attachmentsChanged');
  };
  const soon = debounce(DELAY_MS, tell, (error) => failures.report('attachments', error));
  session.changed.event(soon.schedule);
  session.closed.event(soon.dispose);
}

/** Changes whenever some folder's tree may have. */
async function summary(session: Session): Promise<string> {
  const parts: string[] = [];
  for (const folder of session.folders.all()) {
    await folder.ask(() => undefined);
    parts.push(`${folder.root.uri} ${folder.state} ${folder.revision}`);
  }
  return parts.join('\n');
}
