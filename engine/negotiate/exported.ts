/** Who exports which ops, as each exporter sees it. */
import type { ExporterInfo } from '../answers.ts';
import { equal } from '../index/equal.ts';
import type { Memo } from '../index/memo.ts';
import type { InOrder, Whole } from '../index/whole.ts';
import type { Lowerer } from '../lower/lower.ts';
import type { Analysis, Exporter } from './analysis.ts';
import {
  type ExportCalls,
  type ExportFound,
  type ExportOf,
  type Exports,
  exportCalls,
  exportsIn,
  findExports,
  type KnownOps,
  opsSought,
} from './exports.ts';
import type { OpsFound } from './ops.ts';
import type { Participants } from './participants.ts';
import { byFile, isBuiltIn } from './stand-ins.ts';

/** All that is known of an exporter. */
export function withExports(analysis: Pick<Analysis, 'exportsOf'>, { info }: Exporter): ExporterInfo {
  const exportedBy = analysis.exportsOf(info.id);
  return exportedBy.length > 0 ? { ...info, exportedBy } : info;
}

export class Exporting {
  private readonly lowerer: Lowerer;
  private readonly participants: Participants;
  private readonly sameModule: (a: string, b: string) => boolean;

  constructor(lowerer: Lowerer, participants: Participants, sameModule: (a: string, b: string) => boolean) {
    this.lowerer = lowerer;
    this.participants = participants;
    this.sameModule = sameModule;
  }

  /** Where the ops with this id are exported: calls in the order of files and places, then what follows from them, defaults last. */
  of(id: string): ExportFound[] {
    const followed = this.followed();
    const calls = [...this.plain().of(id), ...followed.calls(id)].sort((a, b) => byFile(a.at.file, b.at.file) || a.at.start - b.at.start);
    const all = [...calls, ...followed.others(id)].sort((a, b) => Number(a.how === 'default') - Number(b.how === 'default'));
    const isSame = (one: ExportFound, other: ExportFound) => one.at.file === other.at.file && one.at.start === other.at.start;
    return all.filter((each, index) => all.findIndex((other) => isSame(each, other)) === index);
  }

  /** Names whose users matter, wherever they are; sorted. */
  sought(): string[] {
    return [...new Set([...this.ofOps('names of ops sought in', opsSought).all(), ...this.followed().sought()])].sort();
  }

  private plain(): OfCalls {
    const { memo } = this.lowerer;
    const part = (file: string) => this.callsIn(file).found;
    return memo.gathered('exports by calls in', { keys: () => this.files(), part }, () => new OfCalls(memo));
  }

  private followed(): Followed {
    const { memo } = this.lowerer;
    const open = () =>
      this.participants.inOrder(
        'exports to follow in',
        () => this.files(),
        (file) => this.callsIn(file).open,
      );
    const part = () => findExports(this.lowerer, open().all(), this.ops, this.sameModule);
    return memo.gathered('exports', { keys: () => EVERYWHERE, part }, () => new Followed(memo));
  }

  private files(): readonly string[] {
    return exportCalls(this.lowerer.context.names).files();
  }

  private callsIn(file: string): ExportCalls {
    return this.lowerer.memo.settled(`export calls of ${file}`, () => exportsIn(this.lowerer, file, this.ops));
  }

  private readonly ops: KnownOps = {
    in: (file) => (isBuiltIn({ file }) ? [] : this.participants.opsIn(file)),
    names: () => this.ofOps('names of ops in', (ops) => ops.map(({ definition }) => definition.fact.name)).all(),
    tags: () => this.ofOps('tags of ops in', (ops) => ops.flatMap(({ definition }) => definition.fact.tag ?? [])).all(),
  };

  private ofOps<Item>(name: string, told: (ops: readonly OpsFound[]) => Item[]): InOrder<Item> {
    return this.participants.inOrder(
      name,
      () => this.participants.opsFiles(),
      (file) => told(this.ops.in(file)),
    );
  }
}

/** What is looked for in the whole tree at once. */
const EVERYWHERE = ['everywhere'];

/** Exports by calls that tell the ops themselves. */
class OfCalls implements Whole<readonly ExportOf[]> {
  private readonly memo: Memo;
  private readonly byId = new Map<string, Map<string, ExportFound[]>>();

  constructor(memo: Memo) {
    this.memo = memo;
  }

  *replace(file: string, before: readonly ExportOf[] = [], now: readonly ExportOf[] = []): Generator<string> {
    for (const id of new Set([...before, ...now].map((each) => each.id))) {
      const files = this.byId.get(id) ?? new Map<string, ExportFound[]>();
      this.byId.set(id, files);
      files.delete(file);
      const here = now.filter((each) => each.id === id).map((each) => each.export);
      if (here.length > 0) files.set(file, here);
      if (files.size === 0) this.byId.delete(id);
      yield `exports by calls of ${id}`;
    }
  }

  /** In no order of files. */
  of(id: string): ExportFound[] {
    this.memo.note(`exports by calls of ${id}`);
    return [...(this.byId.get(id)?.values() ?? [])].flat();
  }
}

/** Exports that only the tree as a whole tells. */
class Followed implements Whole<Exports> {
  private readonly memo: Memo;
  private byId = new Map<string, { calls: ExportFound[]; others: ExportFound[] }>();
  private names: readonly string[] = [];

  constructor(memo: Memo) {
    this.memo = memo;
  }

  *replace(_: string, before: Exports = NOTHING, now: Exports = NOTHING): Generator<string> {
    const was = this.byId;
    this.byId = new Map();
    for (const part of ['calls', 'others'] as const) {
      for (const { id, export: each } of now[part]) {
        const known = this.byId.get(id) ?? { calls: [], others: [] };
        known[part].push(each);
        this.byId.set(id, known);
      }
    }
    this.names = now.sought;
    for (const id of new Set([...was.keys(), ...this.byId.keys()])) if (!equal(was.get(id), this.byId.get(id))) yield `exports of ${id}`;
    if (!equal(before.sought, now.sought)) yield 'sought by exports';
  }

  calls(id: string): readonly ExportFound[] {
    this.memo.note(`exports of ${id}`);
    return this.byId.get(id)?.calls ?? [];
  }

  others(id: string): readonly ExportFound[] {
    this.memo.note(`exports of ${id}`);
    return this.byId.get(id)?.others ?? [];
  }

  sought(): readonly string[] {
    this.memo.note('sought by exports');
    return this.names;
  }
}

const NOTHING: Exports = { calls: [], others: [], sought: [] };
