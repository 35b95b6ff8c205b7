/** Facts that are known before a project asks for them. */
import { collectFacts, type FileFacts } from '@dmabuf-mapping/engine';
import type { TreeRecord } from './cache/record.ts';

/** Keeps the facts of texts until somebody asks for them, which is once: whoever asked keeps them. */
export class KnownFacts {
  readonly #known = new Map<string, { text: string; facts: FileFacts | string }>();
  /** Texts whose facts nobody has read, which are for the tree's record if somebody does. */
  readonly #unread = new Map<string, { text: string; note: (facts: FileFacts) => void }>();

  /** Takes what a scan found, with facts that it read or that are remembered, and notes it in the tree's record. */
  note(file: string, text: string, { facts, hash }: { facts?: FileFacts | string; hash?: string }, record?: TreeRecord): void {
    const found = facts ?? (hash === undefined ? undefined : record?.factsOf(file, hash));
    this.#unread.delete(file);
    if (found !== undefined) {
      this.#known.set(file, { text, facts: found });
      if (hash !== undefined) record?.noteFile(file, hash, found);
    } else if (hash !== undefined && record) this.#unread.set(file, { text, note: (facts) => record.noteFile(file, hash, facts) });
  }

  /** The facts of a file, read from its text if they are not known. Never throws. */
  collect(...[file, text, parser, read]: Parameters<typeof collectFacts>): FileFacts {
    const known = this.#known.get(file);
    if (known?.text !== text) return this.#read(file, text, () => collectFacts(file, text, parser, read));
    this.#known.delete(file);
    return typeof known.facts === 'string' ? (JSON.parse(known.facts) as FileFacts) : known.facts;
  }

  clear(): void {
    this.#known.clear();
    this.#unread.clear();
  }

  #read(file: string, text: string, read: () => FileFacts): FileFacts {
    const facts = read();
    const unread = this.#unread.get(file);
    this.#unread.delete(file);
    if (unread?.text === text) unread.note(facts);
    return facts;
  }
}
