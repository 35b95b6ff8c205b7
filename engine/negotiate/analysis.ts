/** What the stages after negotiation (rules, fixes, explain) may ask. One snapshot of a project: nothing in it changes. */
import type { Cell, Explanation, ExporterSide, ExportSite, ImporterInfo, Location, MappingTypeInfo } from '../answers.ts';
import type { Machine } from '../evaluate/machine.ts';
import type { CallFact, FunctionFact, VariableFact } from '../facts/facts.ts';
import type { Found, Names } from '../index/names.ts';
import type { Membership } from '../kbuild/modules.ts';
import type { AttachDrift } from './attach-drift.ts';
import type { CallbackRun } from './callback-run.ts';
import type { CallSite } from './callers.ts';
import type { Constructor } from './constructors.ts';
import type { LoopDrift } from './loop-drift.ts';
import type { Offer, Overflow, Place } from './offer.ts';
import type { Arrivals } from './reach.ts';

export interface MappingType {
  info: MappingTypeInfo;
  definition: Found<VariableFact>;
  /** What the initialiser says of the two callbacks: the function's name, `null` if it is NULL or absent, `undefined` if not known. */
  match: string | null | undefined;
  finishMatch: string | null | undefined;
  /** Members that are NULL or absent in some configuration, with what has to hold for that; empty if always. */
  lacks: { name?: string[]; finishMatch?: string[] };
  /** Struct tag of the exporter ops that belong to it (`dma_buf_mapping_sgt_exp_ops`), where constructors let us know. */
  expOpsTag?: string;
}

export interface Exporter {
  info: ExporterSide;
  definition: Found<VariableFact>;
  /** Member path of the ops inside the object, such as `.ops`; empty for the object itself. */
  path: string;
}

export interface Importer {
  info: ImporterInfo;
  /** Where the attach call stands. */
  file: string;
  function: FunctionFact;
  call: CallFact;
  /** From the importer's own function to the attach call, which is the last; one step if nothing lies between. */
  steps: CallSite[];
}

export interface Analysis {
  names: Names;
  /** Lowers and runs code of the snapshot, for questions about one function. What is made is best kept in `machine.lowerer.memo`. */
  machine: Machine;
  /** True if the tree (or the built-in model) knows mapping types; false for released kernels, where all is SGT. */
  converted: boolean;
  types(): MappingType[];
  exporters(): readonly Exporter[];
  /** Who exports the ops of this exporter: who chooses them first, then who uses a helper that does. Finding them means following ops through the whole tree. */
  exportsOf(exporter: string): readonly ExportSite[];
  importers(): readonly Importer[];
  /** Of these, those whose way has the call whose callee begins at an offset of a file. */
  importersThrough(file: string, offset: number): readonly Importer[];
  /** Lists this exporter hands to the core, one per path; empty for legacy ops and for callbacks that refuse. */
  offers(exporter: string): Offer[];
  /** Lists this importer hands to the core, one per path that reaches the attach call; empty for the old attach functions. */
  asks(importer: string): Offer[];
  /** Every way in which this importer's code comes to its attach call. */
  arrivalsOf(importer: string): Arrivals;
  /** Writes past the end of match lists on the way to the core. */
  overflows(): Overflow[];
  /** Functions that make entries, those of the model included. */
  constructors(): Constructor[];
  /**
   * For each importer and each exporter, in their order, the index of the first that says the same in other names: the same comes out of their pairs, in
   * their own places. Exporters of the old interface are all alike.
   */
  alike(): { importers: number[]; exporters: number[] };
  /** Memoised per class of sides that are alike. Never throws: what is not decided is an `unknown` outcome. */
  cell(importer: string, exporter: string): Cell;
  /** Every `match_mapping` of an exporter, and `match` and `finish_match` of a mapping type of the workspace, run as the core calls it. */
  callbacks(): CallbackRun[];
  explain(importer: string, exporter: string): Explanation | undefined;
  /** The modules that a file is linked into; those of the files that include it if it is none of its own. Empty if no build file says. */
  moduleOf(file: string): Membership[];
  /** Where the workspace's own match loop and attach function do not do what the model's do; empty without such functions. */
  coreDrifts(): { loops: LoopDrift[]; attaches: AttachDrift[] };
  /** Lines and characters for offsets; offsets past the end give the end. */
  location(place: Place): Location;
  offset(file: string, line: number, character: number): number;
}
