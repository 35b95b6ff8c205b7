/** How long nothing may happen before somebody is taken to have paused, and how long after that before the pause is a long one. In milliseconds. */
const PAUSE_MS = 2500;
const LONG_PAUSE_MS = 7500;

export type Pause = 'short' | 'long';

/** Runs something in every pause, once when it begins and once when it gets long: no request is under way, and nothing has come in for some seconds. */
export class Rest {
  readonly #action: (pause: Pause) => void;
  #underWay = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(action: (pause: Pause) => void) {
    this.#action = action;
  }

  /** A request has come. */
  begin(): void {
    this.#underWay++;
    clearTimeout(this.#timer);
  }

  /** It is answered. */
  end(): void {
    this.#underWay--;
    this.stir();
  }

  /** Something else has happened. */
  stir(): void {
    clearTimeout(this.#timer);
    if (this.#underWay > 0) return;
    this.#after(PAUSE_MS, () => {
      this.#action('short');
      this.#after(LONG_PAUSE_MS, () => this.#action('long'));
    });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#underWay = Number.POSITIVE_INFINITY;
  }

  #after(milliseconds: number, action: () => void): void {
    this.#timer = setTimeout(action, milliseconds);
    // Nobody waits for a pause.
    this.#timer.unref();
  }
}
