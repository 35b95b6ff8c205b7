/** Answers that are kept until what they were made from changes. */

interface Entry {
  answer: unknown;
  sources: ReadonlySet<string>;
  /** The set that these sources went into last, so that asking again at once costs nothing. */
  lastInto?: Set<string>;
}

/**
 * Remembers answers by key, each with the sources that were noted while it was made, directly or through other answers.
 * Sources are names chosen by the caller, such as `file:a.c`. Not for use across asynchronous steps.
 */
export class Memo {
  private readonly entries = new Map<string, Entry>();
  private readonly making: Set<string>[] = [];

  /** The answer under this key; `make` runs if there is none. What `make` throws is not remembered. */
  get<Answer>(key: string, make: () => Answer): Answer {
    let entry = this.entries.get(key);
    if (!entry) {
      const sources = new Set<string>();
      this.making.push(sources);
      try {
        entry = { answer: make(), sources };
      } finally {
        this.making.pop();
      }
      this.entries.set(key, entry);
    }
    this.pass(entry);
    return entry.answer as Answer;
  }

  /** Says that the answer being made depends on this source. */
  note(source: string): void {
    this.making[this.making.length - 1]?.add(source);
  }

  /** Forgets every answer that depends on one of these. */
  forget(changed: ReadonlySet<string>): void {
    for (const [key, entry] of this.entries) {
      for (const source of changed) {
        if (!entry.sources.has(source)) continue;
        this.entries.delete(key);
        break;
      }
    }
  }

  /** Whether nothing is remembered, and so nothing can become wrong. */
  get isEmpty(): boolean {
    return this.entries.size === 0;
  }

  forgetAll(): void {
    this.entries.clear();
  }

  private pass(entry: Entry): void {
    const into = this.making[this.making.length - 1];
    if (!into || entry.lastInto === into) return;
    for (const source of entry.sources) into.add(source);
    entry.lastInto = into;
  }
}
