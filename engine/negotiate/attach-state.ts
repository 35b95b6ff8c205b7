/** What the attachment already says when the core asks the exporter. */

import type { Machine } from '../evaluate/machine.ts';
import { fillAt, readCell, subRegion } from '../evaluate/memory.ts';
import { fork, record, type State } from '../evaluate/state.ts';
import { integer, type Value } from '../evaluate/values.ts';
import { placeOf } from '../index/names.ts';
import { SIZE } from '../lower/ctype.ts';
import { CALLBACK, setStage } from './attach-drift.ts';
import { ownCore } from './core.ts';
import { happenedBefore, LOCKED, takesLock } from './locks.ts';

export interface AttachState {
  /** Members of the attachment that the core has set, such as `.dmabuf`. */
  set: ReadonlySet<string>;
  /** The core may hold the reservation lock. */
  locked: boolean;
}

/** Members that importers and exporters may look for in an attachment. */
export const ATTACHMENT_MEMBERS: readonly string[] = ['.dmabuf', '.importer_ops', '.importer_priv', '.priv'];

const AS_PUBLISHED: AttachState = { set: new Set(), locked: false };

/** As the workspace's own `dma_buf_mapping_attach()` calls `match_mapping`; where there is none, or it is not understood, as the interface was published. Never throws. */
export function attachState(machine: Machine): AttachState {
  const found: AttachState[] = [];
  for (const definition of ownCore(machine.lowerer.context.names, 'dma_buf_mapping_attach')) {
    const stage = setStage(machine, { matcher: 'match_mapping', answer: 0 }, placeOf(definition));
    const state = fork(stage.state);
    machine.enter(state, definition, [stage.dmabuf, stage.imports, integer(1, SIZE), integer(0), integer(0)]);
    machine.explore(state, {
      call: (event, at) => {
        if (takesLock(event.name)) record(at, { kind: LOCKED, at: event.at });
        if (event.target !== CALLBACK.target) return undefined;
        found.push({ set: new Set(membersSet(at, event.arguments[0])), locked: happenedBefore(at, LOCKED) });
        return { returns: integer(0) };
      },
    });
  }
  if (found.length === 0) return AS_PUBLISHED;
  return { set: new Set(found.flatMap(({ set }) => [...set])), locked: found.some(({ locked }) => locked) };
}

function membersSet(state: State, args: Value | undefined): readonly string[] {
  if (args?.kind !== 'pointer') return ATTACHMENT_MEMBERS;
  const region = state.objects.get(args.object)?.region;
  const attach = region && readCell(subRegion(region, args.path), ['.attach']);
  const id = attach?.kind === 'pointer' ? attach.object : attach?.kind === 'symbol' ? state.pointees.get(attach.key) : undefined;
  const object = id === undefined ? undefined : state.objects.get(id);
  if (!object) return ATTACHMENT_MEMBERS;
  const path = attach?.kind === 'pointer' ? attach.path : object.type.kind === 'array' ? ['[0]'] : [];
  return ATTACHMENT_MEMBERS.filter((member) => {
    const at = [...path, member];
    return readCell(object.region, at) !== undefined || fillAt(object.region, at).kind !== 'zero';
  });
}
