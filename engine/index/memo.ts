/** Answers that are kept until what they were made from changes. */
import { equal, sameItems } from './equal.ts';
import { Gathering, type Parts, type Whole } from './whole.ts';

/** An answer, or a source: what comes from outside and is not made of anything. */
interface Node {
  readonly key: string;
  answer: unknown;
  /** How to make the answer again; undefined for sources. Whoever asks brings it, so that it is as fresh as the last question. */
  make: (() => unknown) | undefined;
  /** Undefined if nobody looks whether a new answer says the same. */
  same: Same | undefined;
  /** Sources that say whether what `make` was handed is still so. */
  handed: readonly string[];
  /** What the answer was made from, in the order in which it was asked. */
  inputs: readonly Node[];
  readers: Set<Node>;
  /** `whole`: no answer, but who is told when a part of a whole is suspect. */
  state: 'current' | 'suspect' | 'gone' | 'whole';
  /** When the inputs were last found unchanged, and when the answer last changed. */
  checked: number;
  changed: number;
  /** The set that this went into last, so that asking again at once costs nothing. */
  lastInto: Set<Node> | undefined;
}

type Same = (before: unknown, after: unknown) => boolean;

interface Asked {
  /** Sources of what `make` was handed by whoever asks and does not ask for itself, such as declarations. They count as noted. */
  handed?: readonly string[];
}

interface Gathered {
  readonly of: Gathering;
  /** Stands for the whole among the readers of its parts. */
  readonly reader: Node;
  /** Those that were finished earlier can be what the parts of later ones are made from. */
  order: number;
}

const NOTHING_HANDED: readonly string[] = [];

/** Answers that nobody asked for during so many changes, and that may be out of date, are let go. */
const PATIENCE = 24;

/**
 * Remembers answers by key, each with what was asked while it was made: sources, and other answers. Sources are names chosen by the caller, such as
 * `file:a.c`. When sources change, what depends on them is suspect; a suspect answer is made again only if one of the things it was made from really
 * changed, and they are looked at in the order in which they were asked. So an answer that is `settled`, made again and equal, stops a change.
 *
 * What `make` uses of its surroundings has to follow from the key, or be told as `handed`: then only whoever asks again can have the answer made again
 * when that has changed. Not for use across asynchronous steps.
 */
export class Memo {
  private readonly answers = new Map<string, Node>();
  private readonly sources = new Map<string, Node>();
  /** Sources that may have no reader any more: those that have lost one since the last cleaning. */
  private readonly left = new Set<Node>();
  /** In the order in which they became so. */
  private readonly suspects = new Map<Node, number>();
  private readonly making: Set<Node>[] = [];
  private readonly gatherings = new Map<string, Gathered>();
  /** Those with parts that are suspect. */
  private readonly behind = new Set<Gathered>();
  /** How many wholes were gathered for the first time. */
  private finished = 0;
  private now = 1;

  /** The answer under this key; `make` runs if there is none, or if it is out of date. What `make` throws is not remembered. */
  get<Answer>(key: string, make: () => Answer, asked: Asked = {}): Answer {
    return this.answer(key, make, undefined, asked) as Answer;
  }

  /** The same for answers that often come out as before: readers keep what they made if the new answer is the same, and go on with the old object. */
  settled<Answer>(
    key: string,
    make: () => Answer,
    { same = equal, ...asked }: Asked & { same?: (before: Answer, after: Answer) => boolean } = {},
  ): Answer {
    return this.answer(key, make, same as Same, asked) as Answer;
  }

  /**
   * What the parts come to together: the answers under `name` and the key of each, settled. The whole is kept for good, and brought up to date before
   * anything is answered, by what became of the parts that changes touched: so its readers are suspect only if what they read of it changed. It notes by itself
   * what is read of it, under the names that it tells when that changes. Parts may ask for other wholes, but not in circles.
   */
  gathered<Part, Of extends Whole<Part>>(name: string, parts: Parts<Part>, begin: () => Of): Of {
    if (this.making.length === 0) this.catchUp();
    const gathering = this.gatherings.get(name) ?? { of: new Gathering(name, begin()), reader: newNode(name, 'whole'), order: 0 };
    if (!this.gatherings.has(name)) {
      this.gatherings.set(name, gathering);
      this.behind.add(gathering);
    }
    gathering.of.parts = parts;
    if (this.behind.has(gathering)) this.gather(gathering);
    return gathering.of.whole as Of;
  }

  /** Says that the answer being made depends on this source. */
  note(source: string): void {
    const into = this.making[this.making.length - 1];
    if (!into) return;
    let node = this.sources.get(source);
    if (!node) {
      node = newNode(source, 'current');
      this.sources.set(source, node);
    }
    into.add(node);
  }

  /** Says that these sources changed. */
  forget(changed: Iterable<string>): void {
    this.now++;
    for (const source of changed) {
      const node = this.sources.get(source);
      if (!node) continue;
      node.changed = this.now;
      this.suspectReaders(node);
    }
    for (const [node, since] of this.suspects) {
      if (since > this.now - PATIENCE) break;
      this.drop(node);
    }
    if (this.now % PATIENCE === 0) this.dropSources();
  }

  /** Whether some answer depends on the source. */
  isRead(source: string): boolean {
    return (this.sources.get(source)?.readers.size ?? 0) > 0;
  }

  /** Whether nothing is remembered, and so nothing can become wrong. */
  get isEmpty(): boolean {
    return this.answers.size === 0;
  }

  private answer(key: string, make: () => unknown, same: Same | undefined, asked: Asked): unknown {
    if (this.making.length === 0) this.catchUp();
    return this.node(key, make, same, asked).answer;
  }

  private node(key: string, make: () => unknown, same: Same | undefined, { handed = NOTHING_HANDED }: Asked): Node {
    let node = this.answers.get(key);
    if (!node) {
      node = newNode(key, 'suspect');
      this.answers.set(key, node);
    }
    node.make = make;
    if (same) node.same = same;
    if (!sameItems(node.handed, handed)) {
      node.handed = handed;
      this.settle(node, { again: true });
    } else if (node.state !== 'current') this.settle(node, { again: false });
    const into = this.making[this.making.length - 1];
    if (into && node.lastInto !== into) {
      into.add(node);
      node.lastInto = into;
    }
    return node;
  }

  private catchUp(): void {
    if (this.behind.size === 0) return;
    for (const pending = new Set<Gathered>(); ; ) {
      const next = [...this.behind].filter((each) => !pending.has(each)).sort((a, b) => a.order - b.order)[0];
      if (!next) return;
      pending.add(next);
      try {
        this.gather(next);
        pending.delete(next);
      } catch {
        // Whoever asks for it will see why.
      }
    }
  }

  /** Brings a whole up to date, and says what that changes. Throws what a part throws. */
  private gather(gathering: Gathered): void {
    const { of, reader } = gathering;
    if (of.isRunning) return;
    const asked = new Set<Node>();
    this.making.push(asked);
    try {
      this.behind.delete(gathering);
      of.update((key, make, same) => {
        const node = this.node(key, make, same as Same, {});
        node.readers.add(reader);
        return node.answer as ReturnType<typeof make>;
      });
      gathering.order ||= ++this.finished;
    } catch (error) {
      this.behind.add(gathering);
      throw error;
    } finally {
      this.making.pop();
      for (const each of asked) each.lastInto = undefined;
      this.announce(of.told());
    }
  }

  /** Says that sources changed which wholes told of. */
  private announce(changed: ReadonlySet<string>): void {
    const read = [...changed].flatMap((source) => this.sources.get(source) ?? []).filter(({ readers }) => readers.size > 0);
    if (read.length === 0) return;
    this.now++;
    for (const node of read) {
      node.changed = this.now;
      this.suspectReaders(node);
    }
  }

  /** Brings an answer up to date. Throws what making it throws. */
  private settle(node: Node, { again }: { again: boolean }): void {
    let began: number;
    let forced = again || node.checked === 0;
    do {
      began = this.now;
      if (forced || this.isOutdated(node)) this.remake(node);
      forced = false;
      node.checked = began;
      // A whole that was asked for on the way may have changed what was asked before.
    } while (this.now !== began);
    node.state = 'current';
    this.suspects.delete(node);
  }

  private isOutdated(node: Node): boolean {
    for (const input of node.inputs) {
      if (input.state === 'suspect' && !this.isRefreshed(input)) return true;
      if (input.state === 'gone' || input.changed > node.checked) return true;
    }
    return false;
  }

  /** False if there is no such answer, or if it cannot be made of what was handed before: whoever asks for it will see why. */
  private isRefreshed(node: Node): boolean {
    if (node.handed.some((source) => (this.sources.get(source)?.changed ?? 0) > node.checked)) return false;
    try {
      this.settle(node, { again: false });
      return true;
    } catch {
      return false;
    }
  }

  private remake(node: Node): void {
    const inputs = new Set<Node>();
    let answer: unknown;
    this.making.push(inputs);
    for (const source of node.handed) this.note(source);
    try {
      answer = node.make!();
    } catch (error) {
      for (const input of inputs) if (!input.make && input.readers.size === 0) this.left.add(input);
      this.drop(node);
      throw error;
    } finally {
      this.making.pop();
      // What is asked for from now on goes into other sets; this one would be kept, with all that it holds, as long as any of its inputs.
      for (const input of inputs) input.lastInto = undefined;
    }
    for (const input of node.inputs) if (!inputs.has(input)) this.leave(input, node);
    for (const input of inputs) input.readers.add(node);
    node.inputs = [...inputs];
    if (node.checked > 0 && node.same?.(node.answer, answer)) return;
    node.answer = answer;
    node.changed = this.now;
  }

  private leave(input: Node, reader: Node): void {
    input.readers.delete(reader);
    if (!input.make) this.left.add(input);
  }

  /** Forgets the sources that nobody reads any more. */
  private dropSources(): void {
    for (const node of this.left) if (node.readers.size === 0 && this.sources.get(node.key) === node) this.sources.delete(node.key);
    this.left.clear();
  }

  private suspectReaders(changed: Node): void {
    const pending = [changed];
    for (let node = pending.pop(); node; node = pending.pop()) {
      for (const reader of node.readers) {
        if (reader.state === 'whole') this.suspectPart(reader.key, node);
        if (reader.state !== 'current') continue;
        reader.state = 'suspect';
        this.suspects.set(reader, this.now);
        pending.push(reader);
      }
    }
  }

  private suspectPart(whole: string, { key }: Node): void {
    const gathering = this.gatherings.get(whole)!;
    gathering.of.suspect(key);
    this.behind.add(gathering);
  }

  /** Whoever read it is suspect, or being made. */
  private drop(node: Node): void {
    node.state = 'gone';
    this.answers.delete(node.key);
    this.suspects.delete(node);
    for (const input of node.inputs) this.leave(input, node);
    // Whoever read it may outlive it for long.
    node.inputs = [];
    node.answer = undefined;
    node.make = undefined;
  }
}

function newNode(key: string, state: Node['state']): Node {
  return {
    key,
    answer: undefined,
    make: undefined,
    same: undefined,
    handed: NOTHING_HANDED,
    inputs: [],
    readers: new Set(),
    state,
    checked: 0,
    changed: 0,
    lastInto: undefined,
  };
}
