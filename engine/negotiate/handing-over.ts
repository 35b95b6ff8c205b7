/** The lists that reach the core: what an exporter's callback or ops hand over, and what an importer does. */
import type { CallEvent, Machine } from '../evaluate/machine.ts';
import type { Conditions } from '../evaluate/path.ts';
import { emptyState } from '../evaluate/state.ts';
import { atom, type Value } from '../evaluate/values.ts';
import type { FunctionFact, Place } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import { INT } from '../lower/ctype.ts';
import { conditionTexts, cover } from './cover.ts';
import type { SiteFound } from './discover.ts';
import type { Offer } from './offer.ts';
import { type ListRead, type OfferFrame, offerKey, readList, toOffer } from './offers.ts';
import type { OpsFound } from './ops.ts';
import type { Arrival } from './reach.ts';
import { placeOf, readMembers } from './sides.ts';
import { hooks } from './simulate.ts';

/** What a `match_mapping` callback hands to the match loop, one offer per list and place. Never throws. */
export function callbackOffers(machine: Machine, callback: Found<FunctionFact>): Offer[] {
  const state = emptyState();
  machine.enter(state, callback, []);
  const found: { frame: OfferFrame; read: ListRead; conditions: Conditions }[] = [];
  const { call } = hooks(machine, machine.lowerer.context.names);
  machine.explore(state, {
    call: (event, at) => {
      if (event.name !== 'dma_buf_match_mapping') return call?.(event, at);
      const read = readList(machine, at, event.arguments[1]!, event.arguments[2]!, typeId);
      found.push({ frame: frameOf('exporter', callback.fact.name, event), read, conditions: at.conditions });
      return { returns: atom('call:dma_buf_match_mapping', 'dma_buf_match_mapping(...)', INT) };
    },
  });
  const keyed = found.map((each) => ({ key: `${each.frame.call.start} ${offerKey(each.read)}`, conditions: each.conditions }));
  return cover(keyed).map(({ key, cubes }) => {
    const first = found[keyed.findIndex((each) => each.key === key)]!;
    return toOffer(first.frame, first.read, conditionTexts(cubes));
  });
}

/** What `.single_exporter_match` offers, once per configuration that matters. Never throws. */
export function singleOffers(machine: Machine, { definition, path }: OpsFound): Offer[] {
  const one: Value = { kind: 'integer', value: 1n, type: INT };
  return readMembers(machine, definition, path, ['single_exporter_match']).map(({ state, values }) => {
    const read = readList(machine, state, values[0]!, one, typeId);
    return toOffer({ side: 'exporter', call: placeOf(definition) }, read, conditionTexts([state.conditions]));
  });
}

/** What an importer asks for at a call of `dma_buf_mapping_attach()`, by the ways to arrive there. Never throws. */
export function asksAt(machine: Machine, site: SiteFound, arrivals: readonly Arrival[]): Offer[] {
  return cover(arrivals).map(({ key, cubes }) => {
    const { state, event } = arrivals.find((arrival) => arrival.key === key)!;
    const [, list, length] = event.arguments;
    const read = readList(machine, state, list!, length!, typeId);
    return toOffer(frameOf('importer', site.function.name, event), read, conditionTexts(cubes));
  });
}

function typeId(label: string, at: Place | undefined): { id: string; name: string } {
  return { id: `${at?.file ?? ''}:${label}`, name: label };
}

function frameOf(side: Offer['side'], name: string, event: CallEvent): OfferFrame {
  const [, list, length] = event.argumentsAt;
  return { side, function: name, call: event.at, ...(list ? { list } : {}), ...(length ? { length } : {}) };
}
