/** Which files of a folder are read, as far as settings say. */
import type { Folder } from './folder.ts';
import type { Patterns } from './host.ts';
import type { Session } from './session.ts';

/** Patterns as they read from the folder: settings are relative to the workspace folder, in which it may be an inner source tree; its own file comes last. */
export function patternsOf(session: Session, folder: Folder): Patterns {
  const { exclude, include, hide } = session.settings.of(folder);
  const { file } = folder.granted.projectFile;
  const prefix = session.folders.pathInWorkspace(folder);
  const inside = (patterns: string[]) => (prefix === '' ? patterns : session.host.patternsBelow(prefix, patterns));
  return { exclude: [...inside(exclude), ...file.exclude], include: [...inside(include), ...file.include], hide: inside(hide) };
}

/** The globs of the editor's `files.exclude` that are on, as patterns in the manner of `.gitignore`. Never throws. */
export function hiddenByEditor(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([glob, on]) => on === true && glob !== '')
    .flatMap(([glob]) => alternatives(glob))
    .filter((glob) => glob !== '')
    .map((glob) => (glob.startsWith('**/') || glob.startsWith('/') ? glob : `/${glob}`));
}

/** Most patterns that the braces of one glob may stand for. */
const MOST_ALTERNATIVES = 64;

/** What `{a,b}` in a glob stands for; braces in braces are left as they are. */
function alternatives(glob: string): string[] {
  let all = [glob];
  for (;;) {
    const next = all.flatMap((each) => {
      const braces = /\{([^{}]*)\}/.exec(each);
      if (!braces) return [each];
      const [before, after] = [each.slice(0, braces.index), each.slice(braces.index + braces[0].length)];
      return braces[1]!.split(',').map((part) => before + part + after);
    });
    if (next.length === all.length || next.length > MOST_ALTERNATIVES) return next;
    all = next;
  }
}
