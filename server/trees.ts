import type { AttachmentTree } from '@dmabuf-mapping/engine';
import type { Folder } from './folder.ts';

const NOTHING: AttachmentTree = { importers: [], counts: { files: 0, importers: 0, exporters: 0, types: 0, findings: 0 } };

/** The tree of a folder; while the folder is being read, the one from before, since half a tree costs as much and misleads. */
export async function treeOf(folder: Folder): Promise<AttachmentTree> {
  if (folder.state === 'waiting' || folder.state === 'indexing') return folder.lastTree ?? NOTHING;
  folder.lastTree = await folder.ask((project) => project.tree());
  return folder.lastTree;
}
