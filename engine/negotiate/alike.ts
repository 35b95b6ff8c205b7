/** Which sides are alike, kept up to date file by file. */
import type { Memo } from '../index/memo.ts';
import type { Whole } from '../index/whole.ts';
import { countFirst } from '../syntax/ascending.ts';
import type { Way } from './importers.ts';
import type { OpsFound } from './ops.ts';
import { byFile } from './stand-ins.ts';

interface Keyed<Side> {
  /** Equal for sides that are alike. */
  key: string;
  side: Side;
}

/** The sides of one file, and what of the tree they look at. */
export interface AlikeInFile {
  importers: readonly Keyed<Way>[];
  exporters: readonly Keyed<OpsFound>[];
  /** Files that the ways lead through. */
  importing: readonly string[];
  /** Whether the file has ops. */
  exporting: boolean;
  /** Other files that the sides look at. */
  around: readonly string[];
  /** They look at more files than can be told. */
  vague: boolean;
}

/** The first of the sides that are alike, of each kind. */
export class Alike implements Whole<AlikeInFile> {
  private readonly memo: Memo;
  private readonly importers = new Map<string, Members<Way>>();
  private readonly exporters = new Map<string, Members<OpsFound>>();
  private readonly parts = new Map<string, AlikeInFile>();
  private readonly importing = new Counts();
  private readonly exporting = new Counts();
  private readonly around = new Counts();
  private vague = 0;

  constructor(memo: Memo) {
    this.memo = memo;
  }

  replace(file: string, before: AlikeInFile = NONE, now: AlikeInFile = NONE): Set<string> {
    const told = new Set<string>();
    this.parts.set(file, now);
    const files = new Set([...before.importing, ...now.importing, ...before.around, ...now.around, file]);
    const wereApart = new Set([...files].filter((each) => this.apart(each)));
    this.importing.replace(before.importing, now.importing);
    this.exporting.replace(before.exporting ? [file] : [], now.exporting ? [file] : []);
    this.around.replace(before.around, now.around);
    for (const each of files) {
      if (this.apart(each) === wereApart.has(each)) continue;
      told.add(`apart: ${each}`);
      this.tellKinds(told, this.parts.get(each) ?? NONE);
    }
    const wasVague = this.vague > 0;
    this.vague += Number(now.vague) - Number(before.vague);
    if (wasVague !== this.vague > 0) told.add('sides are vague');
    this.tellKinds(told, before);
    this.tellKinds(told, now);
    for (const each of [before, now]) {
      replaceIn(this.importers, file, each.importers, now.importers);
      replaceIn(this.exporters, file, each.exporters, now.exporters);
    }
    if (now === NONE) this.parts.delete(file);
    return told;
  }

  /** Whether nobody can tell which files some side looks at. */
  isVague(): boolean {
    this.memo.note('sides are vague');
    return this.vague > 0;
  }

  /** Whether the sides of a file are one of a kind, since they may mean more to some counterparts than to others. */
  isApart(file: string): boolean {
    this.memo.note(`apart: ${file}`);
    return this.apart(file);
  }

  /** The first importer with this key, of those that are not one of a kind. */
  importer(key: string): Way | undefined {
    this.memo.note(`alike: ${key}`);
    return this.importers.get(key)?.first((file) => !this.apart(file));
  }

  /** The first exporter with this key, of those that are not one of a kind. */
  exporter(key: string): OpsFound | undefined {
    this.memo.note(`alike: ${key}`);
    return this.exporters.get(key)?.first((file) => !this.apart(file));
  }

  private apart(file: string): boolean {
    return this.around.has(file) || (this.importing.has(file) && this.exporting.has(file));
  }

  private tellKinds(told: Set<string>, { importers, exporters }: AlikeInFile): void {
    for (const { key } of [...importers, ...exporters]) told.add(`alike: ${key}`);
  }
}

const NONE: AlikeInFile = { importers: [], exporters: [], importing: [], exporting: false, around: [], vague: false };

function replaceIn<Side>(
  kinds: Map<string, Members<Side>>,
  file: string,
  keyed: readonly Keyed<Side>[],
  now: readonly Keyed<Side>[],
): void {
  for (const key of new Set(keyed.map((each) => each.key))) {
    const members = kinds.get(key) ?? new Members();
    kinds.set(key, members);
    members.set(
      file,
      now.find((each) => each.key === key),
    );
    if (members.isEmpty) kinds.delete(key);
  }
}

/** Sides that are alike: of each file its first. */
class Members<Side> {
  private readonly byFile = new Map<string, Side>();
  /** In their order. */
  private readonly files: string[] = [];

  get isEmpty(): boolean {
    return this.files.length === 0;
  }

  set(file: string, keyed: Keyed<Side> | undefined): void {
    const at = countFirst(this.files.length, (index) => byFile(this.files[index]!, file) < 0);
    if (keyed) {
      if (!this.byFile.has(file)) this.files.splice(at, 0, file);
      this.byFile.set(file, keyed.side);
    } else if (this.byFile.delete(file)) this.files.splice(at, 1);
  }

  first(counts: (file: string) => boolean): Side | undefined {
    const file = this.files.find(counts);
    return file === undefined ? undefined : this.byFile.get(file);
  }
}

/** How often each is there. */
class Counts {
  private readonly counts = new Map<string, number>();

  has(each: string): boolean {
    return this.counts.has(each);
  }

  /** Answers how many more are there twice than before. */
  replace(before: readonly string[], now: readonly string[]): number {
    let twice = 0;
    for (const each of now) {
      const count = (this.counts.get(each) ?? 0) + 1;
      this.counts.set(each, count);
      if (count === 2) twice++;
    }
    for (const each of before) {
      const count = this.counts.get(each)! - 1;
      if (count > 0) this.counts.set(each, count);
      else this.counts.delete(each);
      if (count === 1) twice--;
    }
    return twice;
  }
}

/** Whether anything is there more than once. */
export class Repeated implements Whole<readonly string[]> {
  private readonly memo: Memo;
  private readonly counts = new Counts();
  private twice = 0;

  constructor(memo: Memo) {
    this.memo = memo;
  }

  replace(_: string, before: readonly string[] = [], now: readonly string[] = []): string[] {
    const was = this.twice > 0;
    this.twice += this.counts.replace(before, now);
    return was === this.twice > 0 ? [] : ['anything is there twice'];
  }

  isAnyTwice(): boolean {
    this.memo.note('anything is there twice');
    return this.twice > 0;
  }
}
