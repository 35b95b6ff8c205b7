/** Where exporters become buffers: calls that reach `dma_buf_export()`, ops that replace a helper's, and tables that leave the default in place. */
import type { CallFact, FunctionFact, Place } from '../facts/facts.ts';
import { callsAmong, mayCallAny } from '../facts/packed-calls.ts';
import { type FindsByFile, type Found, type Names, placeOf } from '../index/names.ts';
import type { Code, Expression, Instruction } from '../lower/ir.ts';
import type { Lowerer } from '../lower/lower.ts';
import { typeOf } from '../lower/types.ts';
import { withoutComments } from '../syntax/comments.ts';
import { pattern } from '../syntax/pattern.ts';
import { type CallSite, callersOf, functionKey } from './callers.ts';
import { definitions } from './discover.ts';
import type { OpsFound } from './ops.ts';
import { functionsThatReplace, functionsThatStore } from './stores.ts';
import { type Candidate, ValuesOf } from './values-of.ts';

const EXPORT = 'dma_buf_export';

/** Helpers around helpers are followed so far. */
const MOST_LEVELS = 6;

/** Shorter names are too common to be sought in files that say nothing of DMA-buf. */
const SHORTEST_SOUGHT = 6;

export interface ExportFound {
  /** The function that exports, or the object that leaves the choice to a helper. */
  name: string;
  /** Assigned: the ops take the place of those that a helper gave the buffer. Default: the object has no function of its own for it. */
  how: 'call' | 'assignment' | 'default';
  at: Place;
  /** Helpers between this and `dma_buf_export()`, from the outside in. */
  via: string[];
  /** The ops are copied, and the copy may be changed. */
  copied: boolean;
}

/** An export of the ops with this id. */
export interface ExportOf {
  id: string;
  export: ExportFound;
}

/** The calls of `dma_buf_export()` in one file. */
export interface ExportCalls {
  /** What those export that say it themselves, to nobody outside of the file. */
  found: readonly ExportOf[];
  /** The others. */
  open: readonly CallSite[];
}

export interface Exports {
  /** What the open calls export themselves, in their order. */
  calls: readonly ExportOf[];
  /** All else: callers of functions that are told the ops, assignments, users of helpers. */
  others: readonly ExportOf[];
  /** Names whose users matter, wherever they are. */
  sought: readonly string[];
}

/** The ops of the tree. */
export interface KnownOps {
  in: (file: string) => readonly OpsFound[];
  /** Names of the objects that hold them. */
  names: () => readonly string[];
  /** Tags of these objects. */
  tags: () => readonly string[];
}

/** A parameter through which a function is told which ops to export. */
interface Demand {
  target: Found<FunctionFact>;
  index: number;
  member?: string;
  via: string[];
  copied: boolean;
}

type Wanted = Pick<Demand, 'index' | 'member' | 'copied'>;

/** Calls of `dma_buf_export()`, file by file. */
export function exportCalls(names: Names): FindsByFile<{ function: FunctionFact; call: CallFact }> {
  return names.searchByFile('export calls', 'functions', (fact) =>
    mayCallAny(fact, EXPORTING) ? callsAmong(fact, EXPORTING).map((call) => ({ function: fact, call })) : [],
  );
}

/** What the calls in one file export, as far as they tell. Never throws. */
export function exportsIn(lowerer: Lowerer, file: string, ops: KnownOps): ExportCalls {
  const found: ExportOf[] = [];
  const open: CallSite[] = [];
  for (const each of exportCalls(lowerer.context.names).in(file)) {
    const site = { file, ...each };
    const candidates = handedTo(lowerer, site, OPS_OF_INFO);
    const isPlain = candidates.every(({ kind }) => kind === 'object' || kind === 'unknown');
    if (isPlain && site.function.static) {
      for (const candidate of candidates)
        for (const { id } of matching(ops, candidate)) {
          const copied = candidate.kind === 'object' && candidate.copied;
          found.push({ id, export: { ...exportAt(site, []), copied } });
        }
    } else open.push(site);
  }
  return { found, open };
}

/** Every way the ops become buffers that begins with one of these calls, or with no call. Never throws. */
export function findExports(
  lowerer: Lowerer,
  calls: readonly CallSite[],
  ops: KnownOps,
  sameModule: (a: string, b: string) => boolean,
): Exports {
  return new Search(lowerer, ops, sameModule).run(calls);
}

/** Names of ops whose users matter, wherever they are. */
export function opsSought(ops: readonly OpsFound[]): string[] {
  return ops.flatMap(({ definition: { fact } }) =>
    !fact.static && fact.function === undefined && fact.name.length >= SHORTEST_SOUGHT ? [fact.name] : [],
  );
}

const EXPORTING: ReadonlySet<string> = new Set([EXPORT]);

/** Where `dma_buf_export()` is told the ops. */
const OPS_OF_INFO: Wanted = { index: 0, member: 'ops', copied: false };

function exportAt({ file, function: { name }, call }: CallSite, via: string[]): Omit<ExportFound, 'copied'> {
  return { name, how: 'call', at: { file, ...call.calleeSpan }, via };
}

/** What a call may hand over for the ops. */
function handedTo(lowerer: Lowerer, { file, function: fact, call }: CallSite, { index, member }: Wanted): Candidate[] {
  const code = lowerer.function({ file, fact });
  const given = callAt(code, file, call)?.arguments[index];
  if (!given) return [];
  const values = new ValuesOf(lowerer, code);
  return member === undefined ? values.of(given) : values.member(given, member);
}

/** The ops that lie where a candidate is. */
function matching(ops: KnownOps, candidate: Candidate): OpsFound[] {
  if (candidate.kind !== 'object') return [];
  const { at, path } = candidate;
  const written = path
    .split('[*]')
    .map((part) => part.replace(/[.[\]]/g, '\\$&'))
    .join('\\[\\d+\\]');
  const fits = pattern(`^${written}$`);
  const here = ops.in(at.file);
  const named = here.find(({ definition: { fact } }) => fact.nameSpan.start === at.start)?.definition.fact;
  // Branches of `#if` define one name several times; a use means all of them.
  const variants = named ? here.filter(({ definition: { fact } }) => fact.name === named.name && fact.function === named.function) : [];
  return variants.filter((each) => fits.test(each.path));
}

/** A function that decides which ops it exports, and what it calls for that. */
interface Helper {
  target: Found<FunctionFact>;
  via: string[];
}

interface Chosen {
  ops: OpsFound;
  copied: boolean;
}

class Search {
  private readonly lowerer: Lowerer;
  private readonly names: Names;
  private readonly ops: KnownOps;
  private readonly sameModule: (a: string, b: string) => boolean;
  private readonly found: ExportOf[] = [];
  /** What is known to be stored to a member, by `tag.member`. */
  private readonly members = new Map<string, Chosen[]>();
  private readonly sought = new Set<string>();
  /** Functions that decide which ops they export, by key. */
  private readonly helpers = new Map<string, Helper & { ops: Set<OpsFound> }>();

  constructor(lowerer: Lowerer, ops: KnownOps, sameModule: (a: string, b: string) => boolean) {
    this.lowerer = lowerer;
    this.names = lowerer.context.names;
    this.ops = ops;
    this.sameModule = sameModule;
  }

  run(calls: readonly CallSite[]): Exports {
    const demands = calls.flatMap((site) => this.decide(site, OPS_OF_INFO, []));
    const own = this.found.splice(0);
    this.follow(demands);
    const replaced = this.replacements();
    this.users(replaced);
    return { calls: own, others: this.found, sought: [...this.sought].sort() };
  }

  /** Callers of functions that are told the ops, level by level. */
  private follow(demands: readonly Demand[]): void {
    const seen = new Set<string>();
    for (let level = 0, wave = demands; level < MOST_LEVELS && wave.length > 0; level++) {
      const fresh = wave.filter((each) => {
        const key = `${functionKey(each.target)} ${each.index} ${each.member ?? ''}`;
        return !seen.has(key) && seen.add(key);
      });
      const callers = callersOf(
        this.lowerer,
        fresh.map(({ target }) => target),
      );
      wave = fresh.flatMap((demand) => {
        const { name, static: own } = demand.target.fact;
        if (!own) this.seek(name);
        return (callers.get(functionKey(demand.target)) ?? []).flatMap((site) => this.decide(site, demand, [name, ...demand.via]));
      });
    }
  }

  /** What a call hands over for the ops; answers the parameters of its function that decide it. */
  private decide(site: CallSite, wanted: Wanted, via: string[]): Demand[] {
    const target = { file: site.file, fact: site.function };
    const demands: Demand[] = [];
    for (const candidate of handedTo(this.lowerer, site, wanted)) {
      if (candidate.kind === 'parameter') {
        const { index, member } = candidate;
        demands.push({ target, index, via, copied: candidate.copied || wanted.copied, ...(member === undefined ? {} : { member }) });
      }
      for (const { ops, copied } of this.resolved(candidate)) {
        this.found.push({ id: ops.id, export: { ...exportAt(site, via), copied: copied || wanted.copied } });
        this.remember(target, ops, via);
      }
    }
    return demands;
  }

  /** The ops that a candidate stands for, without parameters. */
  private resolved(candidate: Candidate): Chosen[] {
    if (candidate.kind !== 'member') {
      return matching(this.ops, candidate).map((ops) => ({ ops, copied: candidate.kind === 'object' && candidate.copied }));
    }
    const { tag, field, copied } = candidate;
    const key = `${tag}.${field}`;
    const known = this.members.get(key) ?? [];
    if (!this.members.has(key)) {
      // Members may be copied around in circles.
      this.members.set(key, known);
      known.push(...this.storedAnywhere(tag, field));
    }
    return known.map((each) => ({ ops: each.ops, copied: each.copied || copied }));
  }

  private storedAnywhere(tag: string, field: string): Chosen[] {
    return functionsThatStore(this.names, tag, field).flatMap(({ file, fact: { function: fact, values } }) => {
      if (!values.some((value) => this.mayBeOps(value, file))) return [];
      const target = { file, fact };
      const stored = new ValuesOf(this.lowerer, this.lowerer.function(target)).storedTo(tag, field);
      return stored.flatMap((candidate) => this.chosenBy(target, candidate, 0));
    });
  }

  /** False if the text is the name of an object of some other kind: drivers store to many a member that is called like this one. */
  private mayBeOps(value: string, file: string): boolean {
    const name = /^&?\s*(\w+)\s*$/.exec(value)?.[1];
    const tag = name === undefined ? undefined : this.names.variables(name, file)[0]?.fact.tag;
    return tag === undefined || this.ops.tags().includes(tag);
  }

  /** The ops that a candidate in a function stands for; what parameters are is asked of the callers. */
  private chosenBy(target: Found<FunctionFact>, candidate: Candidate, level: number): Chosen[] {
    if (candidate.kind !== 'parameter') return this.resolved(candidate);
    if (level >= MOST_LEVELS || candidate.member !== undefined) return [];
    if (!target.fact.static) this.seek(target.fact.name);
    const callers = callersOf(this.lowerer, [target]).get(functionKey(target)) ?? [];
    return callers.flatMap((site) => {
      const caller = { file: site.file, fact: site.function };
      const code = this.lowerer.function(caller);
      const given = callAt(code, site.file, site.call)?.arguments[candidate.index];
      const found = given ? new ValuesOf(this.lowerer, code).of(given).flatMap((each) => this.chosenBy(caller, each, level + 1)) : [];
      return candidate.copied ? found.map(({ ops }) => ({ ops, copied: true })) : found;
    });
  }

  private remember(target: Found<FunctionFact>, ops: OpsFound, via: string[]): void {
    const key = functionKey(target);
    const known = this.helpers.get(key) ?? { target, ops: new Set<OpsFound>(), via };
    known.ops.add(ops);
    this.helpers.set(key, known);
  }

  private seek(name: string): void {
    if (name.length >= SHORTEST_SOUGHT) this.sought.add(name);
  }

  /** `dmabuf->ops = &ops`. Answers the functions that do it. */
  private replacements(): Set<string> {
    const doers = new Set<string>();
    const words = new Set(this.ops.names());
    for (const { file, fact } of functionsThatReplace(this.names)) {
      const target = { file, fact: fact.function };
      if ([...fact.words].some((word) => words.has(word)) && this.replacedIn(target)) doers.add(functionKey(target));
    }
    return doers;
  }

  private replacedIn(target: Found<FunctionFact>): boolean {
    const code = this.lowerer.function(target);
    const values = new ValuesOf(this.lowerer, code);
    let any = false;
    for (const { target: place, value, at } of code.instructions.filter((each) => each.do === 'store')) {
      if (place.place !== 'field' || place.field !== 'ops' || place.base.place !== 'pointee') continue;
      if (this.tagOf(code, place.base.pointer) !== 'dma_buf') continue;
      for (const candidate of values.of(value)) {
        for (const ops of matching(this.ops, candidate)) {
          any = true;
          const copied = candidate.kind === 'object' && candidate.copied;
          this.found.push({ id: ops.id, export: { name: target.fact.name, how: 'assignment', at, via: [], copied } });
          this.remember(target, ops, []);
        }
      }
    }
    return any;
  }

  /** Tag of the struct that a pointer leads to. */
  private tagOf(code: Code, pointer: Expression): string | undefined {
    const type = typeOf({ slots: code.slots, temporaryTypes: [], context: this.lowerer.context }, pointer);
    return type?.kind === 'pointer' && type.to.kind === 'record' ? type.to.tag : undefined;
  }

  /** Who calls the functions that decide themselves, from other modules; and who leaves a table's member unset that they are the default of. */
  private users(replaced: ReadonlySet<string>): void {
    const helpers = [...this.helpers.values()].filter(({ target: { fact } }) => !fact.static);
    const callers = callersOf(
      this.lowerer,
      helpers.map(({ target }) => target),
    );
    for (const { target, ops, via } of helpers) {
      const { name } = target.fact;
      if (isExported(this.names, name)) this.seek(name);
      for (const site of callers.get(functionKey(target)) ?? []) {
        const caller = { file: site.file, fact: site.function };
        if (this.defaults(site, { target, via }, ops) || site.file === target.file || this.sameModule(site.file, target.file)) continue;
        if (replaced.has(functionKey(caller))) continue;
        const at = { file: site.file, ...site.call.calleeSpan };
        this.add(ops, { name: site.function.name, how: 'call', at, via: [name, ...via], copied: false });
      }
    }
  }

  private add(ops: ReadonlySet<OpsFound>, each: ExportFound): void {
    for (const { id } of ops) this.found.push({ id, export: each });
  }

  /** `x = table->member ? table->member(…) : helper(…)`: every table without the member uses the helper. Answers whether the call is of that kind. */
  private defaults(site: CallSite, helper: Helper, ops: Set<OpsFound>): boolean {
    const code = this.lowerer.function({ file: site.file, fact: site.function });
    const call = callAt(code, site.file, site.call);
    const into = call && resultSlot(code, call.temporary);
    if (!call || into === undefined) return false;
    let any = false;
    for (const each of code.instructions) {
      if (each.do !== 'call' || each.callee.to !== 'pointer' || resultSlot(code, each.temporary) !== into) continue;
      const member = this.tableMember(code, each.callee.pointer);
      if (!member) continue;
      any = true;
      this.tables(member, helper, ops);
    }
    return any;
  }

  /** The member of a struct that an indirect call goes through. */
  private tableMember(code: Code, pointer: Expression): { tag: string; member: string } | undefined {
    const called = pointer.op === 'cast' ? pointer.value : pointer;
    if (called.op !== 'load' || called.from.place !== 'field' || called.from.base.place !== 'pointee') return undefined;
    const tag = this.tagOf(code, called.from.base.pointer);
    return tag === undefined ? undefined : { tag, member: called.from.field };
  }

  private tables({ tag, member }: { tag: string; member: string }, { target, via }: Helper, ops: Set<OpsFound>): void {
    this.seek(tag);
    for (const table of definitions(this.names, tag)) {
      if (!this.leavesOut(table.file, table.fact.initializerSpan, member)) continue;
      this.add(ops, { name: table.fact.name, how: 'default', at: placeOf(table), via: [target.fact.name, ...via], copied: false });
    }
  }

  /** Whether an initialiser with designators has none for the member. Macros in it may set anything. */
  private leavesOut(file: string, span: { start: number; end: number } | undefined, member: string): boolean {
    const text = span && withoutComments(this.names.written(file, span));
    if (!text || !/^\{\s*(?:\.|\}$)/.test(text)) return false;
    const macro = /(?:^\{|,)\s*[A-Za-z_]\w*\s*(?:\([^()]*\)\s*)?(?:,|\}$)/.test(text);
    return !macro && !pattern(`\\.\\s*${member}\\s*=`).test(text);
  }
}

function isExported(names: Names, name: string): boolean {
  return names.search(`exports of ${name}`, ({ exported }) => (exported.includes(name) ? [{ exports: true }] : []), name).length > 0;
}

function callAt(code: Code, file: string, { calleeSpan }: CallFact): Extract<Instruction, { do: 'call' }> | undefined {
  const found = code.instructions.find(
    (each) => each.do === 'call' && each.calleeAt.file === file && each.calleeAt.start === calleeSpan.start,
  );
  return found?.do === 'call' ? found : undefined;
}

/** The local that a call's result is stored to, directly or through other temporaries; -1 for `return`. */
function resultSlot(code: Code, temporary: number): number | undefined {
  const wanted = new Set([temporary]);
  const holds = (value: Expression | undefined): boolean =>
    value?.op === 'temporary' ? wanted.has(value.index) : value?.op === 'cast' ? holds(value.value) : false;
  for (const each of code.instructions) {
    if (each.do === 'set' && holds(each.value)) wanted.add(each.temporary);
    else if (each.do === 'store' && each.target.place === 'slot' && holds(each.value)) return each.target.index;
    else if (each.do === 'return' && holds(each.value)) return -1;
  }
  return undefined;
}
