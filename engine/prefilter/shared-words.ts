/** Which files share words with files that matter, or with files that share words with these, and so on. */
export class SharedWords {
  /** Of files that matter by themselves. */
  readonly #said = new Map<string, ReadonlySet<string>>();
  /** Of others. */
  readonly #mentioned = new Map<string, ReadonlySet<string>>();
  /** The last answer, until something changes. */
  #last: { users: string; sharing: ReadonlySet<string> } | undefined;

  /** A file that matters says these words. */
  says(file: string, words: ReadonlySet<string>): void {
    if (this.#mentioned.delete(file)) this.#last = undefined;
    this.#note(this.#said, file, words);
  }

  /** Another file says these words. */
  mentions(file: string, words: ReadonlySet<string>): void {
    if (this.#said.delete(file)) this.#last = undefined;
    this.#note(this.#mentioned, file, words);
  }

  delete(file: string): void {
    for (const each of [this.#said, this.#mentioned]) if (each.delete(file)) this.#last = undefined;
  }

  /** The other files that share words with those that matter; these are those that matter by themselves, and `users`. */
  sharing(users: ReadonlySet<string>): ReadonlySet<string> {
    const key = [...users].join('\n');
    if (this.#last?.users === key) return this.#last.sharing;
    const files = new Map<string, string[]>();
    for (const [file, words] of this.#mentioned) {
      for (const word of words) {
        const known = files.get(word);
        if (known) known.push(file);
        else files.set(word, [file]);
      }
    }
    const sharing = new Set<string>();
    const heard = [...this.#said.values(), ...[...users].flatMap((file) => this.#mentioned.get(file) ?? [])];
    for (const words of heard) {
      for (const word of words) {
        for (const file of files.get(word) ?? []) {
          if (users.has(file) || sharing.has(file)) continue;
          sharing.add(file);
          heard.push(this.#mentioned.get(file)!);
        }
        files.delete(word);
      }
    }
    this.#last = { users: key, sharing };
    return sharing;
  }

  #note(files: Map<string, ReadonlySet<string>>, file: string, words: ReadonlySet<string>): void {
    const before = files.get(file);
    if (before?.size === words.size && [...words].every((word) => before.has(word))) return;
    files.set(file, words);
    this.#last = undefined;
  }
}
