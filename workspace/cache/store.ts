/** Where memories of trees lie on disk. */
import { createHash } from 'node:crypto';
import { readdirSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { readRegular } from '../small-file.ts';
import { type CodeNames, codeNames } from './code.ts';
import { remove, replaceFile, unfinished } from './files.ts';
import { decodeKept, encodeKept, type KeptHovers } from './kept.ts';
import { decodeMemory, encodeMemory, type MemoryKey, type TreeMemory } from './memory.ts';

/** In bytes. Larger memories are not kept; a kernel's has some ten megabytes. Of all together, the one that was used the longest ago goes first. */
export interface StoreLimits {
  largest: number;
  all: number;
}

const usual: StoreLimits = { largest: 128 * 1024 * 1024, all: 512 * 1024 * 1024 };
/** A file that is being written is complete, or given up, after this long. */
const abandonedMilliseconds = 10 * 60 * 1000;

/** Of memories, and of the answers that are kept beside them. */
const suffixes = { facts: '.tree', answers: '.hovers' };

/** The memories in a folder, if this code may keep any. */
export function openStore(folder: string): MemoryStore | undefined {
  const code = codeNames();
  return code === undefined ? undefined : new MemoryStore(folder, code);
}

/** Memories in one folder. Any number of processes may use it at a time: a memory is there as a whole, or not at all. */
export class MemoryStore {
  readonly #folder: string;
  readonly #code: CodeNames;
  readonly #limits: StoreLimits;

  /** `code` names the code: what other code kept is not used. */
  constructor(folder: string, code: string | CodeNames, limits = usual) {
    this.#limits = limits;
    this.#folder = folder;
    this.#code = typeof code === 'string' ? { facts: code, answers: code } : code;
  }

  /** The memory of a tree; undefined if there is none, or none to be used. Never throws. */
  read(root: string): TreeMemory | undefined {
    return this.#read(root, 'facts', decodeMemory);
  }

  /** Keeps the memory of a tree in place of the one before. Answers why it could not, if so. Never throws. */
  write(root: string, memory: TreeMemory): string | undefined {
    return this.#write(root, 'facts', (key) => encodeMemory(memory, key));
  }

  /** Hovers of a tree, as `read` and `write` have its memory. Never throw. */
  readHovers(root: string): KeptHovers | undefined {
    return this.#read(root, 'answers', decodeKept);
  }

  writeHovers(root: string, kept: KeptHovers): string | undefined {
    return this.#write(root, 'answers', (key) => encodeKept(kept, key));
  }

  /** Forgets a tree. Never throws. */
  forget(root: string): void {
    for (const suffix of Object.values(suffixes)) remove(this.#pathOf(root, suffix));
  }

  #read<T>(root: string, what: keyof CodeNames, decode: (bytes: Buffer, key: MemoryKey) => T | undefined): T | undefined {
    const path = this.#pathOf(root, suffixes[what]);
    try {
      const bytes = readRegular(path, this.#limits.largest);
      const found = bytes && decode(bytes, { root, code: this.#code[what] });
      const now = new Date();
      if (found) utimesSync(path, now, now);
      return found;
    } catch {
      return undefined;
    }
  }

  #write(root: string, what: keyof CodeNames, encode: (key: MemoryKey) => Buffer): string | undefined {
    const path = this.#pathOf(root, suffixes[what]);
    try {
      const bytes = encode({ root, code: this.#code[what] });
      if (bytes.length > this.#limits.largest) return `is not kept: ${bytes.length} bytes are more than ${this.#limits.largest}`;
      replaceFile(path, bytes);
      this.#makeRoom();
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  #pathOf(root: string, suffix: string): string {
    return join(this.#folder, `${createHash('sha256').update(root).digest('hex').slice(0, 32)}${suffix}`);
  }

  #makeRoom(): void {
    const files = readdirSync(this.#folder)
      .filter((name) => [...Object.values(suffixes), unfinished].some((suffix) => name.endsWith(suffix)))
      .flatMap((name) => {
        const path = join(this.#folder, name);
        const status = statSync(path, { throwIfNoEntry: false });
        return status ? [{ path, size: status.size, used: status.mtimeMs }] : [];
      })
      .sort((a, b) => b.used - a.used);
    let sum = 0;
    for (const { path, size, used } of files) {
      const abandoned = path.endsWith(unfinished) && used < Date.now() - abandonedMilliseconds;
      if (!path.endsWith(unfinished)) sum += size;
      if (abandoned || sum > this.#limits.all) remove(path);
    }
  }
}
