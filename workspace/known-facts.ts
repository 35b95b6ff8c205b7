/** Facts that are known before a project asks for them. */
import { collectFacts, type FileFacts } from '@dmabuf-mapping/engine';

/** Keeps the facts of texts until somebody asks for them, which is once: whoever asked keeps them. */
export class KnownFacts {
  readonly #known = new Map<string, { text: string; facts: FileFacts | string }>();

  /** `facts` are those of this text of the file, perhaps as JSON. */
  add(file: string, text: string, facts: FileFacts | string): void {
    this.#known.set(file, { text, facts });
  }

  /** The facts of a file, read from its text if they are not known. Never throws. */
  collect(...[file, text, parser, read]: Parameters<typeof collectFacts>): FileFacts {
    const known = this.#known.get(file);
    if (known?.text !== text) return collectFacts(file, text, parser, read);
    this.#known.delete(file);
    return typeof known.facts === 'string' ? (JSON.parse(known.facts) as FileFacts) : known.facts;
  }

  clear(): void {
    this.#known.clear();
  }
}
