/** Whether anybody waits for an answer: what can be done later is done when nobody does. */

/** How long nobody may have asked, in milliseconds: what an editor asks for at once comes in one breath. */
const CALM_MS = 100;
/** An editor that keeps asking does not put things off for longer than this. */
const MOST_MS = 500;

/** Who wants to know when a request comes, and when it is answered. */
interface Watcher {
  begin(): void;
  end(): void;
}

export class Calm {
  readonly #watcher: Watcher | undefined;
  readonly #now: () => number;
  #waiting = 0;
  #begun = 0;
  #last = Number.NEGATIVE_INFINITY;

  /** `now` is a clock, in milliseconds. */
  constructor(watcher?: Watcher, now: () => number = () => performance.now()) {
    this.#watcher = watcher;
    this.#now = now;
  }

  /** Runs the handler of a request, during which it is not calm. */
  async during<T>(handle: () => Promise<T>): Promise<T> {
    this.#waiting++;
    this.#begun++;
    this.#watcher?.begin();
    try {
      return await handle();
    } finally {
      this.#waiting--;
      this.#last = this.#now();
      this.#watcher?.end();
    }
  }

  /** Requests that have come so far. */
  get begun(): number {
    return this.#begun;
  }

  /** Whether nobody waits for an answer, or did a moment ago. */
  get isNow(): boolean {
    return this.#waiting === 0 && this.#now() - this.#last >= CALM_MS;
  }

  /** Settles when nobody has waited for an answer for a moment, counted from now, but not too late, and at once when the signal aborts. Never rejects. */
  async settled(signal: AbortSignal): Promise<void> {
    const start = this.#now();
    const left = (): number => {
      const now = this.#now();
      const quiet = this.#waiting > 0 ? CALM_MS : Math.max(start, this.#last) + CALM_MS - now;
      return Math.min(quiet, start + MOST_MS - now);
    };
    for (let wait = left(); wait > 0 && !signal.aborted; wait = left()) await pause(wait, signal);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
  });
}
