/** Pairs by classes: sides that are alike negotiate once, and what comes out is told of each in its own places. */
import type { Place, Span } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import { handed } from '../index/tracked.ts';
import type { Lowerer } from '../lower/lower.ts';
import { Alike, type AlikeInFile, Repeated } from './alike.ts';
import { Declarations } from './declarations.ts';
import { functionsOf, type Way } from './importers.ts';
import { type Counting, countingOps, countingWay, type Likeness, Likenesses, type Outline } from './likeness.ts';
import type { OpsFound } from './ops.ts';
import type { PlacedOutcome } from './pairs.ts';
import type { Participants } from './participants.ts';
import { isBuiltIn } from './stand-ins.ts';

/** What the analysis knows of both sides. */
export interface Sides {
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
  private readonly participants: Participants;
  private readonly sides: Sides;
  private readonly likenesses: Likenesses;
  private readonly declarations: Declarations;

  constructor(lowerer: Lowerer, participants: Participants, sides: Sides) {
    this.lowerer = lowerer;
    this.participants = participants;
    this.sides = sides;
    this.declarations = new Declarations(lowerer);
    this.likenesses = new Likenesses(lowerer, this.declarations);
  }

  /** For each importer and each exporter, in their order, the index of the first that is alike. Never throws. */
  alike(): { importers: number[]; exporters: number[] } {
    const indices = <Side extends { id: string }>(sides: readonly Side[], firstOf: (side: Side) => Side) => {
      const byId = new Map(sides.map(({ id }, index) => [id, index]));
      return sides.map((side, index) => byId.get(firstOf(side).id) ?? index);
    };
    return {
      importers: indices(this.participants.ways(), (way) => this.ofImporter(way).first),
      exporters: indices(this.participants.ops(), (ops) => this.ofExporter(ops).first),
    };
  }

  /** What a pair comes to, in its own places. Never throws. */
  outcomes(way: Way, ops: OpsFound): PlacedOutcome[] {
    const [from, to] = [this.ofImporter(way), this.ofExporter(ops)];
    const found = this.placed(from.first, to.first, `${from.key} ${to.key}`);
    if (from.first.id === way.id && (to.first.id === ops.id || to.legacy)) return found;
    return this.moved(found, { from, to }, { way, ops }) ?? this.placed(way, ops, `${way.key} ${ops.id}`);
  }

  private placed(way: Way, ops: OpsFound, key: string): PlacedOutcome[] {
    const about = handed(...functionsOf(way), ops.definition);
    return this.lowerer.memo.settled(`placed ${key}`, () => this.sides.negotiate(way, ops), about);
  }

  private ofImporter(way: Way): Class<Way> {
    return this.liked(way, importer, (key) => this.alikes().importer(key)) ?? { key: way.key, first: way };
  }

  private ofExporter(ops: OpsFound): Class<OpsFound> {
    if (this.sides.isLegacy(ops)) {
      const key = isBuiltIn(ops.definition) ? `${LEGACY}, built in` : LEGACY;
      return { key, first: this.firstLegacy(key) ?? ops, legacy: true };
    }
    return this.liked(ops, exporter, (key) => this.alikes().exporter(key)) ?? { key: ops.id, first: ops };
  }

  private firstLegacy(key: string): OpsFound | undefined {
    const { memo } = this.lowerer;
    const all = () =>
      this.participants.inOrder(
        'legacy ops in',
        () => this.participants.opsFiles(),
        (file) => this.participants.opsIn(file).filter((ops) => this.sides.isLegacy(ops)),
      );
    return memo.settled(`first of ${key}`, () =>
      all()
        .all()
        .find(({ definition }) => isBuiltIn(definition) === (key !== LEGACY)),
    );
  }

  /** The class of a side that others may be like. */
  private liked<Side>(side: Side, subjectOf: (side: Side) => Subject, firstOf: (key: string) => Side | undefined): Class<Side> | undefined {
    if (!this.folds()) return undefined;
    const own = this.likeness(subjectOf(side));
    const first = own && !this.alikes().isApart(own.file) ? firstOf(own.key) : undefined;
    const like = first && this.likeness(subjectOf(first));
    return own && first && like && { key: own.key, first, like };
  }

  /** Whether any two sides look as if they could be alike: to be sure costs more than a look, and in most trees nobody is. */
  private folds(): boolean {
    return this.lowerer.memo.settled(
      'sides may be alike',
      () => this.sides.converted() && this.outlines().isAnyTwice() && !this.alikes().isVague(),
    );
  }

  private outlines(): Repeated {
    const { memo } = this.lowerer;
    const part = (file: string) => this.subjectsIn(file).flatMap((each) => this.outline(each)?.key ?? []);
    return memo.gathered('outlines in', { keys: () => this.participants.files(), part }, () => new Repeated(memo));
  }

  private alikes(): Alike {
    const { memo } = this.lowerer;
    const part = (file: string) => this.alikeIn(file);
    return memo.gathered('likenesses in', { keys: () => this.participants.files(), part }, () => new Alike(memo));
  }

  private alikeIn(file: string): AlikeInFile {
    const ways = this.participants.waysIn(file);
    const ops = this.participants.opsIn(file);
    const around = this.subjectsIn(file).map((each) => this.likeness(each)?.files ?? this.filesAround(each));
    const keyed = <Side>(sides: readonly Side[], subjectOf: (side: Side) => Subject) =>
      sides.flatMap((side) => {
        const like = this.likeness(subjectOf(side));
        return like ? [{ key: like.key, side }] : [];
      });
    return {
      importers: keyed(ways, importer),
      exporters: keyed(
        ops.filter((each) => !this.sides.isLegacy(each)),
        exporter,
      ),
      importing: [...new Set(ways.flatMap(({ steps }) => steps.map((step) => step.file)))],
      exporting: ops.length > 0,
      around: [...new Set(around.flatMap((files) => files ?? []))],
      vague: around.includes(undefined),
    };
  }

  private subjectsIn(file: string): Subject[] {
    const ops = this.participants.opsIn(file).filter((each) => !this.sides.isLegacy(each));
    return [...this.participants.waysIn(file).map(importer), ...ops.map(exporter)];
  }

  private outline(subject: Subject): Outline | undefined {
    return this.about('outline of', subject, (counts) => this.likenesses.outline(counts, this.sides.reserved()));
  }

  private likeness(subject: Subject): Likeness | undefined {
    return this.about('likeness of', subject, (counts) => {
      const outline = this.outline(subject);
      return outline && this.likenesses.of(counts, outline);
    });
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
      ...(from.first.id === way.id ? [] : [{ is: from.like, now: this.likeness(importer(way)) }]),
      ...(to.first.id === ops.id || to.legacy ? [] : [{ is: to.like, now: this.likeness(exporter(ops)) }]),
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
