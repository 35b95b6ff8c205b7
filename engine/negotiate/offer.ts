/** A match list as it reaches the core: what an exporter offers or an importer asks for, on one path through the code. */
import type { Place } from '../facts/facts.ts';

export type { Place };

export type Side = 'exporter' | 'importer';

/** The `.type` of an entry: a known object, or why it is none. */
export type EntryType = { known: true; id: string; name: string } | { known: false; why: 'uninitialized' | 'null' | 'unknown' };

export interface Entry {
  index: number;
  type: EntryType;
  /** `.exp_ops`: set, NULL, never initialised, or not known. */
  expOps: 'set' | 'null' | 'uninitialized' | 'unknown';
  /** The object that `.exp_ops` points into, where that is known: the tag of the struct around the member. */
  ops?: { tag: string; name: string };
  /** The function that maps, in the ops that `.exp_ops` leads to: the first member whose name begins with `map`. */
  maps?: { name: string; at: Place };
  /** Remaining members in source spelling, such as `sgt_data.importer_accepts_p2p` → `DMA_SGT_NO_P2P`. */
  fields: Record<string, string>;
  /** Where the values of these members are written, as far as known. */
  fieldOrigins?: Record<string, Place>;
  /** The initialiser element or the assigned expression that wrote this entry. */
  origin?: Place;
  /** The constructor call in `origin`, if the entry was made by one. */
  constructorCall?: { name: string; nameAt: Place; arguments: Place[] };
  /** Index of the first entry of the list that holds the very same. */
  sameAs?: number;
  /** Index of the first entry of the same type that is taken wherever this one could be. */
  shadowedBy?: number;
  /** In the place of the entry that shadows it, this one would leave something to that one. */
  firstInstead?: true;
}

export interface Offer {
  side: Side;
  /** Function whose code hands the list over; absent for `.single_exporter_match`. */
  function?: string;
  /** The call of the core, or the initialiser of `.single_exporter_match`. */
  call: Place;
  /** The list argument at that call. */
  list?: Place;
  /** The length argument at that call. */
  length?: Place;
  /** The declared name of the list, with where it is declared. */
  declared?: { name: string; at: Place };
  /** Elements the array really has; absent if not known. */
  elements?: number;
  /** Value of the length argument; absent if it is not one number on this path. */
  count?: number;
  /** As many entries as `count` and `elements` allow, at most 64. */
  entries: Entry[];
  /** What has to hold for this offer to be made. */
  conditions: string[];
  /** The list is what it is because a loop turned as often as an open question said. */
  openTurns?: true;
}

/** Code on the way to the core that writes an element which a match list does not have. */
export interface Overflow {
  side: Side;
  /** The write. */
  at: Place;
  /** The list, as a person calls it, and where it is declared, if it is. */
  name: string;
  declared?: Place;
  index: number;
  elements: number;
  conditions: string[];
}
