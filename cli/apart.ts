/** Several trees as one: each answers for itself, and is told from the others by the folder it lies in. */
import { coverageOf, type Matrix, type Mended } from '@dmabuf-mapping/engine';
import type { Answers } from './session.ts';

export interface Part {
  /** Below the folder that the user named; empty for the folder itself. */
  folder: string;
  project: Answers;
}

/** Files of the built-in model begin so; they lie in no folder. */
const MODEL = 'model:';

/** Members that are, or begin with, the path of a file. */
const pathMembers = new Set(['file', 'id', 'importer', 'exporter', 'importers', 'exporters']);

/** Answers of all parts, with paths below the common folder. Importers and exporters of different parts never meet: a matrix has no cell for them. */
export function together(parts: readonly Part[]): Answers {
  const gathered = <T>(question: (project: Answers) => readonly T[]): T[] =>
    parts.flatMap(({ folder, project }) => question(project).map((each) => moved(each, folder)));
  return {
    files: () => parts.flatMap(({ folder, project }) => project.files().map((file) => inside(folder, file))),
    types: () => gathered((project) => project.types()),
    exporters: () => gathered((project) => project.exporters()),
    importers: () => gathered((project) => project.importers()),
    findings: (file) => gathered((project) => project.findings()).filter(({ location }) => file === undefined || location.file === file),
    mend: (wants) => {
      const all = parts.map(({ folder, project }): Mended => {
        return moved(
          project.mend((finding, fix) => wants(moved(finding, folder), moved(fix, folder))),
          folder,
        );
      });
      return { files: all.flatMap(({ files }) => files), applied: all.flatMap(({ applied }) => applied) };
    },
    setFile: (file, text) => {
      const owner = parts.filter(({ folder }) => file.startsWith(inside(folder, ''))).sort((a, b) => b.folder.length - a.folder.length)[0];
      owner?.project.setFile(file.slice(inside(owner.folder, '').length), text);
    },
    matrix: (pause) => {
      const all = parts.map(({ folder, project }): Matrix => moved(project.matrix(pause), folder));
      const cells = all.flatMap((each) => each.cells);
      return {
        importers: all.flatMap(({ importers }) => importers),
        exporters: all.flatMap(({ exporters }) => exporters),
        cells,
        coverage: coverageOf(cells),
      };
    },
    explain: (importer, exporter) => {
      for (const { folder, project } of parts) {
        if (!importer.startsWith(inside(folder, '')) || !exporter.startsWith(inside(folder, ''))) continue;
        const found = project.explain(importer.slice(inside(folder, '').length), exporter.slice(inside(folder, '').length));
        if (found) return moved(found, folder);
      }
      return undefined;
    },
  };
}

function inside(folder: string, file: string): string {
  return folder === '' ? file : `${folder}/${file}`;
}

/** An answer whose paths begin with `folder`. */
function moved<T>(answer: T, folder: string): T {
  return folder === '' ? answer : (movedMember(answer, folder, '') as T);
}

function movedMember(value: unknown, folder: string, member: string): unknown {
  if (typeof value === 'string') return pathMembers.has(member) && !value.startsWith(MODEL) ? inside(folder, value) : value;
  if (Array.isArray(value)) return value.map((each) => movedMember(each, folder, member));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, movedMember(each, folder, name)]));
}
