/** Pairs by classes: sides that are alike negotiate once, and what comes out is told of each in its own places. */
import type { Place, Span } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import { handed } from '../index/tracked.ts';
import type { Lowerer } from '../lower/lower.ts';
import { Declarations } from './declarations.ts';
import { functionsOf, type Way } from './importers.ts';
import { type Counting, countingOps, countingWay, type Likeness, Likenesses } from './likeness.ts';
import type { OpsFound } from './ops.ts';
import type { PlacedOutcome } from './pairs.ts';
import { isBuiltIn } from './stand-ins.ts';

/** What the analysis knows of both sides. */
export interface Sides {
  ways(): Way[];
  ops(): OpsFound[];
  /** Words that mean something from outside. */
  reserved(): ReadonlySet<string>;
  /** Exporters that hand over nothing are alike, whatever else they say. */
  isLegacy(ops: OpsFound): boolean;
  /** Whether the tree knows mapping types: without them, exporters are all alike, and importers need no classes. */
  converted(): boolean;
  negotiate(way: Way, ops: OpsFound): PlacedOutcome[];
}

/** Sides that are alike. */
interface Class<Side> {
  key: string;
  /** Who negotiates for all. */
  first: Side;
  /** Its likeness; absent if the class needs none. */
  like?: Likeness;
  /** Exporters that hand over nothing: what comes out lies at the importer. */
  legacy?: true;
}

interface Member<Side> extends Omit<Class<Side>, 'first'> {
  side: Side;
  id: string;
}

/** A side to be compared. */
interface Subject {
  key: string;
  /** What it was found by. */
  declared: Found<{ nameSpan: Span }>[];
  counts: (declarations: Declarations) => Counting;
}

/** The class of exporters that hand over nothing. */
const LEGACY = 'legacy';

export class PairClasses {
  private readonly lowerer: Lowerer;
  private readonly sides: Sides;
  private readonly likenesses: Likenesses;
  private readonly declarations: Declarations;

  constructor(lowerer: Lowerer, sides: Sides) {
    this.lowerer = lowerer;
    this.sides = sides;
    this.declarations = new Declarations(lowerer);
    this.likenesses = new Likenesses(lowerer, this.declarations);
  }

  /** For each importer and each exporter, in their order, the index of the first that is alike. Never throws. */
  alike(): { importers: number[]; exporters: number[] } {
    const indices = <Side>(sides: Side[], firstOf: (side: Side) => Side) => {
      const byside = new Map(sides.map((side, index) => [side, index]));
      return sides.map((side, index) => byside.get(firstOf(side)) ?? index);
    };
    return {
      importers: indices(this.sides.ways(), (way) => this.ofImporter(way).first),
      exporters: indices(this.sides.ops(), (ops) => this.ofExporter(ops).first),
    };
  }

  /** What a pair comes to, in its own places. Never throws. */
  outcomes(way: Way, ops: OpsFound): PlacedOutcome[] {
    const [from, to] = [this.ofImporter(way), this.ofExporter(ops)];
    const found = this.placed(from.first, to.first, `${from.key} ${to.key}`);
    if (from.first === way && (to.first === ops || to.legacy)) return found;
    return this.moved(found, { from, to }, { way, ops }) ?? this.placed(way, ops, `${way.key} ${ops.id}`);
  }

  private placed(way: Way, ops: OpsFound, key: string): PlacedOutcome[] {
    const about = handed(...functionsOf(way), ops.definition);
    return this.lowerer.memo.settled(`placed ${key}`, () => this.sides.negotiate(way, ops), about);
  }

  private ofImporter(way: Way): Class<Way> {
    return this.importerClasses().get(way.id) ?? { key: way.key, first: way };
  }

  private ofExporter(ops: OpsFound): Class<OpsFound> {
    return this.exporterClasses().get(ops.id) ?? { key: ops.id, first: ops };
  }

  private importerClasses(): Map<string, Class<Way>> {
    return this.lowerer.memo.get('importer classes', () => {
      if (!this.folds()) return new Map();
      return this.folded(this.sides.ways().map((side) => ({ side, id: side.id, key: side.key, ...this.liked(importer(side)) })));
    });
  }

  private exporterClasses(): Map<string, Class<OpsFound>> {
    return this.lowerer.memo.get('exporter classes', () =>
      this.folded(
        this.sides.ops().map((side): Member<OpsFound> => {
          const { id } = side;
          if (this.sides.isLegacy(side))
            return { side, id, key: isBuiltIn(side.definition) ? `${LEGACY}, built in` : LEGACY, legacy: true };
          return { side, id, key: id, ...(this.folds() ? this.liked(exporter(side)) : {}) };
        }),
      ),
    );
  }

  /** Whether any two sides look as if they could be alike: to be sure costs more than a look, and in most trees nobody is. */
  private folds(): boolean {
    return this.lowerer.memo.settled('sides may be alike', () => {
      if (!this.sides.converted()) return false;
      const outlines = this.all().flatMap((each) => this.outline(each) ?? []);
      return new Set(outlines).size < outlines.length && this.apart() !== 'all';
    });
  }

  private liked(subject: Subject): { like?: Likeness; key?: string } {
    const like = this.likeness(subject);
    const apart = this.apart();
    return like && apart !== 'all' && !apart.has(like.file) ? { like, key: like.key } : {};
  }

  private folded<Side>(sides: readonly Member<Side>[]): Map<string, Class<Side>> {
    const classes = new Map<string, Class<Side>>();
    const found = new Map<string, Class<Side>>();
    for (const { side, id, ...rest } of sides) {
      const known = classes.get(rest.key) ?? { ...rest, first: side };
      classes.set(rest.key, known);
      found.set(id, known);
    }
    return found;
  }

  /** Files whose sides are one of a kind, since they may mean more to some counterparts than to others. */
  private apart(): ReadonlySet<string> | 'all' {
    return this.lowerer.memo.get('files of sides one of a kind', () => {
      const importing = new Set(this.sides.ways().flatMap(({ steps }) => steps.map(({ file }) => file)));
      const found = new Set(this.sides.ops().flatMap(({ definition: { file } }) => (importing.has(file) ? [file] : [])));
      for (const each of this.all()) {
        const files = this.likeness(each)?.files ?? this.filesAround(each);
        if (!files) return 'all';
        for (const file of files) found.add(file);
      }
      return found;
    });
  }

  private all(): Subject[] {
    const ops = this.sides.ops().filter((each) => !this.sides.isLegacy(each));
    return [...this.sides.ways().map(importer), ...ops.map(exporter)];
  }

  private outline(subject: Subject): string | undefined {
    return this.about('outline of', subject, (counts) => this.likenesses.outline(counts, this.sides.reserved()));
  }

  private likeness(subject: Subject): Likeness | undefined {
    return this.about('likeness of', subject, (counts) => this.likenesses.of(counts, this.sides.reserved()));
  }

  private filesAround(subject: Subject): readonly string[] | undefined {
    return this.about('files around', subject, (counts) => this.likenesses.filesAround(counts));
  }

  private about<Answer>(what: string, { key, declared, counts }: Subject, make: (counts: Counting) => Answer): Answer {
    return this.lowerer.memo.settled(`${what} ${key}`, () => make(counts(this.declarations)), handed(...declared));
  }

  /** Outcomes of the first sides of two classes as those of others in them; undefined if they say more than what is alike. */
  private moved(
    outcomes: PlacedOutcome[],
    { from, to }: { from: Class<Way>; to: Class<OpsFound> },
    { way, ops }: { way: Way; ops: OpsFound },
  ): PlacedOutcome[] | undefined {
    const moves = [
      ...(from.first === way ? [] : [{ is: from.like, now: this.likeness(importer(way)) }]),
      ...(to.first === ops || to.legacy ? [] : [{ is: to.like, now: this.likeness(exporter(ops)) }]),
    ];
    let result: PlacedOutcome[] | undefined = outcomes;
    for (const { is, now } of moves) result = result && is && now && this.movedBy(result, is, now);
    return result;
  }

  private movedBy(outcomes: PlacedOutcome[], is: Likeness, now: Likeness): PlacedOutcome[] | undefined {
    const said = JSON.stringify(outcomes.map(({ at, ...outcome }) => outcome));
    // Long texts are cut, perhaps in the middle of a name.
    if (said.includes('…') || is.names.some((name) => said.includes(name))) return undefined;
    const moved: PlacedOutcome[] = [];
    for (const outcome of outcomes) {
      const at = outcome.at?.file === is.file ? this.counterpart(outcome.at, is, now) : outcome.at;
      if (outcome.at && !at) return undefined;
      moved.push(at ? { ...outcome, at } : outcome);
    }
    return moved;
  }

  /** The same tokens in the other likeness. */
  private counterpart({ start, end }: Place, is: Likeness, now: Likeness): Place | undefined {
    const index = is.parts.findIndex(({ span }) => span.start <= start && end <= span.end);
    if (index < 0) return undefined;
    const [before, after] = [this.declarations.spelled(is.parts[index]!).spans, this.declarations.spelled(now.parts[index]!).spans];
    const first = after[before.findIndex((token) => token.start === start)];
    const last = after[before.findIndex((token) => token.end === end)];
    return first && last && { file: now.file, start: first.start, end: last.end };
  }
}

function importer(way: Way): Subject {
  return { key: way.key, declared: functionsOf(way), counts: (declarations) => countingWay(declarations, way) };
}

function exporter(ops: OpsFound): Subject {
  return { key: ops.id, declared: [ops.definition], counts: (declarations) => countingOps(declarations, ops) };
}
