/** `dmabuf/status`: what an issue report needs. */
import type { ServerStatus } from '@dmabuf-mapping/engine';
import { givenIn, grantProblems } from '../granting.ts';
import { guarded, type Session } from '../session.ts';
import { treeOf } from '../trees.ts';
import { VERSION } from '../version.ts';

export function activate(session: Session): void {
  const start = performance.now();
  session.connection.onRequest(
    'dmabuf/status',
    guarded(session.failures, 'status', null, async (): Promise<ServerStatus> => {
      const roots: ServerStatus['roots'] = [];
      for (const folder of session.folders.all()) {
        const { counts } = (await treeOf(folder)).overview;
        const { uri, name } = folder.root;
        const { state, scanned, durations } = folder;
        const problems = [...folder.problems, ...grantProblems(folder)];
        roots.push({ uri, name, state, scanned, problems, given: givenIn(folder), counts, durations: { ...durations } });
      }
      return {
        version: VERSION,
        runtime: session.host.runtime,
        uptime: performance.now() - start,
        memory: session.host.memory(),
        openDocuments: session.documents.all().length,
        paused: session.indexer.paused,
        requests: session.failures.timings.all(),
        roots,
      };
    }),
  );
}
