/** What one path of a callback did, read from its memory and its record. */
import { UNSET_READ } from '../evaluate/access.ts';
import type { Given } from '../evaluate/assumptions.ts';
import type { Leaf } from '../evaluate/ending.ts';
import { compareIntegers } from '../evaluate/integers.ts';
import { fillAt, type MemoryObject, readCell, splitKey, subRegion } from '../evaluate/memory.ts';
import { asLiteral, type Conditions, decide } from '../evaluate/path.ts';
import { type Happening, happenings, type State } from '../evaluate/state.ts';
import { atom, integer, isNull, keyOf, type SymbolValue, textOf, type Value } from '../evaluate/values.ts';
import type { Place } from '../facts/facts.ts';
import { INT } from '../lower/ctype.ts';
import { ATTACHMENT_MEMBERS } from './attach-state.ts';
import {
  ASKED,
  ASSERTED,
  type Asked,
  answerKey,
  CALLED,
  type CallbackPath,
  matchedKey,
  type ResultType,
  type Returned,
  type Seen,
} from './callback-run.ts';

/** Never throws. */
export function pathOf({ state, ending }: Leaf, attach: number | undefined, given: Given): CallbackPath {
  const all = happenings(state.trace);
  const seen = (kind: string): { happening: Happening; seen: Seen }[] =>
    all.flatMap((happening, index) => (happening.kind === kind ? [{ happening, seen: seenAt(all, index) }] : []));
  const { conditions } = state;
  const value = ending.kind === 'returned' ? ending.value : undefined;
  const returned = ending.kind === 'returned' ? returnedOf(value, ending.at, conditions, given) : undefined;
  const object = attach === undefined ? undefined : state.objects.get(attach);
  const asked = seen(ASKED);
  const lost = asked.length > 0 && value !== undefined && isLost({ value, asked: asked.length, conditions, given, object });
  return {
    ...(returned ? { returned } : {}),
    assertions: seen(ASSERTED).map(({ happening, seen: place }) => ({ ...place, name: happening.text ?? '' })),
    unsetReads: seen(UNSET_READ).flatMap(({ happening, seen: place }) => {
      const member = ATTACHMENT_MEMBERS.find((each) => happening.text === each || happening.text?.startsWith(`${each}.`));
      return member ? [{ ...place, member }] : [];
    }),
    asked: asked.map(
      ({ happening, seen: place }, number): Asked => ({
        ...place,
        call: happening.detail as Place,
        lost: lost && number === asked.length - 1,
        failed: isZero(atom(answerKey(number), '', INT), conditions, given) === false,
      }),
    ),
    result: object ? resultOf(state, object) : { kind: 'unknown' },
    kept: object ? keptIn(object) : {},
    conditions,
  };
}

function seenAt(all: readonly Happening[], index: number): Seen {
  const { at, depth } = all[index]!;
  const through = depth > 1 ? all.slice(0, index).findLast(({ kind }) => kind === CALLED)?.at : undefined;
  return { at, ...(through ? { through } : {}) };
}

function returnedOf(value: Value | undefined, at: Place, conditions: Conditions, given: Given): Returned {
  if (value?.kind === 'integer') {
    const { source } = value;
    const number = Number(value.value);
    return { at, number, ...(source ? { source } : {}), positive: number > 0 ? 'always' : 'never' };
  }
  const positive = value?.kind === 'symbol' ? positiveOf(value, conditions, given) : undefined;
  return { at, ...(positive ? { positive } : {}) };
}

/** Functions of the kernel whose usual results are above zero. */
const COUNTING = /^call:pci_p2pdma_distance(?:_many)?\(/;

function positiveOf(value: SymbolValue, conditions: Conditions, given: Given): Returned['positive'] {
  const { shape, type, from } = value;
  const truth = shape.op === 'compare' || shape.op === 'not';
  const question = asLiteral(truth ? value : compareIntegers('<', integer(0), value));
  const answer = typeof question === 'boolean' ? question : decide(question, conditions, given);
  if (answer !== undefined) return answer ? 'always' : 'never';
  const boolean = [type, from].some((each) => each?.kind === 'int' && each.boolean);
  return truth || boolean || COUNTING.test(value.key) ? 'sometimes' : undefined;
}

function isZero(value: SymbolValue, conditions: Conditions, given: Given): boolean | undefined {
  const question = asLiteral(compareIntegers('==', value, integer(0)));
  return typeof question === 'boolean' ? question : decide(question, conditions, given);
}

interface End {
  value: Value;
  /** How often the loop was called. */
  asked: number;
  conditions: Conditions;
  given: Given;
  object: MemoryObject | undefined;
}

/** Whether no call of the loop need have succeeded, yet the callback says that a type was agreed on, and has not chosen one itself. */
function isLost({ value, asked, conditions, given, object }: End): boolean {
  const answers = Array.from({ length: asked }, (_, number) => atom(answerKey(number), '', INT));
  const last = answers[asked - 1]!;
  if (answers.some((answer) => isZero(answer, conditions, given) === true)) return false;
  const fill = object && fillAt(object.region, ['.map_type', '.type']);
  const chosen =
    !object || readCell(object.region, ['.map_type', '.type']) !== undefined || readCell(object.region, ['.map_type']) !== undefined;
  if (chosen || fill?.kind !== 'unknown' || !fill.key.startsWith(matchedKey(asked - 1))) return false;
  if (value.kind === 'integer') return isNull(value);
  if (value.kind !== 'symbol' || isZero(last, conditions, given) === false) return false;
  const key = keyOf(value);
  const readable = !/^[0-9a-f]{16}:\d+$/.test(key);
  return readable && !answers.some((answer) => key.includes(answer.key)) && isZero(value, conditions, given) !== false;
}

function keptIn({ region }: MemoryObject): Record<string, string> {
  const { cells } = subRegion(region, ['.map_type']);
  const told = [...cells].filter(([key, value]) => key !== '.type' && value.kind !== 'uninitialized');
  return Object.fromEntries(told.map(([key, value]) => [splitKey(key).join('').replace(/^\./, ''), textOf(value)]));
}

function resultOf(state: State, object: MemoryObject): ResultType {
  const path = ['.map_type', '.type'];
  const value = readCell(object.region, path);
  if (!value)
    return readCell(object.region, ['.map_type']) === undefined && fillAt(object.region, path).kind === 'zero'
      ? { kind: 'unset' }
      : { kind: 'unknown' };
  if (value.kind === 'integer') return isNull(value) ? { kind: 'unset' } : { kind: 'unknown' };
  const type = value.kind === 'pointer' && value.path.length === 0 && value.beyond === 0 ? state.objects.get(value.object) : undefined;
  if (!type?.certain || !type.at) return { kind: 'unknown' };
  const { origins } = object.region;
  const writtenAt = (origins.get('.map_type.type') ?? origins.get('.map_type'))?.at;
  return { kind: 'type', id: `${type.at.file}:${type.label}`, name: type.label, ...(writtenAt ? { writtenAt } : {}) };
}
