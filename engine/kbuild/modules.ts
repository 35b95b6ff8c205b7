/** Which module every source file is linked into, as Makefiles and Kbuild files say. */
import { booleanSymbols } from './kconfig.ts';
import { type ListLine, listLines, normalized, symbolOf } from './make.ts';

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

/** What the build files of a tree say; each is read when a source file is asked about that it can say something about. Never throws, nor does the answer. */
export function readModules(texts: ReadonlyMap<string, string>): Modules {
  const files = [...texts.keys()].filter((file) => !KCONFIG.test(file)).sort();
  const tree = new BuildTree(texts, files);
  const known = new Map<string, Membership[]>();
  return {
    of: (file) => {
      const path = file.replace(/\.[cSs]$/, '.o');
      const members = known.get(path) ?? tree.membersOf(path);
      known.set(path, members);
      return members;
    },
  };
}

/** What one build file says, by paths below the root. */
interface BuildFile {
  folder: string;
  linked: ReadonlyMap<string, readonly Linked[]>;
  /** For folders that kbuild enters, the symbols that have to be set for that. */
  entered: ReadonlyMap<string, readonly string[][]>;
}

/** Folders that kbuild enters are followed so far up. */
const DEEPEST_FOLDER = 20;

/** What a build file says of another folder than its own and those below has two dots in a row: written, or put together. */
const ELSEWHERE = /\.\.|[).}]\$[({]|[)}]\.|\$[({][a-z]+\s|\$[({][^$(){}:\s]*:|[)}]:|^[ \t]*-?s?include\s/m;

class BuildTree {
  private readonly texts: ReadonlyMap<string, string>;
  private readonly byFolder: ReadonlyMap<string, readonly string[]>;
  /** Those that may speak of any folder. */
  private readonly everywhere: readonly string[];
  private readonly read = new Map<string, BuildFile>();
  private spoken: ReadonlyMap<string, readonly string[]> | undefined;
  private readonly symbols = new Map<string, readonly string[]>();
  private known: ReadonlySet<string> | undefined;

  /** `files` are those that list objects, sorted. */
  constructor(texts: ReadonlyMap<string, string>, files: readonly string[]) {
    this.texts = texts;
    this.everywhere = files.filter((file) => ELSEWHERE.test(texts.get(file) ?? ''));
    this.byFolder = grouped(files.map((file) => [above(file), file]));
  }

  /** The modules that an object is linked into. */
  membersOf(path: string): Membership[] {
    const found: Membership[] = [];
    for (const { folder, linked: all } of this.speakingOf(path, above(path))) {
      for (const { module, config } of all.get(path) ?? []) {
        const symbols = config.length > 0 ? config : this.symbolsOf(folder).slice(-1);
        const decides = module.when.startsWith('CONFIG_') ? !this.booleans.has(module.when) : module.when === 'm';
        const membership = { module: decides ? module.name : BUILT_IN, config: [...new Set(symbols)] };
        if (!found.some((each) => each.module === membership.module)) found.push(membership);
      }
    }
    return found;
  }

  /** The build files that can say something about a path in a folder, in their order. */
  private speakingOf(path: string, folder: string): BuildFile[] {
    const files = new Set(this.elsewhere.get(path));
    for (let at = folder; ; at = above(at)) {
      for (const file of this.byFolder.get(at) ?? []) files.add(file);
      if (at === '') break;
    }
    return [...files].sort().map((file) => this.fileOf(file));
  }

  /** By path, those that may speak of any folder and do speak of it. */
  private get elsewhere(): ReadonlyMap<string, readonly string[]> {
    this.spoken ??= grouped(
      this.everywhere.flatMap((file) => {
        const { linked: objects, entered: folders } = this.fileOf(file);
        return [...objects.keys(), ...folders.keys()].map((path) => [path, file] as const);
      }),
    );
    return this.spoken;
  }

  private fileOf(file: string): BuildFile {
    const before = this.read.get(file);
    if (before) return before;
    const folder = above(file);
    const lines = listLines(file, (each) => this.texts.get(each));
    const pathOf = (text: string) => normalized(`${folder}/${text}`);
    const now = {
      folder,
      linked: grouped(linked(lines).map((each) => [pathOf(each.object), each])),
      entered: grouped(entered(lines).map(({ text, config }) => [pathOf(text), config])),
    };
    this.read.set(file, now);
    return now;
  }

  private get booleans(): ReadonlySet<string> {
    this.known ??= new Set([...this.texts].flatMap(([file, text]) => (KCONFIG.test(file) ? booleanSymbols(text) : [])));
    return this.known;
  }

  /** The symbols that decide whether kbuild enters a folder, as far as one build file above says it. */
  private symbolsOf(folder: string): readonly string[] {
    const before = this.symbols.get(folder);
    if (before) return before;
    const found: string[] = [];
    let at: string | undefined = folder;
    for (let deep = 0; at !== undefined && deep < DEEPEST_FOLDER; deep++) {
      const ways = this.waysInto(at);
      // With several ways in, none of their symbols has to be set.
      const [way] = ways.length === 1 ? ways : ways.filter(({ config }) => config.length === 0);
      if (way) found.unshift(...way.config);
      at = way?.from;
    }
    this.symbols.set(folder, found);
    return found;
  }

  /** A folder can be entered from itself, too. */
  private waysInto(path: string): { from: string; config: string[] }[] {
    return this.speakingOf(path, path).flatMap(({ folder, entered: all }) =>
      (all.get(path) ?? []).map((config) => ({ from: folder, config })),
    );
  }
}

function grouped<Item>(items: readonly (readonly [path: string, item: Item])[]): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const [path, item] of items) {
    const group = groups.get(path);
    if (group) group.push(item);
    else groups.set(path, [item]);
  }
  return groups;
}

/** The folders that `obj-*` and `subdir-*` name. */
function entered(lines: readonly ListLine[]): { text: string; config: string[] }[] {
  return lines
    .filter(({ stem }) => stem === 'obj' || stem === 'subdir')
    .flatMap(({ when, items }) =>
      items.flatMap(({ text, configs }) => (text.endsWith('/') ? [{ text, config: [...configs, ...symbolOf(when)] }] : [])),
    );
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
