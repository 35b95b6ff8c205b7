import { Attachments } from '@dmabuf-mapping/engine';
import type { Folder } from './folder.ts';

/** The tree of a folder; while the folder is being read, the one from before, since half a tree costs as much and misleads. */
export async function treeOf(folder: Folder): Promise<Attachments> {
  if (folder.state === 'waiting' || folder.state === 'indexing') return folder.lastTree ?? Attachments.nobody;
  folder.lastTree = await folder.ask((project) => project.attachments());
  return folder.lastTree;
}
