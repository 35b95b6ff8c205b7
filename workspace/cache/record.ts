/** One tree's memory at work: what readings of the tree may pass over, what they find, and what is kept in the end. */
import type { FileFacts } from '@dmabuf-mapping/engine';
import type { RememberedFile, TreeMemory } from './memory.ts';
import { Stamps } from './stamp.ts';
import type { MemoryStore } from './store.ts';

/** What a reading need not do again. Plain data, which threads share. */
export interface Remembered {
  /** `Stamps.sorted` of files that hold nothing of what is sought. */
  nothing: Float64Array;
  /** `knownText` of files whose facts are there already. */
  texts: ReadonlySet<string>;
}

/** Names one text of one file. */
export function knownText(file: string, hash: string): string {
  return `${hash} ${file}`;
}

export class TreeRecord {
  readonly #store: MemoryStore;
  readonly #root: string;
  readonly #before: TreeMemory | undefined;
  #nothing: Float64Array | undefined;
  #files = new Map<string, RememberedFile>();

  /** `root` is the absolute path of the tree. */
  constructor(store: MemoryStore, root: string) {
    this.#store = store;
    this.#root = root;
    this.#before = store.read(root);
  }

  /** What was known when the tree was last read; undefined if nothing was kept. */
  get before(): TreeMemory | undefined {
    return this.#before;
  }

  /** The facts of the text with this hash as they were kept, as JSON. */
  factsOf(file: string, hash: string): string | undefined {
    const known = this.#before?.files.get(file);
    return known?.hash === hash ? known.facts : undefined;
  }

  /** What a reading that looks for trigger words and these names may pass over. */
  passed(names: readonly string[]): Remembered {
    const before = this.#before;
    const searched = new Set(before?.names);
    const nothing = before !== undefined && names.every((name) => searched.has(name)) ? before.nothing : [];
    const texts = new Set([...(before?.files ?? [])].map(([file, { hash }]) => knownText(file, hash)));
    return { nothing: Stamps.of(nothing).sorted, texts };
  }

  /** A reading of the whole tree begins: what was noted so far counts no more. */
  restart(): void {
    this.#nothing = undefined;
    this.#files = new Map();
  }

  /** Stamps of the files that a reading found nothing in. Of several readings, each for other names, what all found nothing in is left. */
  noteNothing(stamps: readonly number[]): void {
    const before = this.#nothing && new Stamps(this.#nothing);
    this.#nothing = Float64Array.from(before ? stamps.filter((stamp) => before.has(stamp)) : stamps).sort();
  }

  /** A file that was wanted. */
  noteFile(file: string, hash: string, facts: FileFacts | string): void {
    this.#files.set(file, { hash, facts: typeof facts === 'string' ? facts : JSON.stringify(facts) });
  }

  /** Keeps what was noted, if it is news. `names` were searched for; `sought` are those that the project seeks. Answers why it could not, if so. */
  save(names: readonly string[], sought: readonly string[]): string | undefined {
    if (this.#nothing === undefined) return undefined;
    const memory = { names, sought, nothing: this.#nothing, files: this.#files };
    return this.#before && isSame(this.#before, memory) ? undefined : this.#store.write(this.#root, memory);
  }
}

function isSame(one: TreeMemory, other: TreeMemory): boolean {
  const sizes = [one, other].map(({ names, sought, nothing, files }) => [names.length, sought.length, nothing.length, files.size].join());
  return (
    sizes[0] === sizes[1] &&
    one.nothing.every((stamp, at) => stamp === other.nothing[at]) &&
    [...one.files].every(([file, { hash }]) => other.files.get(file)?.hash === hash) &&
    one.names.every((name) => other.names.includes(name)) &&
    one.sought.every((name) => other.sought.includes(name))
  );
}
