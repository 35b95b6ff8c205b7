/** The analysis: who takes part, what they put forward, and what comes out for each pair. Everything is computed when asked, and kept until its sources change. */
import type {
  Belonging,
  Cell,
  Explanation,
  ExporterSide,
  ExportSite,
  ImporterInfo,
  Location,
  MappingTypeInfo,
  Outcome,
} from '../answers.ts';
import { type Given, NOTHING_GIVEN } from '../evaluate/assumptions.ts';
import { Machine } from '../evaluate/machine.ts';
import type { Place, Span, VariableFact } from '../facts/facts.ts';
import { type Found, type Names, placeOf } from '../index/names.ts';
import { factSource, handed } from '../index/tracked.ts';
import type { Membership, Modules } from '../kbuild/modules.ts';
import type { Lowerer } from '../lower/lower.ts';
import type { LineIndex } from '../syntax/lines.ts';
import type { Analysis, Exporter, Importer, MappingType } from './analysis.ts';
import { attachDrifts } from './attach-drift.ts';
import { attachState } from './attach-state.ts';
import { belonging, modulesOf, sameModule } from './belonging.ts';
import type { CallbackRun } from './callback-run.ts';
import { type Callback, runCallback } from './callbacks.ts';
import { type CallSite, usersOf } from './callers.ts';
import { type Constructor, findConstructors, opsTagOf } from './constructors.ts';
import { hasOwnCore } from './core.ts';
import { describeWay } from './describe-way.ts';
import { findModelTypes, findSites, findTypes, speaksOfMappingTypes, typeLabel } from './discover.ts';
import { Exporting, withExports } from './exported.ts';
import type { ExportFound } from './exports.ts';
import { asksAt, callbackOffers, singleOffers, typeId } from './handing-over.ts';
import { functionsOf, type Way } from './importers.ts';
import { loopDrifts } from './loop-drift.ts';
import type { Offer, Overflow } from './offer.ts';
import type { OpsFound } from './ops.ts';
import { overflows } from './overruns.ts';
import { PairClasses } from './pair-classes.ts';
import { decidedInside, located, negotiatePair, type Pair, refusedByExport } from './pairs.ts';
import { Participants } from './participants.ts';
import { type Arrivals, arrivalsAt } from './reach.ts';
import { isLocal, type Matcher, matcherOf } from './sides.ts';
import { isBuiltIn } from './stand-ins.ts';
import { stepsOf } from './steps.ts';
import { type TypeMembers, typeMembers } from './type-members.ts';

export interface Surroundings {
  lines: (file: string) => LineIndex;
  summary: (outcomes: Outcome[]) => string;
  modules: () => Modules;
}

/** The source that answers depend on which look at build files. */
export const BUILD = 'build';

/** What answers depend on that looked at assumptions. */
const GIVEN = 'given';

export class Negotiation implements Analysis {
  readonly names: Names;
  private given: Given = NOTHING_GIVEN;
  private readonly lowerer: Lowerer;
  readonly machine: Machine;
  private readonly lines: (file: string) => LineIndex;
  private readonly summary: (outcomes: Outcome[]) => string;
  private readonly modules: () => Modules;
  private readonly participants: Participants;
  private readonly exports: Exporting;
  private readonly classes: PairClasses;

  /** `summary` puts the outcomes of a pair into one line; `lines` gives the line index of a file; `modules` what build files say now. */
  constructor(lowerer: Lowerer, { lines, summary, modules }: Surroundings) {
    this.modules = modules;
    this.lowerer = lowerer;
    this.machine = new Machine(lowerer, this.asked);
    this.summary = summary;
    this.names = lowerer.context.names;
    this.lines = lines;
    this.participants = new Participants(this.machine, () => this.standsAlone);
    this.exports = new Exporting(lowerer, this.participants, (a, b) => sameModule(a, b, (file) => this.moduleOf(file)));
    this.classes = new PairClasses(lowerer, this.participants, {
      reserved: () => new Set(this.asked().assumptions.flatMap(({ subject }) => subject.match(/[A-Za-z_]\w*/g) ?? [])),
      isLegacy: (ops) => this.isLegacy(ops),
      converted: () => this.converted,
      negotiate: (way, ops) => this.negotiate(way, ops, this.converted).outcomes,
    });
  }

  private readonly asked = (): Given => {
    this.lowerer.memo.note(GIVEN);
    return this.given;
  };

  get converted(): boolean {
    return this.settled('converted', () => speaksOfMappingTypes(this.names));
  }

  /** Answers that count from now on for every question they are about. */
  assume(given: Given): void {
    this.given = given;
    this.lowerer.memo.forget([GIVEN]);
  }

  /** Value of a constant expression, seen from a file; nothing if it has none. */
  constant(text: string, file: string): number | undefined {
    return this.lowerer.context.constantOf(text, file);
  }

  types(): MappingType[] {
    return this.once('types', () =>
      [...findTypes(this.names), ...this.builtInTypes()].map((definition): MappingType => {
        const { match, finishMatch, lacks } = this.typeMembers(definition);
        const { name } = definition.fact;
        const info: MappingTypeInfo = {
          id: `${definition.file}:${name}`,
          name,
          label: typeLabel(name),
          location: this.location(placeOf(definition)),
          ...marked(definition),
          ...this.belonging(definition.file),
        };
        const expOpsTag = opsTagOf(this.names, this.constructors(), info.id, definition);
        return { info, definition, match, finishMatch, lacks, ...(expOpsTag ? { expOpsTag } : {}) };
      }),
    );
  }

  private typeMembers(definition: Found<VariableFact>): TypeMembers {
    return this.once(`members of ${factSource(definition)}`, () => typeMembers(this.machine, definition), definition);
  }

  callbacks(): CallbackRun[] {
    if (!this.converted) return [];
    return this.once('callbacks', () => {
      const matchers = this.ownOps().flatMap((ops) => this.matcher(ops).callback ?? []);
      const distinct = new Map(matchers.map((target) => [`${target.file}:${target.fact.nameSpan.start}`, target]));
      const before = () => this.once('attach state', () => attachState(this.machine));
      const run = (callback: Callback) => {
        const { role, target, type } = callback;
        const key = `callback ${role} ${target.file}:${target.fact.nameSpan.start} ${type?.id}`;
        return this.once(
          key,
          () => runCallback(this.machine, this.asked(), callback, before()),
          ...(type ? [target, type.definition] : [target]),
        );
      };
      return [
        ...[...distinct.values()].map((target) => run({ role: 'match_mapping', target })),
        ...findTypes(this.names).flatMap((definition) => {
          const id = `${definition.file}:${definition.fact.name}`;
          return this.typeMembers(definition).callbacks.map(({ role, target }) => run({ role, target, type: { id, definition } }));
        }),
      ];
    });
  }

  exporters(): readonly Exporter[] {
    const told = (ops: OpsFound): Exporter => ({ info: this.exporterInfo(ops), definition: ops.definition, path: ops.path });
    return this.participants
      .inOrder(
        'exporters in',
        () => this.participants.opsFiles(),
        (file) => this.participants.opsIn(file).map(told),
      )
      .all();
  }

  exportsOf(exporter: string): readonly ExportSite[] {
    return this.settled(`exports of ${exporter}`, () => this.exports.of(exporter).map((each) => this.exportSite(each)));
  }

  private exporterInfo(ops: OpsFound): ExporterSide {
    const { id, name, definition } = ops;
    const told = (): ExporterSide => {
      const { kind, callback } = this.matcher(ops);
      return {
        id,
        name,
        match: this.converted ? kind : 'legacy',
        location: this.location(placeOf(definition)),
        ...this.belonging(definition.file),
        ...marked(definition),
        ...(callback ? { callback: { name: callback.fact.name, location: this.location(placeOf(callback)) } } : {}),
      };
    };
    return this.settled(`exporter ${id}`, told, definition);
  }

  private exportSite({ name, how, at, via, copied }: ExportFound): ExportSite {
    return {
      ...{ function: name, how, location: this.location(at), ...this.belonging(at.file) },
      ...(via.length > 0 ? { via } : {}),
      ...(copied ? { copied } : {}),
    };
  }

  importers(): readonly Importer[] {
    return this.participants
      .inOrder(
        'importers in',
        () => this.participants.wayFiles(),
        (file) => this.participants.waysIn(file).map((way) => this.importer(way)),
      )
      .all();
  }

  importersThrough(file: string, offset: number): readonly Importer[] {
    const isHere = ({ file: home, call }: CallSite) => home === file && call.calleeSpan.start === offset;
    const ways = this.participants.ways().filter(({ steps }) => steps.some(isHere));
    return ways.map((way) => this.importer(way));
  }

  private importer(way: Way): Importer {
    const { site, steps } = way;
    return { info: this.importerInfo(way), file: site.file, function: site.function, call: site.call, steps };
  }

  sought(): string[] {
    return this.once('sought', () => [...new Set([...[...this.participants.sought()].sort(), ...this.exports.sought()])]);
  }

  private importerInfo(way: Way): ImporterInfo {
    const tables = way.tables.map(({ table, member }) => `${table.file}:${table.fact.nameSpan.start}.${member}`);
    const key = `importer ${way.id} ${way.key} ${way.insteadOf?.at.start} ${tables.join(' ')}`;
    return this.settled(key, () => this.described(way), ...functionsOf(way), ...way.tables.map(({ table }) => table));
  }

  private described(way: Way): ImporterInfo {
    const { file } = way.steps[0]!;
    const said = describeWay(this.lowerer, way, {
      location: (place) => this.location(place),
      users: (table) => this.settled(`users of ${factSource(table)}`, () => usersOf(this.names, table), table),
    });
    return { ...said, ...this.belonging(file), ...marked({ file }) };
  }

  offers(exporter: string): Offer[] {
    const ops = this.participants.opsOf(exporter);
    if (!ops || !this.converted) return [];
    const made = () => (this.matcher(ops).kind === 'single' ? singleOffers(this.machine, ops) : (this.handedOver(ops)?.offers ?? []));
    return this.once(`offers ${exporter}`, made, ops.definition);
  }

  private handedOver(ops: OpsFound): ReturnType<typeof callbackOffers> | undefined {
    const { kind, callback } = this.matcher(ops);
    if (!this.converted || kind !== 'callback' || !callback) return undefined;
    return this.once(`handed over by ${ops.id}`, () => callbackOffers(this.machine, callback), callback);
  }

  overflows(): Overflow[] {
    return this.once('overflows', () => [
      ...this.participants.ops().flatMap((ops) => this.handedOver(ops)?.overflows ?? []),
      ...this.participants
        .ways()
        .flatMap((way) =>
          way.site.call.callee === 'dma_buf_mapping_attach' ? overflows('importer', this.arrivals(way).leaves ?? []) : [],
        ),
    ]);
  }

  constructors(): Constructor[] {
    return this.once('constructors', () => findConstructors(this.names, this.machine, typeId));
  }

  asks(importer: string): Offer[] {
    const way = this.participants.way(importer);
    if (way?.site.call.callee !== 'dma_buf_mapping_attach') return [];
    return this.once(`asks ${way.key}`, () => asksAt(this.machine, way.site, this.arrivals(way).arrivals), ...functionsOf(way));
  }

  arrivalsOf(importer: string): Arrivals {
    const way = this.participants.way(importer);
    return way ? this.arrivals(way) : { arrivals: [] };
  }

  cell(importer: string, exporter: string): Cell {
    return { importer, exporter, outcomes: this.outcomes(importer, exporter) ?? [] };
  }

  alike(): { importers: number[]; exporters: number[] } {
    return this.once('alike', () => this.classes.alike());
  }

  explain(importer: string, exporter: string): Explanation | undefined {
    return this.once(`explanation of ${importer} × ${exporter}`, () => this.explained(importer, exporter));
  }

  private explained(importer: string, exporter: string): Explanation | undefined {
    const pair = this.pair(importer, exporter)?.();
    const from = this.importers().find((each) => each.info.id === importer);
    const to = this.exporters().find((each) => each.info.id === exporter);
    if (!pair || !from || !to) return undefined;
    const locate = (place: Place) => this.location(place);
    const runs = located(pair.outcomes, locate).map((outcome, index) => ({
      outcome,
      summary: this.summary([outcome]),
      steps: pair.results[index] ? stepsOf(pair.results[index].leaf.state.trace, locate) : [],
    }));
    return { importer: from.info, exporter: withExports(this, to), runs };
  }

  coreDrifts(): ReturnType<Analysis['coreDrifts']> {
    return this.once('core drifts', () => ({ loops: loopDrifts(this.machine), attaches: attachDrifts(this.machine) }));
  }

  location({ file, start, end }: Place): Location {
    this.lowerer.memo.note(`text:${file}`);
    const lines = this.lines(file);
    return { file, range: { start: lines.position(start), end: lines.position(end) } };
  }

  offset(file: string, line: number, character: number): number {
    this.lowerer.memo.note(`text:${file}`);
    return this.lines(file).offset(line, character);
  }

  moduleOf(file: string): Membership[] {
    return this.settled(`modules of ${file}`, () => {
      this.lowerer.memo.note(BUILD);
      return modulesOf(this.names, this.modules(), file);
    });
  }

  private belonging(file: string): Belonging {
    return belonging(file, this.moduleOf(file));
  }

  /** `about`: declarations that `make` was handed. */
  private once<Answer>(key: string, make: () => Answer, ...about: Found<{ nameSpan: Span }>[]): Answer {
    return this.lowerer.memo.get(key, make, handed(...about));
  }

  private settled<Answer>(key: string, make: () => Answer, ...about: Found<{ nameSpan: Span }>[]): Answer {
    return this.lowerer.memo.settled(key, make, handed(...about));
  }

  private ownOps(): OpsFound[] {
    return this.once('own ops', () => this.participants.ops().filter(({ definition }) => !isBuiltIn(definition)));
  }

  /** A part of a tree with mapping types: the core, and most counterparts, are elsewhere. */
  private get standsAlone(): boolean {
    return this.settled('stands alone', () => this.converted && !hasOwnCore(this.names));
  }

  /** Types of the model that own exporters and importers use. */
  private builtInTypes(): Found<VariableFact>[] {
    if (!this.standsAlone) return [];
    const ownWays = this.participants.ways().filter((way) => !isBuiltIn(way.site));
    const offers = [...this.ownOps().flatMap(({ id }) => this.offers(id)), ...ownWays.flatMap(({ id }) => this.asks(id))];
    const used = new Set(offers.flatMap(({ entries }) => entries.flatMap(({ type }) => (type.known ? [type.id] : []))));
    const usual =
      findSites(this.names).some(({ call }) => call.callee !== 'dma_buf_mapping_attach') ||
      this.ownOps().some((ops) => this.matcher(ops).kind === 'legacy');
    const all = findModelTypes(this.names);
    return all.filter(({ file, fact }) => used.has(`${file}:${fact.name}`) || (usual && fact.name === 'dma_buf_mapping_sgt_type'));
  }

  private arrivals(way: Way): Arrivals {
    return this.once(`arrivals ${way.key}`, () => arrivalsAt(this.lowerer, this.asked, way, this), ...functionsOf(way));
  }

  private matcher(ops: OpsFound): Matcher {
    return this.once(`matcher ${ops.id}`, () => matcherOf(this.machine, ops), ops.definition);
  }

  /** Kept without the runs behind them, which take a thousand times the room: who asks for an explanation has the pair negotiate again. */
  private outcomes(importer: string, exporter: string): Outcome[] | undefined {
    const way = this.participants.way(importer);
    const ops = this.participants.opsOf(exporter);
    if (!way || !ops) return undefined;
    const place = () => located(this.classes.outcomes(way, ops), (each) => this.location(each));
    if (this.isLegacy(ops)) return this.settled(`pair ${way.key} legacy`, place, ...functionsOf(way));
    return this.settled(`pair ${way.key} ${ops.id}`, place, ...functionsOf(way), ops.definition);
  }

  private pair(importer: string, exporter: string): (() => Pair) | undefined {
    const way = this.participants.way(importer);
    const ops = this.participants.opsOf(exporter);
    return way && ops && (() => this.negotiate(way, ops, this.converted));
  }

  private isLegacy(ops: OpsFound): boolean {
    return !this.converted || this.matcher(ops).kind === 'legacy';
  }

  private negotiate(way: Way, ops: OpsFound, converted: boolean): Pair {
    const { kind } = this.matcher(ops);
    const { definition } = ops;
    if (converted && kind === 'none') return refusedByExport();
    if (converted && kind === 'single' && isLocal(definition)) return decidedInside(definition.fact.function ?? '');
    return negotiatePair(this.machine, this.arrivals(way), ops);
  }
}

function marked(place: { file: string }): { builtIn?: true } {
  return isBuiltIn(place) ? { builtIn: true } : {};
}
