/** How long requests take, by kind. */
import type { RequestTimes } from '@dmabuf-mapping/engine';

/** The last so many of a kind count. */
const KEPT = 500;

export class Timings {
  readonly #kinds = new Map<string, { count: number; last: number[] }>();

  /** Notes how long a request took, in milliseconds. */
  note(kind: string, milliseconds: number): void {
    const known = this.#kinds.get(kind) ?? { count: 0, last: [] };
    known.last[known.count % KEPT] = milliseconds;
    known.count++;
    this.#kinds.set(kind, known);
  }

  /** Of every kind that was asked, in alphabetical order. */
  all(): RequestTimes[] {
    return [...this.#kinds]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([kind, { count, last }]) => {
        const sorted = [...last].sort((one, other) => one - other);
        return { kind, count, median: share(sorted, 0.5), p95: share(sorted, 0.95), max: sorted.at(-1) ?? 0 };
      });
  }
}

/** The smallest number that so large a share of them do not exceed. */
function share(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
}
