/** Paths of callbacks as rules look at them: what several paths do at one place is one thing. */
import { simplify } from '../explain/conditions.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { type CallbackPath, type CallbackRun, conditionsOf, type Seen } from '../negotiate/callback-run.ts';
import type { Place } from '../negotiate/offer.ts';
import { byPlace } from './lists.ts';
import { whenPhrase } from './words.ts';

export interface Met<Value> {
  run: CallbackRun;
  value: Value;
  /** ` when …`, or nothing if it happens on every path. */
  when: string;
}

/** What `look` finds on the paths of all callbacks, gathered by the place that `place` gives; the first find stands for the others. */
export function metInCallbacks<Value>(
  analysis: Analysis,
  look: (path: CallbackPath, run: CallbackRun) => Value[],
  place: (value: Value) => Place,
): { at: Place; met: Met<Value> }[] {
  const found = analysis.callbacks().flatMap((run) =>
    byPlace(
      run.paths.flatMap((path) => look(path, run).map((value) => ({ path, value }))),
      ({ value }) => place(value),
    ).map(({ at, values }) => {
      const paths = new Set(values.map(({ path }) => path));
      const when = briefly(conditionsOf(run, (path) => paths.has(path)));
      return { at, met: { run, value: values[0]!.value, when } };
    }),
  );
  return byPlace(found, ({ at }) => at).map(({ values }) => values[0]!);
}

const SHOWN = 3;

/** Of many conditions those that say what holds, rather than what does not. */
function briefly(given: string[]): string {
  const [conditions = [], ...others] = simplify([given]);
  if (others.length > 0 || conditions.length <= SHOWN) return whenPhrase([given]);
  const denies = (condition: string) => /^!|!=/.test(condition);
  const told = [...conditions].sort((a, b) => Number(denies(a)) - Number(denies(b))).slice(0, SHOWN - 1);
  return `${whenPhrase([told])}, with ${conditions.length - told.length} more conditions`;
}

/** Where to point at: the place itself, if the callback holds it, else the call in the callback that leads there. */
export function shownPlace({ at, through }: Seen): Place {
  return through ?? at;
}

/** The place behind a call that is pointed at instead. */
export function behind({ at, through }: Seen, message: string): { at: Place; message: string }[] {
  return through ? [{ at, message }] : [];
}

/** `match_mapping`, `match` or `finish_match` with the function's name: `` `box_match` ``. */
export function callbackName({ function: { fact } }: CallbackRun): string {
  return `\`${fact.name}\``;
}
