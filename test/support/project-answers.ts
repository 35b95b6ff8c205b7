import type { Project } from '../../engine/index.ts';

/** All that a project says, for comparing one that was edited with one that was read afresh. */
export function answersOf(project: Project): unknown {
  return {
    types: project.types(),
    exporters: project.exporters(),
    importers: project.importers(),
    matrix: project.matrix(),
    findings: project.findings(),
    sought: project.sought(),
  };
}
