/** Which module every source file is linked into, as Makefiles and Kbuild files say. */
import { booleanSymbols } from './kconfig.ts';
import { type BuildText, type ListLine, listLines, normalized, symbolOf } from './make.ts';

/** Where a source file ends up. */
export interface Membership {
  /** Name of the module's file without `.ko`; `vmlinux` for what can only be built in. */
  module: string;
  /**
   * Kconfig symbols that all have to be set, the module's before those of its part. Those of the folders around count only where there is no
   * other: options depend on the menu they stand in. Empty: always built.
   */
  config: string[];
}

/** What modules are built, asked by source file. */
export interface Modules {
  /** One for each module that the file is linked into, in the order of the build files; usually one. `file` is a path below the root. */
  of(file: string): Membership[];
}

/** What is not a module is linked into the kernel itself; this is how Module.symvers calls it. */
export const BUILT_IN = 'vmlinux';

const BUILD_FILE = /(?:^|\/)(?:Makefile|Kbuild|Kconfig)$/;
const KCONFIG = /(?:^|\/)Kconfig$/;
const NAMES = ['Makefile', 'Kbuild', 'Kconfig'];

/** Whether a file says what is built: `Makefile`, `Kbuild` or `Kconfig`. */
export function isBuildFile(file: string): boolean {
  return BUILD_FILE.test(file);
}

/** Build files, whether they exist or not, that can say something about these source files: those beside and above them. Sorted. */
export function buildFilesAround(files: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const file of files) {
    for (let folder = above(file); !folders.has(folder); folder = above(folder)) folders.add(folder);
  }
  return [...folders].sort().flatMap((folder) => NAMES.map((name) => (folder === '' ? name : `${folder}/${name}`)));
}

function above(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

/** Reads all build files of a tree. Never throws. */
export function readModules(texts: ReadonlyMap<string, string>): Modules {
  const booleans = new Set([...texts].flatMap(([file, text]) => (KCONFIG.test(file) ? booleanSymbols(text) : [])));
  const textOf: BuildText = (file) => texts.get(file);
  const files = [...texts.keys()].filter((file) => !KCONFIG.test(file)).sort();
  const listings = files.map((file) => ({ folder: above(file), lines: listLines(file, textOf) }));
  const folders = folderSymbols(listings);
  const members = new Map<string, Membership[]>();
  for (const { folder, lines } of listings) {
    for (const { object, module, config } of linked(lines)) {
      const all = config.length > 0 ? config : (folders.get(folder) ?? []).slice(-1);
      const decides = module.when.startsWith('CONFIG_') ? !booleans.has(module.when) : module.when === 'm';
      const membership = { module: decides ? module.name : BUILT_IN, config: [...new Set(all)] };
      const path = normalized(`${folder}/${object}`);
      const before = members.get(path) ?? [];
      if (before.some((each) => each.module === membership.module)) continue;
      members.set(path, [...before, membership]);
    }
  }
  return { of: (file) => members.get(file.replace(/\.[cSs]$/, '.o')) ?? [] };
}

interface Linked {
  /** Path of the object below the folder of the build file. */
  object: string;
  module: { name: string; when: string };
  config: string[];
}

/** Every object of one build file that is, or is part of, something in `obj-*` or `lib-*`. */
function linked(lines: readonly ListLine[]): Linked[] {
  return lines
    .filter(({ stem }) => stem === 'obj' || stem === 'lib')
    .flatMap(({ stem, when, items }) =>
      items.flatMap(({ text, configs }) => {
        if (!text.endsWith('.o')) return [];
        const config = [...configs, ...symbolOf(when)];
        const name = text.slice(text.lastIndexOf('/') + 1, -2);
        const module = { name, when: stem === 'lib' ? 'y' : when };
        return parts(lines, text, new Set()).map(({ object, config: own }) => ({ object, module, config: [...config, ...own] }));
      }),
    );
}

/** The objects that one is made of; itself if no list says more. */
function parts(lines: readonly ListLine[], object: string, seen: Set<string>): { object: string; config: string[] }[] {
  if (seen.has(object)) return [];
  seen.add(object);
  const own = lines.filter(({ stem }) => `${stem}.o` === object && stem !== 'obj' && stem !== 'lib');
  if (own.length === 0) return [{ object, config: [] }];
  return own.flatMap(({ when, items }) =>
    items
      .filter(({ text }) => text.endsWith('.o'))
      .flatMap(({ text, configs }) => {
        const outer = [...configs, ...symbolOf(when)];
        if (text === object) return [{ object, config: outer }];
        return parts(lines, text, seen).map(({ object: part, config }) => ({ object: part, config: [...outer, ...config] }));
      }),
  );
}

/** For each folder, the symbols that decide whether kbuild enters it, as far as one build file above says it. */
function folderSymbols(listings: readonly { folder: string; lines: ListLine[] }[]): Map<string, string[]> {
  const entered = new Map<string, { from: string; config: string[] }[]>();
  for (const { folder, lines } of listings) {
    for (const { stem, when, items } of lines) {
      if (stem !== 'obj' && stem !== 'subdir') continue;
      for (const { text, configs } of items) {
        if (!text.endsWith('/')) continue;
        const path = normalized(`${folder}/${text}`);
        entered.set(path, [...(entered.get(path) ?? []), { from: folder, config: [...configs, ...symbolOf(when)] }]);
      }
    }
  }
  const known = new Map<string, string[]>();
  const symbols = (folder: string, deep: number): string[] => {
    const before = known.get(folder);
    if (before) return before;
    const ways = deep > 0 ? (entered.get(folder) ?? []) : [];
    // With several ways in, none of their symbols has to be set.
    const [way] = ways.length === 1 ? ways : ways.filter(({ config }) => config.length === 0);
    const found = way ? [...symbols(way.from, deep - 1), ...way.config] : [];
    known.set(folder, found);
    return found;
  };
  for (const { folder } of listings) symbols(folder, 20);
  return known;
}
