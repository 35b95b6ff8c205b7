/** `dmabuf/matrix` and `dmabuf/matrixPage`: all pairs of a folder in classes, as data or as a page to keep. */
import { type MatrixModel, matrixSteps, type RootMatrix } from '@dmabuf-mapping/engine';
import type { Folder } from '../folder.ts';
import { givenIn } from '../granting.ts';
import type { Answers } from '../host.ts';
import { guarded, type Session } from '../session.ts';

/** Classes of pairs that a page explains: other requests wait meanwhile. */
const EXPLAINED = 250;

const NOTHING: MatrixModel = {
  importers: [],
  exporters: [],
  rows: [],
  columns: [],
  cells: [],
  results: [],
  kinds: [],
  switches: [],
  coverage: { decided: 0, pairs: 0 },
};

export function activate(session: Session): void {
  const { connection, failures } = session;
  /** As last answered, with the revision of the folder that it is for. */
  const known = new WeakMap<Folder, { revision: number; model: MatrixModel }>();

  /** While the folder is being read: the matrix from before. */
  const modelOf = async (folder: Folder): Promise<MatrixModel> => {
    const last = known.get(folder);
    if (folder.state === 'waiting' || folder.state === 'indexing') return last?.model ?? NOTHING;
    const { revision, model } = await folder.ask((project) => {
      const { revision } = folder;
      return { revision, model: last?.revision === revision ? last.model : project.matrixModel() };
    });
    known.set(folder, { revision, model });
    return model;
  };

  connection.onRequest(
    'dmabuf/matrix',
    guarded(failures, 'matrix', null, async (params: { root?: string } | undefined): Promise<RootMatrix[]> => {
      const answers: RootMatrix[] = [];
      for (const folder of session.folders.chosen(params?.root)) {
        const model = await modelOf(folder);
        const { uri, name } = folder.root;
        if (!folder.loose || model.coverage.pairs > 0) answers.push({ uri, name, state: folder.state, model, given: givenIn(folder) });
      }
      return answers;
    }),
  );

  connection.onRequest(
    'dmabuf/matrixPage',
    guarded(failures, 'matrix page', null, async ({ root }: { root: string }): Promise<string | null> => {
      const [folder] = session.folders.chosen(root);
      if (!folder) return null;
      const model = await modelOf(folder);
      const explaining = (project: Answers) => ({ explain: (from: string, to: string) => project.explain(from, to), most: EXPLAINED });
      const steps = await folder.ask((project) => matrixSteps(model, explaining(project)));
      return session.host.matrixPage({ name: folder.root.name, model, given: givenIn(folder), ...(steps && { steps }) });
    }),
  );
}
