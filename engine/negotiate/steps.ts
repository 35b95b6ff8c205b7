/** A recorded path in words, step by step. */
import type { Location, Step } from '../answers.ts';
import { type Happening, happenings, type Trace } from '../evaluate/state.ts';
import { isNull, textOf, type Value } from '../evaluate/values.ts';
import type { Place } from '../facts/facts.ts';
import { errnoName } from '../lower/errno.ts';
import { typeLabel } from './discover.ts';
import type { Noted } from './simulate.ts';

export type Locate = (place: Place) => Location;

/** What happened on one path, in order; steps of the built-in model carry no location. */
export function stepsOf(trace: Trace | undefined, locate: Locate): Step[] {
  const all = happenings(trace);
  const steps: Step[] = [];
  all.forEach((happening, index) => {
    const step = stepOf(happening, all, index);
    if (!step) return;
    const place = step.at ?? happening.at;
    steps.push({
      kind: step.kind,
      text: step.text,
      depth: happening.depth,
      ...(place.file.startsWith('model:') ? {} : { location: locate(place) }),
    });
  });
  return steps;
}

interface Told {
  kind: Step['kind'];
  text: string;
  at?: Place;
}

function stepOf(happening: Happening, all: Happening[], index: number): Told | undefined {
  const noted = happening.detail as Noted | undefined;
  const values = noted?.values ?? [];
  switch (happening.kind) {
    case 'condition':
      return { kind: 'condition', text: happening.text ?? '' };
    case '__model_attach':
      return { kind: 'attach', text: `The importer asks with ${entries(values[1])}.` };
    case '__model_offer': {
      const at = callerPlace(all, index);
      return { kind: 'offer', text: `The exporter offers ${entries(values[1])}.`, ...(at ? { at } : {}) };
    }
    case '__model_compare':
      return { kind: 'compare', text: comparison(noted!) };
    case '__model_match':
      return { kind: 'match', text: `Same type, so \`${textOf(values[0]!)}\` is asked.`, ...functionPlace(values[0]) };
    case '__model_matched': {
      const at = answerPlace(all, index);
      const asked = all.slice(0, index).findLast((each) => each.kind === '__model_match')?.detail as Noted | undefined;
      const name = asked?.values[0] ? `\`${textOf(asked.values[0])}\`` : 'It';
      return { kind: 'match', text: `${name} answers ${answer(values[0]!)}.`, ...(at ? { at } : {}) };
    }
    case '__model_finish':
      return {
        kind: 'finish',
        text: isNull(values[1]!)
          ? 'Match, but `finish_match` is NULL.'
          : `Match: \`${textOf(values[1]!)}\` records it in \`attach->map_type\`.`,
        ...functionPlace(values[1]),
      };
    case '__model_failed':
      return { kind: 'result', text: `The attach fails with ${answer(values[0]!)}.` };
    case '__model_positive':
      return { kind: 'result', text: `The attach function gets ${textOf(values[0]!)} and returns it as if it were a pointer.` };
    case '__model_attached':
      return { kind: 'result', text: 'The attachment is made.' };
    default:
      return undefined;
  }
}

function entries(length: Value | undefined): string {
  if (length?.kind !== 'integer') return 'a list of unknown length';
  return length.value === 1n ? '1 entry' : `${length.value} entries`;
}

function comparison({ values, types }: Noted): string {
  const side = (who: string, index: number) =>
    `${who} entry ${textOf(values[index + 2]!)} (${types[index] ? typeLabel(types[index]) : 'type not known'})`;
  const met = `${side('Exporter', 0)} meets ${side('importer', 1)}`;
  return types[0] && types[0] === types[1] ? `${met}.` : `${met}: other type, next.`;
}

function answer(value: Value): string {
  if (value.kind !== 'integer') return textOf(value);
  if (value.value === 0n) return '0';
  const name = errnoName(Number(-value.value));
  return name ? `-${name}${name === 'EOPNOTSUPP' ? ' (next pair)' : ''}` : String(value.value);
}

function functionPlace(value: Value | undefined): { at?: Place } {
  if (value?.kind !== 'function') return {};
  const { file, fact } = value.target;
  return { at: { file, ...fact.nameSpan } };
}

function answerPlace(all: Happening[], index: number): Place | undefined {
  return all[index - 1]?.kind === 'return' ? all[index - 1]!.at : undefined;
}

function callerPlace(all: Happening[], index: number): Place | undefined {
  return all[index - 1]?.kind === 'core' ? all[index - 1]!.at : undefined;
}
