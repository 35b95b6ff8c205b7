/** The lists that reach the core: what an exporter's callback or ops hand over, and what an importer does. */
import type { CallEvent, Machine } from '../evaluate/machine.ts';
import { emptyState } from '../evaluate/state.ts';
import { atom, type Value } from '../evaluate/values.ts';
import type { FunctionFact, Place } from '../facts/facts.ts';
import { type Found, placeOf } from '../index/names.ts';
import { INT } from '../lower/ctype.ts';
import { conditionTexts, cover, type Run } from './cover.ts';
import type { SiteFound } from './discover.ts';
import type { Offer, Overflow } from './offer.ts';
import { type ListRead, type OfferFrame, offerKey, readList, toOffer } from './offers.ts';
import type { OpsFound } from './ops.ts';
import { overflows, withOverrun } from './overruns.ts';
import type { Arrival } from './reach.ts';
import { isLocal, readMembers } from './sides.ts';
import { hooks } from './simulate.ts';
import { hasOpenTurns, noteOpenTurns } from './turns.ts';

/** What a `match_mapping` callback hands to the match loop, one offer per list and place, and where it writes past a list. Never throws. */
export function callbackOffers(machine: Machine, callback: Found<FunctionFact>): { offers: Offer[]; overflows: Overflow[] } {
  const state = emptyState();
  machine.enter(state, callback, []);
  const found: (Run & { frame: OfferFrame; read: ListRead })[] = [];
  const { call } = hooks(machine, machine.lowerer.context.names);
  const leaves = machine.explore(state, {
    worthwhile: (_code, _instruction, at) => {
      noteOpenTurns(at);
      return true;
    },
    call: (event, at) => {
      const [, list, length] = event.arguments;
      // A call that is being typed may have fewer arguments.
      if (event.name !== 'dma_buf_match_mapping' || !list || !length) return call?.(event, at);
      const read = readList(machine, at, { side: 'exporter', list, length }, typeId);
      const openTurns = hasOpenTurns(at);
      const frame = { ...frameOf('exporter', callback.fact.name, event), ...(openTurns ? { openTurns } : {}) };
      found.push({ key: `${event.at.start} ${openTurns} ${offerKey(read)}`, conditions: at.conditions, frame, read });
      return { returns: atom('call:dma_buf_match_mapping', 'dma_buf_match_mapping(...)', INT) };
    },
  });
  const offers = cover(found).map(({ key, cubes }) => {
    const { frame, read } = found.find((each) => each.key === key)!;
    return toOffer(frame, read, conditionTexts(cubes));
  });
  return { offers, overflows: overflows('exporter', withOverrun(leaves)) };
}

/** What `.single_exporter_match` offers, once per configuration that matters; nothing for local ops, which their function fills. Never throws. */
export function singleOffers(machine: Machine, { definition, path }: OpsFound): Offer[] {
  if (isLocal(definition)) return [];
  const one: Value = { kind: 'integer', value: 1n, type: INT };
  return readMembers(machine, definition, path, ['single_exporter_match']).map(({ state, values }) => {
    const read = readList(machine, state, { side: 'exporter', list: values[0]!, length: one }, typeId);
    return toOffer({ side: 'exporter', call: placeOf(definition) }, read, conditionTexts([state.conditions]));
  });
}

/** What an importer asks for at a call of `dma_buf_mapping_attach()`, by the ways to arrive there. Never throws. */
export function asksAt(machine: Machine, site: SiteFound, arrivals: readonly Arrival[]): Offer[] {
  return cover(arrivals).flatMap(({ key, cubes }): Offer[] => {
    const { state, event, openTurns } = arrivals.find((arrival) => arrival.key === key)!;
    const [, list, length] = event.arguments;
    if (!list || !length) return [];
    const read = readList(machine, state, { side: 'importer', list, length }, typeId);
    const frame = { ...frameOf('importer', site.function.name, event), ...(openTurns ? { openTurns } : {}) };
    return [toOffer(frame, read, conditionTexts(cubes))];
  });
}

/** The id of the mapping type with this C name, whose object is declared there. */
export function typeId(label: string, at: Place | undefined): { id: string; name: string } {
  return { id: `${at?.file ?? ''}:${label}`, name: label };
}

function frameOf(side: Offer['side'], name: string, event: CallEvent): OfferFrame {
  const [, list, length] = event.argumentsAt;
  return { side, function: name, call: event.at, ...(list ? { list } : {}), ...(length ? { length } : {}) };
}
