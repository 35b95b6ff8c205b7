/** What many answers come to together, kept up to date answer by answer: see `Memo.gathered`. */
import { equal, sameItems } from './equal.ts';
import type { Memo } from './memo.ts';

/** What a whole is gathered from; both may use nothing but the memo, and `part` the key. */
export interface Parts<Part> {
  keys: () => readonly string[];
  part: (key: string) => Part;
}

export interface Whole<Part> {
  /** Puts a part in the place of what it was before; absent where there is none. Answers the sources that say something else now. */
  replace(key: string, before: Part | undefined, now: Part | undefined): Iterable<string>;
}

type Ask = <Answer>(key: string, make: () => Answer, same: (before: Answer, now: Answer) => boolean) => Answer;

/** A whole, and what of it may be other than it says. */
export class Gathering {
  readonly whole: Whole<unknown>;
  parts: Parts<unknown> = { keys: () => [], part: () => undefined };
  readonly #name: string;
  /** The parts that the whole was told of. */
  readonly #told = new Map<string, unknown>();
  #keys: readonly string[] = [];
  #known: ReadonlySet<string> = new Set();
  #keysAreSuspect = true;
  readonly #suspects = new Set<string>();
  #changed = new Set<string>();
  #isRunning = false;

  constructor(name: string, whole: object) {
    this.#name = name;
    this.whole = whole as Whole<unknown>;
  }

  /** Whether it is asked for by one of its own parts. */
  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Says that an answer that `update` asked for may be another. */
  suspect(key: string): void {
    if (key === this.#keysKey) this.#keysAreSuspect = true;
    else {
      const part = key.slice(this.#name.length + 1);
      if (this.#known.has(part)) this.#suspects.add(part);
    }
  }

  /** Asks for what is suspect, and tells the whole. A part that throws is none, and what the last one throws is thrown in the end. */
  update(ask: Ask): void {
    this.#isRunning = true;
    const failed = new Map<string, unknown>();
    try {
      while (this.#keysAreSuspect || this.#suspects.size > failed.size) {
        if (this.#keysAreSuspect) {
          const keys = ask(this.#keysKey, this.parts.keys, sameItems);
          this.#keysAreSuspect = false;
          if (keys !== this.#keys) this.#follow(keys);
        }
        for (const key of this.#suspects) {
          if (failed.has(key)) continue;
          try {
            const part = ask(`${this.#name} ${key}`, () => this.parts.part(key), equal);
            this.#suspects.delete(key);
            this.#replace(key, part);
          } catch (error) {
            failed.set(key, error);
            this.#replace(key, undefined);
          }
        }
      }
    } finally {
      this.#isRunning = false;
    }
    for (const error of failed.values()) throw error;
  }

  /** The sources that changed since this was asked last. */
  told(): ReadonlySet<string> {
    const changed = this.#changed;
    this.#changed = new Set();
    return changed;
  }

  get #keysKey(): string {
    return `keys of ${this.#name}`;
  }

  #follow(keys: readonly string[]): void {
    const now = new Set(keys);
    for (const key of this.#keys) {
      if (now.has(key)) continue;
      this.#suspects.delete(key);
      this.#replace(key, undefined);
    }
    for (const key of keys) if (!this.#told.has(key)) this.#suspects.add(key);
    this.#keys = keys;
    this.#known = now;
  }

  #replace(key: string, now: unknown): void {
    const before = this.#told.get(key);
    if (before === now) return;
    if (now === undefined) this.#told.delete(key);
    else this.#told.set(key, now);
    for (const source of this.whole.replace(key, before, now)) this.#changed.add(source);
  }
}

/** Lists by file, as one list in the order of files. */
export class InOrder<Item> implements Whole<readonly Item[]> {
  readonly #memo: Memo;
  readonly #name: string;
  readonly #byFile = new Map<string, readonly Item[]>();
  readonly #compare: (a: string, b: string) => number;
  /** Made when asked. */
  #files: readonly string[] | undefined;
  #all: Item[] | undefined;
  /** Whether somebody may hold that list. */
  #isHanded = false;

  /** `name` is that of the whole. */
  constructor(memo: Memo, name: string, compare: (a: string, b: string) => number) {
    this.#memo = memo;
    this.#name = name;
    this.#compare = compare;
  }

  replace(file: string, before: readonly Item[] = [], now: readonly Item[] = []): string[] {
    if (before.length === 0 && now.length === 0) return [];
    this.#patch(before, now);
    if (now.length > 0) this.#byFile.set(file, now);
    else this.#byFile.delete(file);
    if (before.length > 0 && now.length > 0) return [`all of ${this.#name}`];
    this.#files = undefined;
    return [`all of ${this.#name}`, `files of ${this.#name}`];
  }

  /** Everything, in the order of files. */
  all(): readonly Item[] {
    this.#memo.note(`all of ${this.#name}`);
    if (!this.#all) {
      this.#all = [];
      for (const file of this.#sorted()) this.#all.push(...this.#byFile.get(file)!);
    }
    this.#isHanded = true;
    return this.#all;
  }

  /** The files that have anything, in their order. */
  files(): readonly string[] {
    this.#memo.note(`files of ${this.#name}`);
    return this.#sorted();
  }

  #patch(before: readonly Item[], now: readonly Item[]): void {
    const all = this.#isHanded ? this.#all?.slice() : this.#all;
    this.#isHanded = false;
    // The same word may be in other files' lists, an object is in one.
    const at = typeof before[0] === 'object' ? (all?.indexOf(before[0]) ?? -1) : -1;
    if (at >= 0) all!.splice(at, before.length, ...now);
    this.#all = at >= 0 ? all : undefined;
  }

  #sorted(): readonly string[] {
    this.#files ??= [...this.#byFile.keys()].sort(this.#compare);
    return this.#files;
  }
}

/** The same for what has an id of its own. */
export class ById<Item extends { id: string }> extends InOrder<Item> {
  readonly #memo: Memo;
  readonly #name: string;
  readonly #byId = new Map<string, Item>();

  constructor(memo: Memo, name: string, compare: (a: string, b: string) => number) {
    super(memo, name, compare);
    this.#memo = memo;
    this.#name = name;
  }

  override replace(file: string, before: readonly Item[] = [], now: readonly Item[] = []): string[] {
    for (const { id } of before) this.#byId.delete(id);
    for (const each of now) this.#byId.set(each.id, each);
    return [...super.replace(file, before, now), ...[...before, ...now].map(({ id }) => `one of ${this.#name} ${id}`)];
  }

  /** The one with this id. */
  get(id: string): Item | undefined {
    this.#memo.note(`one of ${this.#name} ${id}`);
    return this.#byId.get(id);
  }
}
