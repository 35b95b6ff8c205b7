/** Which part of the kernel a file is. */
import type { Belonging } from '../answers.ts';
import type { FileFacts } from '../facts/facts.ts';
import type { Names } from '../index/names.ts';
import { normalized } from '../kbuild/make.ts';
import type { Membership, Modules } from '../kbuild/modules.ts';
import { subsystemOf } from '../kbuild/subsystem.ts';

/** How many `.c` files may include one another in a chain. */
const DEEPEST = 4;

/** The modules a file is linked into. A `.c` file that no build file names belongs where the files that include it belong. */
export function modulesOf(names: Names, modules: Modules, file: string, depth = 0): Membership[] {
  const own = modules.of(file);
  if (own.length > 0 || depth >= DEEPEST || !file.endsWith('.c')) return own;
  const found = new Map<string, Membership>();
  for (const includer of includersOf(names, file)) {
    for (const membership of modulesOf(names, modules, includer, depth + 1)) {
      if (!found.has(membership.module)) found.set(membership.module, membership);
    }
  }
  return [...found.values()];
}

function includersOf(names: Names, file: string): string[] {
  const includers = names.search('sources that are included', includedSources).flatMap(({ file: each, fact: { path } }) => {
    const folder = each.slice(0, Math.max(0, each.lastIndexOf('/')));
    return each !== file && normalized(`${folder}/${path}`) === file ? [each] : [];
  });
  return [...new Set(includers)];
}

function includedSources({ file, includes }: FileFacts): readonly { path: string }[] {
  return file.endsWith('.c') ? includes.filter(({ path }) => path.endsWith('.c')).map(({ path }) => ({ path })) : [];
}

/** Subsystem, module and symbols of a file, as answers carry them. */
export function belonging(file: string, memberships: readonly Membership[]): Belonging {
  const subsystem = subsystemOf(file);
  const module = memberships.map((each) => each.module).join(', ');
  const [first] = memberships;
  const config = memberships.length === 1 ? first!.config : [];
  return { ...(subsystem ? { subsystem } : {}), ...(module ? { module } : {}), ...(config.length > 0 ? { config } : {}) };
}

/** Whether two files are linked together; without build files, whether they lie in one folder. */
export function sameModule(a: string, b: string, modulesOf: (file: string) => readonly Membership[]): boolean {
  const [own, others] = [modulesOf(a), modulesOf(b)];
  if (own.length > 0 && others.length > 0) return own.some(({ module }) => others.some((other) => other.module === module));
  return a.slice(0, a.lastIndexOf('/') + 1) === b.slice(0, b.lastIndexOf('/') + 1);
}
