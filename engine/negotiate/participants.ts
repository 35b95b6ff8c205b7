/** Who takes part, file by file: what changes in one file costs no look at the others. */
import type { Machine } from '../evaluate/machine.ts';
import type { Memo } from '../index/memo.ts';
import { ById, InOrder } from '../index/whole.ts';
import type { Lowerer } from '../lower/lower.ts';
import { type SiteFound, sitesByFile, workspaceFiles } from './discover.ts';
import { functionsToWalkFrom, namesElsewhere, type SitesIn, soughtByWalk, type Way, walk, wayOfItsOwn, waysIn } from './importers.ts';
import { type OpsFound, opsIn } from './ops.ts';
import { byFile, STAND_INS, standInOps, standInSites } from './stand-ins.ts';
import { membersOf, Walked, Walks } from './walks.ts';

export class Participants {
  private readonly lowerer: Lowerer;
  private readonly machine: Machine;
  private readonly standsAlone: () => boolean;

  /** `standsAlone` says whether most counterparts are elsewhere, so that stand-ins come in. */
  constructor(machine: Machine, standsAlone: () => boolean) {
    this.machine = machine;
    this.lowerer = machine.lowerer;
    this.standsAlone = standsAlone;
  }

  /** Every way from an importer to an attach call, in the order of files and places, stand-ins last. */
  ways(): readonly Way[] {
    return this.allWays().all();
  }

  /** The files in which ways begin. */
  wayFiles(): readonly string[] {
    return this.allWays().files();
  }

  /** The ways that begin in a file. */
  waysIn(file: string): readonly Way[] {
    return this.memo.settled(`ways in ${file}`, () => this.waysFrom(file));
  }

  way(id: string): Way | undefined {
    return this.allWays().get(id);
  }

  /** The ops of all exporters, in the order of files and places, stand-ins last. */
  ops(): readonly OpsFound[] {
    return this.allOps().all();
  }

  /** The files that have any. */
  opsFiles(): readonly string[] {
    return this.allOps().files();
  }

  opsIn(file: string): readonly OpsFound[] {
    return this.memo.settled(`ops in ${file}`, () => this.opsFrom(file));
  }

  opsOf(id: string): OpsFound | undefined {
    return this.allOps().get(id);
  }

  /** The files with any side. */
  files(): readonly string[] {
    return this.memo.settled('files with sides', () => [...new Set([...this.wayFiles(), ...this.opsFiles()])].sort(byFile));
  }

  /** Names whose users may be importers, or tell of importers, wherever they are. */
  sought(): readonly string[] {
    const keys = () => this.wayFiles();
    const part = (file: string) => namesElsewhere(this.waysIn(file).flatMap(({ tables }) => tables.map(({ table }) => table.fact)));
    const byWalk = (group: string) => soughtByWalk(this.lowerer, membersOf(group), (file) => this.sitesIn(file));
    const byWalks = this.inOrder('sought by walk of', () => this.walks().groups(), byWalk);
    return [...byWalks.all(), ...this.inOrder('tables of ways in', keys, part).all()];
  }

  /** Lists that each file has, as one. */
  inOrder<Item>(name: string, keys: () => readonly string[], part: (file: string) => readonly Item[]): InOrder<Item> {
    return this.memo.gathered(name, { keys, part }, () => new InOrder<Item>(this.memo, name, byFile));
  }

  private allWays(): ById<Way> {
    const keys = () => [...new Set([...this.sites().files(), ...this.walked().files(), STAND_INS.file])];
    const part = (file: string) => this.waysFrom(file);
    return this.memo.gathered('ways in', { keys, part }, () => new ById<Way>(this.memo, 'ways in', byFile));
  }

  private allOps(): ById<OpsFound> {
    const keys = () => [...workspaceFiles(this.lowerer.context.names), STAND_INS.file];
    const part = (file: string) => this.opsFrom(file);
    return this.memo.gathered('ops in', { keys, part }, () => new ById<OpsFound>(this.memo, 'ops in', byFile));
  }

  private waysFrom(file: string): Way[] {
    if (file !== STAND_INS.file) return waysIn(this.lowerer, this.sitesIn(file), this.walked().in(file));
    return this.standsAlone() && this.hasOwnOps() ? standInSites(this.lowerer.context.names).map(wayOfItsOwn) : [];
  }

  private opsFrom(file: string): OpsFound[] {
    const { names } = this.lowerer.context;
    if (file !== STAND_INS.file) return opsIn(names, this.machine, file);
    return this.standsAlone() && this.sites().files().length > 0 ? standInOps(names) : [];
  }

  private hasOwnOps(): boolean {
    return this.memo.settled('has own ops', () => this.opsFiles().some((file) => file !== STAND_INS.file));
  }

  private sites(): ReturnType<typeof sitesByFile> {
    return sitesByFile(this.lowerer.context.names);
  }

  private sitesIn(file: string): SiteFound[] {
    return this.sites().in(file);
  }

  private walked(): Walked {
    const keys = () => this.walks().groups();
    const sitesIn: SitesIn = (file) => this.sitesIn(file);
    const part = (group: string) => {
      const functions = membersOf(group);
      return functions.length === 1 ? this.walks().from(group) : walk(this.lowerer, functions, sitesIn);
    };
    return this.memo.gathered('walks', { keys, part }, () => new Walked(this.memo));
  }

  /** The walk from each function by itself. */
  private walks(): Walks {
    const keys = () =>
      this.inOrder(
        'to walk from in',
        () => this.sites().files(),
        (file) => functionsToWalkFrom(this.lowerer, this.sitesIn(file)),
      ).all();
    const part = (from: string) => walk(this.lowerer, [from], (file) => this.sitesIn(file));
    return this.memo.gathered('walk from', { keys, part }, () => new Walks(this.memo));
  }

  private get memo(): Memo {
    return this.lowerer.memo;
  }
}
