/** The walks outwards from functions that hand on to an attach function, each by itself where it meets no other. */
import { equal, sameItems } from '../index/equal.ts';
import type { Memo } from '../index/memo.ts';
import type { Whole } from '../index/whole.ts';
import type { Walk, WalkedFile } from './importers.ts';
import { byFile } from './stand-ins.ts';

const NOT_WALKED: Walk = { byFile: new Map() };

/** The walk from each function alone, by `functionKey`. */
export class Walks implements Whole<Walk> {
  private readonly memo: Memo;
  private readonly walks = new Map<string, Walk>();
  /** Made when asked. */
  private grouped: readonly string[] | undefined;

  constructor(memo: Memo) {
    this.memo = memo;
  }

  replace(from: string, before: Walk | undefined, now: Walk | undefined): string[] {
    if (now) this.walks.set(from, now);
    else this.walks.delete(from);
    if (before && now && sameItems(functionsOn(before), functionsOn(now))) return [`walk from ${from}`];
    this.grouped = undefined;
    return [`walk from ${from}`, 'walks that meet'];
  }

  from(one: string): Walk {
    this.memo.note(`walk from ${one}`);
    return this.walks.get(one) ?? NOT_WALKED;
  }

  /** Functions whose walks meet are one group: what is known of a function on two walks counts for both. In no order. */
  groups(): readonly string[] {
    this.memo.note('walks that meet');
    this.grouped ??= this.group();
    return this.grouped;
  }

  private group(): string[] {
    const groups = new Map<string, Set<string>>();
    for (const [from, walk] of this.walks) {
      const group = new Set([from]);
      const met = functionsOn(walk);
      for (const each of met) for (const other of groups.get(each) ?? []) group.add(other);
      for (const member of group) for (const each of functionsOn(this.walks.get(member)!)) groups.set(each, group);
    }
    return [...new Set(groups.values())].map((members) => [...members].sort().join(SEPARATOR));
  }
}

/** Not in the name of any file that is read. */
const SEPARATOR = '\0';

/** The functions of a group, in an order that follows from them. */
export function membersOf(group: string): string[] {
  return group.split(SEPARATOR);
}

function functionsOn({ byFile: files }: Walk): string[] {
  return [...files.values()].flatMap(({ functions }) => functions);
}

/** All groups as each file sees them. */
export class Walked implements Whole<Walk> {
  private readonly memo: Memo;
  private readonly walks = new Map<string, Walk>();
  /** The groups that come by a file. */
  private readonly groups = new Map<string, Set<string>>();

  constructor(memo: Memo) {
    this.memo = memo;
  }

  *replace(group: string, before: Walk = NOT_WALKED, now: Walk = NOT_WALKED): Generator<string> {
    if (now === NOT_WALKED) this.walks.delete(group);
    else this.walks.set(group, now);
    for (const file of new Set([...before.byFile.keys(), ...now.byFile.keys()])) {
      if (equal(before.byFile.get(file), now.byFile.get(file))) continue;
      const known = this.groups.get(file) ?? new Set();
      if (!this.groups.has(file)) yield 'files walked';
      this.groups.set(file, known);
      if (now.byFile.has(file)) known.add(group);
      else known.delete(group);
      if (known.size === 0) {
        this.groups.delete(file);
        yield 'files walked';
      }
      yield `walked in ${file}`;
    }
  }

  /** What the walks found in a file; undefined if none came by. */
  in(file: string): WalkedFile | undefined {
    this.memo.note(`walked in ${file}`);
    const found = [...(this.groups.get(file) ?? [])].map((group) => this.walks.get(group)!.byFile.get(file)!);
    if (found.length < 2) return found[0];
    return { functions: found.flatMap(({ functions }) => functions), ways: found.flatMap(({ ways }) => ways) };
  }

  /** The files that walks came by. */
  files(): string[] {
    this.memo.note('files walked');
    return [...this.groups.keys()].sort(byFile);
  }
}
