/** Importers that pin what they attach, as a part of attaching. */

import type { Leaf } from '../evaluate/ending.ts';
import type { Machine } from '../evaluate/machine.ts';
import { addObject, emptyState, happenings, pointerTo, record } from '../evaluate/state.ts';
import type { Value } from '../evaluate/values.ts';
import type { Place } from '../facts/facts.ts';
import { calleesOf } from '../facts/packed-calls.ts';
import { handed } from '../index/tracked.ts';
import type { Importer } from './analysis.ts';
import { ATTACH_FUNCTIONS } from './model.ts';

const PIN = 'dma_buf_pin';
const ATTACHED = 'attached';
const CAREFUL = { paths: 300, steps: 40_000 };

/** Where the importer's function pins its attachment, if it does so on each path on which it does not fail after an attach that worked. Never throws. */
export function pinsAlways(machine: Machine, { steps }: Importer): Place | undefined {
  if (!steps.some(({ function: fact }) => calleesOf(fact).includes(PIN))) return undefined;
  const { file, function: fact } = steps[0]!;
  return machine.lowerer.memo.get(
    `pins after ${steps.map((step) => `${step.file}:${step.call.calleeSpan.start}`).join(' ')}`,
    () => {
      const limited = machine.limited(CAREFUL);
      const state = emptyState();
      const type = { kind: 'record' as const, tag: 'dma_buf_attachment', file };
      const attachment = addObject(state, { label: 'attach', type, fill: { kind: 'unknown', key: 'the attachment', text: 'attach' } });
      limited.enter(state, { file, fact }, []);
      const leaves = limited.explore(state, {
        call: (event, at) => {
          if (ATTACH_FUNCTIONS.has(event.name)) {
            record(at, { kind: ATTACHED, at: event.at });
            return { returns: pointerTo(attachment.id) };
          }
          if (event.name !== PIN) return undefined;
          const own = event.arguments[0]?.kind === 'pointer' && event.arguments[0].object === attachment.id;
          return own ? { end: { kind: 'reached', detail: undefined, at: event.calleeAt } } : { asUnknown: true };
        },
      });
      const after = leaves.filter(({ state: end }) => happenings(end.trace).some(({ kind }) => kind === ATTACHED));
      const pinned = after.find(({ ending }) => ending.kind === 'reached');
      return pinned && after.every((leaf) => leaf.ending.kind === 'reached' || hasFailed(leaf)) ? pinned.ending.at : undefined;
    },
    handed(...steps.map((step) => ({ file: step.file, fact: step.function }))),
  );
}

function hasFailed({ ending }: Leaf): boolean {
  return ending.kind === 'returned' && ending.value !== undefined && isError(ending.value);
}

function isError(value: Value): boolean {
  return value.kind === 'integer' && value.value < 0n;
}
