/** Temporary folders for tests that need a real file system. */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const made: string[] = [];
/** The traditional number of the user `nobody`. */
const nobody = 65534;

/** Creates a temporary folder with these files. `unreadable` paths lose all permissions. */
export function makeFolder(files: Readonly<Record<string, string>>, options: { unreadable?: readonly string[] } = {}): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'dmabuf-mapping-')));
  made.push(root);
  // Folders of mkdtemp belong to one user alone; some tests read as another one.
  chmodSync(root, 0o755);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  for (const path of options.unreadable ?? []) chmodSync(join(root, path), 0);
  return root;
}

/** Removes every folder that `makeFolder` made. */
export function removeFolders(): void {
  for (const root of made.splice(0)) rmSync(root, { recursive: true, force: true });
}

/** Runs something without the power of the super user, before whom no file is unreadable. */
export async function asUnprivileged<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(nobody);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
