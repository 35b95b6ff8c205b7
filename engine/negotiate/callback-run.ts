/** What a callback does when the core calls it: every path, as far as the interface has a say in it. */
import type { Conditions } from '../evaluate/path.ts';
import type { FunctionFact, Place } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import { conditionTexts, cover } from './cover.ts';

export type Role = 'match_mapping' | 'match' | 'finish_match';

/** A place on a path; if the callback does not hold it, `through` is the call in the callback that leads there. */
export interface Seen {
  at: Place;
  through?: Place;
}

export interface Returned {
  /** The `return` of the callback. */
  at: Place;
  /** Absent if it is not one number on this path. */
  number?: number;
  /** Where the number is written, its sign included. */
  source?: Place;
  /** Whether the number is above zero: on this path for sure, for some of the values it can have, or not. Absent if that is not known. */
  positive?: 'always' | 'sometimes' | 'never';
}

/** A call of `dma_buf_match_mapping()`; `at` is the called name. */
export interface Asked extends Seen {
  call: Place;
  /** The callback ends as if a type was agreed on, although this call, the last one, may have failed. */
  lost: boolean;
  /** Whether the path has looked at the result, and found a failure. */
  failed: boolean;
}

/** The type in `attach->map_type` when the path ends: an object by id, none, or not known. */
export type ResultType = { kind: 'type'; id: string; name: string; writtenAt?: Place } | { kind: 'unset' } | { kind: 'unknown' };

export interface CallbackPath {
  /** Absent if the path crashes, or is not understood to its end. */
  returned?: Returned;
  assertions: (Seen & { name: string })[];
  /** Reads of members that nothing has set, by path such as `.dmabuf`. */
  unsetReads: (Seen & { member: string })[];
  asked: Asked[];
  result: ResultType;
  /** What else `attach->map_type` holds then, by member such as `sgt_data.dev`, in words of the source. */
  kept: Record<string, string>;
  conditions: Conditions;
}

export interface CallbackRun {
  role: Role;
  function: Found<FunctionFact>;
  /** Whose `match` or `finish_match` it is: id of the mapping type. */
  type?: string;
  paths: CallbackPath[];
}

/** Kinds of happenings on a path: the loop was called, a lock was asserted, the callback called something. */
export const ASKED = 'asked';
export const ASSERTED = 'asserted';
export const CALLED = 'called';

/** The result of the number-th call of the loop on a path. */
export function answerKey(number: number): string {
  return `answer:${number}`;
}

/** How contents of `map_type` are called that the number-th call of the loop may have written. */
export function matchedKey(number: number): string {
  return `matched:${number}`;
}

/** When the paths are taken that are chosen from all of a run, for people; empty if always. */
export function conditionsOf(run: CallbackRun, chosen: (path: CallbackPath) => boolean): string[] {
  const covered = cover(run.paths.map((path) => ({ key: chosen(path) ? 'chosen' : 'other', conditions: path.conditions })));
  const found = covered.find(({ key }) => key === 'chosen');
  return found ? conditionTexts(found.cubes) : [];
}
