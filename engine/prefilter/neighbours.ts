/** Files that do not matter by themselves, but for what they have in common with files that do: names that are sought, or words that look like the interface's. */

import { type Packer, Texts } from '../text/texts.ts';
import { leavesWords, wordsOfInterest } from './prefilter.ts';
import { SharedWords } from './shared-words.ts';
import { isWord } from './word-finder.ts';

/** How often to carry out a plan before asking for the next is given up: a file whose coming makes nobody seek it would come and go forever. */
export const mostTurns = 16;

/** What a project needs next. Files come and go before names are searched for: both change what is sought. */
export interface Plan {
  enter: { file: string; text: string }[];
  leave: string[];
  /** Names that no search of the whole tree has looked for. */
  search: string[];
}

/**
 * Keeps which files belong to a project because they contain a name that it seeks, or share a word of interest with a file that belongs to it. Whoever reads the
 * tree tells what was searched for and what files say that matter by themselves, and offers every other text; `plan` says what follows. A name that is no
 * longer sought costs nothing to seek again.
 */
export class Neighbours {
  readonly #searched: Set<string>;
  /** All of these at once; made when asked. */
  #finder: Finder | undefined;
  /** Texts that contain a name that was ever searched for, with the first of them, or a word of interest. */
  readonly #texts: Texts;
  readonly #firsts = new Map<string, string | undefined>();
  readonly #words = new SharedWords();
  /** The file that is being edited, most likely. */
  #lastHeard: { file: string; text: string } | undefined;
  /** Files that use what is sought. */
  readonly #users = new Set<string>();
  /** Files that share words with files that belong to the project, as last found. */
  #sharing: ReadonlySet<string> | undefined;
  /** All of these. */
  readonly #members = new Set<string>();
  #sought: ReadonlySet<string> = new Set();
  #guess: readonly string[] | undefined;
  /** Files whose text is new since the last plan. */
  readonly #fresh = new Set<string>();

  /**
   * `names` are looked for from the first reading of the tree on. Those of `guess` are taken for sought until the project says what it seeks:
   * whatever comes late makes it think again. With a packer, texts take less room while nobody reads them.
   */
  constructor(
    names: readonly string[],
    { guess = names, packer }: { guess?: readonly string[] | undefined; packer?: Packer | undefined } = {},
  ) {
    this.#searched = new Set(names);
    this.#guess = guess;
    this.#texts = new Texts(packer);
  }

  /** Names to search for whenever the tree, or a part of it, is read again. */
  get names(): string[] {
    return [...this.#searched];
  }

  /** Names that were sought at the last plan. */
  get sought(): string[] {
    return [...this.#sought];
  }

  /** From now on these names count as searched for: said before the search, so that files which change meanwhile are not missed. */
  begin(names: readonly string[]): void {
    for (const name of names) this.#searched.add(name);
    this.#finder = undefined;
  }

  /** The search for these names was given up. */
  abandon(names: readonly string[]): void {
    for (const name of names) this.#searched.delete(name);
    this.#finder = undefined;
  }

  /** Takes the text of a file that matters by itself, and belongs to the project whatever this says. */
  hear(file: string, text: string): void {
    const last = this.#lastHeard;
    if (last?.file !== file || !leavesWords(last.text, text)) {
      this.#drop(file);
      this.#words.says(file, wordsOfInterest(text));
    }
    this.#lastHeard = { file, text };
  }

  /** Takes the text of any other file. Answers whether the file is a member, and the project so has to know the new text. */
  offer(file: string, text: string): boolean {
    if (this.#lastHeard?.file === file) this.#lastHeard = undefined;
    this.#finder ??= finderOf(this.#searched);
    const first = this.#finder(text);
    const words = wordsOfInterest(text);
    if (first === undefined && words.size === 0) {
      this.forget(file);
      return false;
    }
    this.#words.mentions(file, words);
    if (this.#texts.get(file) !== text) {
      this.#texts.set(file, text);
      this.#firsts.set(file, first);
      this.#fresh.add(file);
    }
    return this.#members.has(file);
  }

  /** Forgets a file: it is gone. */
  forget(file: string): void {
    if (this.#lastHeard?.file === file) this.#lastHeard = undefined;
    this.#drop(file);
    this.#words.delete(file);
  }

  #drop(file: string): void {
    this.#texts.delete(file);
    this.#firsts.delete(file);
    this.#fresh.delete(file);
    this.#users.delete(file);
    this.#members.delete(file);
  }

  /** Every file that was offered and is of interest, member or not. */
  files(): string[] {
    return [...this.#firsts.keys()];
  }

  /** The text of such a file. */
  text(file: string): string | undefined {
    return this.#texts.get(file);
  }

  /** As `Texts.rest`. */
  rest(isTimeUp: () => boolean): boolean {
    return this.#texts.rest(isTimeUp);
  }

  /**
   * What follows from what the project seeks now, which `ask` answers; the first plan does without, if there is anything to guess from. To be carried out, and asked again until nothing enters or leaves, but no more than `mostTurns`
   * times. A member that uses a name which is no longer sought leaves, and is back in the next plan if another name speaks for it: what the
   * project seeks for the sake of this member alone does not count.
   */
  plan(ask: () => readonly string[]): Plan {
    const guess = this.#guess;
    this.#guess = undefined;
    const guessed = guess === undefined ? undefined : this.#follow(guess);
    return guessed && guessed.enter.length > 0 ? guessed : this.#follow(ask());
  }

  #follow(sought: readonly string[]): Plan {
    const now = new Set(sought);
    const plan: Plan = { enter: [], leave: [], search: sought.filter((name) => !this.#searched.has(name)) };
    const lost = new Set([...this.#sought].filter((name) => !now.has(name)));
    const gained = new Set(sought.filter((name) => !this.#sought.has(name)));
    const changed = new Set(this.#fresh);
    this.#fresh.clear();
    this.#sought = now;
    const isNews = lost.size + gained.size + changed.size > 0;
    if (isNews) this.#findUsers({ now, lost, gained, changed });
    const sharing = this.#words.sharing(this.#users);
    // As after most letters of an edit.
    if (!isNews && sharing === this.#sharing) return plan;
    this.#sharing = sharing;
    for (const file of this.#firsts.keys()) {
      const belongs = this.#users.has(file) || sharing.has(file);
      if (belongs === this.#members.has(file)) continue;
      if (belongs) {
        this.#members.add(file);
        plan.enter.push({ file, text: this.#texts.get(file) ?? '' });
      } else {
        this.#members.delete(file);
        plan.leave.push(file);
      }
    }
    return plan;
  }

  /** Who uses what is sought `now`; `lost` and `gained` are the names that make the difference, `changed` the files. */
  #findUsers({ now, lost, gained, changed }: Record<'now' | 'lost' | 'gained' | 'changed', ReadonlySet<string>>): void {
    const [findNow, findGained, findLost] = [now, gained, lost].map(finderOf) as [Finder, Finder, Finder];
    for (const [file, first] of this.#firsts) {
      const isNew = changed.has(file);
      // Most plans find nothing new, and so read no text.
      const uses = (names: ReadonlySet<string>, find: Finder) => names.size > 0 && find(this.#texts.get(file) ?? '') !== undefined;
      const isSought = () => (first !== undefined && now.has(first)) || uses(now, findNow);
      if (!this.#users.has(file)) {
        if (isNew ? isSought() : uses(gained, findGained)) this.#users.add(file);
      } else if (uses(lost, findLost) || (isNew && !isSought())) {
        this.#users.delete(file);
        this.#fresh.add(file);
      }
    }
  }
}

/** Tells one of some names that stands in a text as a whole word. */
type Finder = (text: string) => string | undefined;

/** Longer expressions, in characters, may be refused. */
const LONGEST_EXPRESSION = 10_000;

function finderOf(names: ReadonlySet<string>): Finder {
  const alternatives = [...names].join('|');
  if (alternatives.length > LONGEST_EXPRESSION || !/^\w[\w|]*$/.test(alternatives)) return (text) => oneByOne(text, names);
  const words = new RegExp(`(?<!\\w)(?:${alternatives})(?!\\w)`);
  // A word of the text would keep all of it in memory.
  const own = new Map([...names].map((name) => [name, name]));
  return (text) => own.get(words.exec(text)?.[0] ?? '');
}

function oneByOne(text: string, names: ReadonlySet<string>): string | undefined {
  for (const name of names) {
    if (name === '') continue;
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      if (!isWord(text.charCodeAt(at - 1)) && !isWord(text.charCodeAt(at + name.length))) return name;
    }
  }
  return undefined;
}
