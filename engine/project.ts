/** The facade: texts in, answers out. */
import { annotations } from './annotations/annotations.ts';
import type {
  Cell,
  Explanation,
  ExporterInfo,
  FileAnnotations,
  Finding,
  Fix,
  HoverAnswer,
  ImporterInfo,
  Location,
  MappingTypeInfo,
  Matrix,
  MatrixModel,
  Position,
  Severity,
} from './answers.ts';
import { Attachments } from './attachments/attachments.ts';
import { rowDetail } from './attachments/detail.ts';
import { sidesAt } from './attachments/sides-at.ts';
import { pairTable, ResultReader } from './attachments/table.ts';
import { Authoring } from './authoring/authoring.ts';
import { parseAssumption, parseConfiguration } from './evaluate/assumptions.ts';
import { definition } from './explain/definition.ts';
import { hover } from './explain/hover.ts';
import { hoverPlaces } from './explain/hover-places.ts';
import { summary } from './explain/outcome.ts';
import { openQuestions } from './explain/questions.ts';
import { references } from './explain/references.ts';
import { collectFacts } from './facts/collect.ts';
import type { FileFacts } from './facts/facts.ts';
import { recollected } from './facts/recollect.ts';
import { type Mended, mend } from './fixes/mend.ts';
import { changedSources } from './index/changes.ts';
import { Index } from './index/index.ts';
import { Memo } from './index/memo.ts';
import { trackedNames } from './index/tracked.ts';
import { BuildFiles } from './kbuild/build-files.ts';
import { buildFilesAround } from './kbuild/modules.ts';
import { Lowerer } from './lower/lower.ts';
import { MaskedTexts } from './lower/masked-texts.ts';
import { matrixModel } from './matrix/model.ts';
import { Navigation } from './navigate/navigation.ts';
import { countFiles, workspaceFiles } from './negotiate/discover.ts';
import { withExports } from './negotiate/exported.ts';
import { type Folding, folding } from './negotiate/folding.ts';
import { builtInText, modelFacts } from './negotiate/model.ts';
import { BUILD, Negotiation } from './negotiate/negotiation.ts';
import { coverageOf } from './negotiate/pairs.ts';
import { findings } from './rules/run.ts';
import { ignoreHere } from './rules/silencing-comment.ts';
import type { CParser } from './syntax/contract.ts';
import { LineIndex } from './syntax/lines.ts';
import { type MaskedFile, mask } from './syntax/mask.ts';
import { remasked } from './syntax/remask.ts';
import { blanksIn, restretched, type Stretched, stretched } from './syntax/slack.ts';
import type { Packer } from './text/texts.ts';
import type { Side } from './tree-answers.ts';

/** After so many changes of files, searches end that nobody needs any more. */
const CLEANING = 32;

/** How severe a rule's findings in a file are, or that they are not wanted; undefined for what the rule says itself. */
export type LevelOf = (rule: string, file: string) => Severity | 'off' | undefined;

export interface ProjectOptions {
  /** Reads a file's facts from its text. */
  collect?: typeof collectFacts;
  /** Hears of a rule that throws; without it, that is thrown on. */
  ruleFailed?: (rule: string, error: unknown) => void;
  /** Has texts take less room after `rest`. */
  packer?: Packer;
}

/**
 * One source tree. Give it the text of every file that matters by `triggerIn`, and of those that `Neighbours` has enter (any other file is accepted too, and ignored if
 * it says nothing); ask it anything at any time. Answers are computed when asked and kept until a file changes. No method throws on any text.
 */
export class Project {
  /** Symbols, calls and renaming. */
  readonly navigation: Navigation;
  /** Completion, signatures and what can be added. */
  readonly authoring: Authoring;
  private readonly parser: CParser;
  private readonly collect: typeof collectFacts;
  private readonly ruleFailed: ((rule: string, error: unknown) => void) | undefined;
  private readonly index: Index;
  /** Files that changed since they were given first: the index has their texts with room for more changes. */
  private readonly edited = new Map<string, Stretched>();
  private readonly masks: MaskedTexts;
  private readonly lineIndexes = new Map<string, LineIndex>();
  /** Of texts that files had before edits, if nobody has asked for lines since. */
  private readonly formerLines = new Map<string, LineIndex>();
  private readonly memo = new Memo();
  private readonly build = new BuildFiles();
  private changes = 0;
  private readonly negotiation: Negotiation;
  /** With the levels that rules have by themselves. */
  private found: Finding[] | undefined;
  private rated: Finding[] | undefined;
  private attached: Attachments | undefined;
  private readonly results = new ResultReader();
  private levelOf: LevelOf = () => undefined;
  /** As last given, to tell whether it changes. */
  private given: { assumptions: string; configuration: string | undefined } = { assumptions: '', configuration: undefined };

  constructor(parser: CParser, { collect = collectFacts, ruleFailed, packer }: ProjectOptions = {}) {
    this.parser = parser;
    this.collect = collect;
    this.ruleFailed = ruleFailed;
    this.index = new Index(packer);
    this.masks = new MaskedTexts({ text: (file) => this.index.text(file) ?? '', facts: (file) => this.index.facts(file) });
    for (const facts of modelFacts()) this.index.set(facts, builtInText(facts.file) ?? '');
    const lowerer = new Lowerer(trackedNames(this.index, this.memo), parser, this.masks, this.memo);
    const modules = () => this.build.modules();
    this.negotiation = new Negotiation(lowerer, { lines: (file) => this.lines(file), summary, modules });
    this.navigation = new Navigation(this.negotiation);
    this.authoring = new Authoring(this.negotiation);
  }

  /** Adds a file or replaces its text. `file` is the path below the root, with `/`. */
  setFile(file: string, text: string): void {
    if (this.text(file) !== text) this.put(file, text);
  }

  /** Changes no answer, but makes the first edit of a file cost no more than those that follow. To be called when nobody waits: it reads the file again. */
  prepare(file: string): void {
    if (!this.edited.has(file) && this.index.facts(file) && !this.memo.isEmpty) this.put(file, this.index.text(file) ?? '');
  }

  private put(file: string, text: string): void {
    const before = this.index.facts(file);
    if (before && !this.memo.isEmpty) {
      const known = this.edited.get(file);
      this.edited.set(file, known ? restretched(known, text) : stretched(text));
    } else this.edited.delete(file);
    const inner = this.edited.get(file)?.inner ?? text;
    const { facts, masked } = this.edit(file, inner) ?? this.read(file, inner);
    this.changed(file, before, this.index.set(facts, inner));
    // What is edited is looked at again soon.
    if (before && masked) this.masks.set(file, masked);
  }

  /**
   * Changes no answer, but has what was not read lately take less room, in pieces: stops when `isTimeUp`, and answers whether it is done. To be called when
   * nobody waits.
   */
  rest(isTimeUp: () => boolean): boolean {
    const isEdited = (file: string) => this.edited.has(file);
    for (const file of this.lineIndexes.keys()) if (!isEdited(file)) this.lineIndexes.delete(file);
    return this.index.rest(isTimeUp, isEdited);
  }

  removeFile(file: string): void {
    const before = this.index.facts(file);
    if (!before) return;
    this.edited.delete(file);
    this.changed(file, before, this.index.remove(file));
  }

  /** Build files that can say what modules the files of the project belong to, whether they exist or not; see `setBuildFile`. */
  buildFiles(): string[] {
    return buildFilesAround(this.files());
  }

  /** Gives the text of a Makefile, Kbuild or Kconfig, or says that there is none any more. */
  setBuildFile(file: string, text: string | undefined): void {
    if (!this.build.set(file, text)) return;
    this.forgetFindings();
    this.memo.forget([BUILD]);
  }

  /**
   * Decides questions from outside: `assumptions` in the spelling of conditions (`CONFIG_X=y`, `pci_p2pdma_distance(...) >= 0`, `!x`), and the text of a
   * kernel `.config`, which decides every Kconfig symbol that no assumption is about. Replaces what was given before; to give the same again costs
   * little, and is due when files have changed that define the enumerators in assumptions. Answers the assumptions that are not understood.
   */
  assume(assumptions: readonly string[], configuration?: string): string[] {
    const parsed = assumptions.map((text) => parseAssumption(text, (name) => this.enumerator(name)));
    const understood = parsed.filter((each) => each !== undefined);
    const given = understood.map(({ subject, comparison, value }) => `${subject} ${comparison} ${value}`).join('\n');
    if (given !== this.given.assumptions || configuration !== this.given.configuration) {
      this.given = { assumptions: given, configuration };
      this.forgetFindings();
      this.negotiation.assume({
        assumptions: understood,
        ...(configuration === undefined ? {} : { configuration: parseConfiguration(configuration) }),
      });
    }
    return assumptions.filter((_, index) => parsed[index] === undefined);
  }

  /** Single questions that the conditions of all pairs ask, in the spelling that `assume` takes, most frequent first. */
  questions(): string[] {
    return openQuestions(this.classes());
  }

  has(file: string): boolean {
    return this.index.facts(file) !== undefined;
  }

  files(): string[] {
    return workspaceFiles(this.index);
  }

  /**
   * Identifiers whose users may lie in files that do not matter by themselves: give such files too, found by these names as whole words, and ask again.
   * They are functions that hand on to an attach call, and tables that hold such functions. Stable order; no duplicates.
   */
  sought(): string[] {
    return this.negotiation.sought();
  }

  types(): MappingTypeInfo[] {
    return this.negotiation.types().map((type) => type.info);
  }

  exporters(): ExporterInfo[] {
    return this.negotiation.exporters().map((exporter) => withExports(this.negotiation, exporter));
  }

  importers(): ImporterInfo[] {
    return this.negotiation.importers().map((importer) => importer.info);
  }

  cell(importer: string, exporter: string): Cell {
    return this.negotiation.cell(importer, exporter);
  }

  /** Whole matrix, but for pairs of two stand-ins; `pause` is called between rows and may throw to cancel. */
  matrix(pause?: () => void): Matrix {
    const importers = this.importers();
    const exporters = this.exporters();
    const cells = [...this.cells(importers, exporters, pause)];
    return { importers: importers.map(({ id }) => id), exporters: exporters.map(({ id }) => id), cells, coverage: coverageOf(cells) };
  }

  /** The whole matrix in classes, for a page that shows it; `pause` as for `matrix`. */
  matrixModel(pause?: () => void): MatrixModel {
    const importers = this.importers();
    const exporters = this.exporters();
    const cells = [...this.classes(pause)].map(({ cell }) => cell);
    return matrixModel({ importers, exporters, cells, alike: this.negotiation.alike() });
  }

  explain(importer: string, exporter: string): Explanation | undefined {
    return this.negotiation.explain(importer, exporter);
  }

  /** Findings of one file, or of the whole tree in the order of files and places. Those of rules that are switched off are left out. */
  findings(file?: string): Finding[] {
    const assuming = this.given.assumptions !== '' || this.given.configuration !== undefined;
    this.found ??= findings(this.negotiation, { assuming, ...(this.ruleFailed && { failed: this.ruleFailed }) });
    this.rated ??= this.found.flatMap((finding) => {
      const severity = this.levelOf(finding.rule, finding.location.file) ?? finding.severity;
      return severity === 'off' ? [] : [{ ...finding, severity }];
    });
    return file === undefined ? this.rated : this.rated.filter((finding) => finding.location.file === file);
  }

  /** Decides how severe findings are from now on, in place of what was said before. */
  setLevels(levelOf: LevelOf): void {
    this.levelOf = levelOf;
    this.rated = undefined;
    this.attached = undefined;
  }

  /** What files become when, of every finding, the first fix that `wants` lets through is applied, until nothing is left to mend. Changes nothing. */
  mend(wants: (finding: Finding, fix: Fix) => boolean): Mended {
    return mend(this, wants);
  }

  /** The edit that puts a comment above the place of a finding, which silences it; undefined where no such comment can stand. */
  ignoreHere(finding: Finding): Fix | undefined {
    return ignoreHere(this.text(finding.location.file) ?? '', finding);
  }

  /** The text of a file as it was given; undefined if there is none of that name. */
  text(file: string): string | undefined {
    return this.edited.get(file)?.text ?? this.index.text(file);
  }

  hover(file: string, position: Position): HoverAnswer | undefined {
    if (!this.has(file)) return undefined;
    return hover(this.negotiation, file, this.lines(file).offset(position.line, position.character));
  }

  /** Where in the file a person hovers first; not every such place has a hover. None for files that are not in the project. */
  hoverPlaces(file: string): Position[] {
    if (!this.has(file)) return [];
    return hoverPlaces(this.negotiation, file).map((offset) => this.lines(file).position(offset));
  }

  /** What an editor shows in the file without being asked: inlay hints, code lenses, colours. Nothing for files that are not in the project. */
  annotations(file: string): FileAnnotations {
    if (!this.has(file)) return { hints: [], lenses: [], words: [] };
    return annotations(this.negotiation, file);
  }

  definition(file: string, position: Position): Location[] {
    if (!this.has(file)) return [];
    return definition(this.negotiation, file, this.lines(file).offset(position.line, position.character));
  }

  /** Every use of the name at a position, and its declarations; empty for names that are not of the interface. */
  references(file: string, position: Position): Location[] {
    if (!this.has(file)) return [];
    return references(this.negotiation, file, this.lines(file).offset(position.line, position.character));
  }

  /** Every pair as it is now, for the attachments tree. */
  attachments(): Attachments {
    this.attached ??= new Attachments(
      pairTable(this.negotiation, { files: countFiles(this.index), findings: this.findings(), reader: this.results }),
    );
    return this.attached;
  }

  /** What a row of the attachments tree stands for, in the manner of hovers; undefined for rows that say it all, and for those that are gone. */
  rowDetail(path: readonly string[]): string | undefined {
    return rowDetail(this.negotiation, path);
  }

  /** The importers and exporters that the code at a position is about; those of the function or object around it last. */
  sidesAt(file: string, position: Position): Side[] {
    if (!this.has(file)) return [];
    return sidesAt(this.negotiation, file, this.lines(file).offset(position.line, position.character));
  }

  private *cells(importers: readonly ImporterInfo[], exporters: readonly ExporterInfo[], pause?: () => void): Generator<Cell> {
    for (const importer of importers) {
      pause?.();
      for (const exporter of exporters) if (!importer.builtIn || !exporter.builtIn) yield this.cell(importer.id, exporter.id);
    }
  }

  /** A pair for each two classes of sides that are alike, with the number of pairs that it stands for. */
  private *classes(pause?: () => void): Generator<{ cell: Cell; pairs: number }> {
    const alike = this.negotiation.alike();
    const [from, to] = [folding(alike.importers), folding(alike.exporters)];
    const sized = <Info extends { id: string }>(infos: readonly Info[], { firsts, members }: Folding) =>
      new Map(firsts.map((first, number) => [infos[first]!.id, { info: infos[first]!, size: members[number]!.length }]));
    const [importers, exporters] = [sized(this.importers(), from), sized(this.exporters(), to)];
    const infos = <Info>(sides: ReadonlyMap<string, { info: Info }>) => [...sides.values()].map(({ info }) => info);
    for (const cell of this.cells(infos(importers), infos(exporters), pause))
      yield { cell, pairs: importers.get(cell.importer)!.size * exporters.get(cell.exporter)!.size };
  }

  /** The facts of a text, and the masked text if it was made for that. */
  private read(file: string, text: string): { facts: FileFacts; masked?: MaskedFile } {
    let masked: MaskedFile | undefined;
    const facts = this.collect(file, text, this.parser, (each) => {
      masked = mask(each);
      return masked;
    });
    return masked ? { facts, masked } : { facts };
  }

  /** The same from what is known of the text before; undefined if that cannot tell. */
  private edit(file: string, text: string): { facts: FileFacts; masked: MaskedFile } | undefined {
    const [known, masked] = [this.index.facts(file), this.masks.known(file)];
    if (!known || !masked) return undefined;
    const read = { text: this.index.text(file) ?? '', masked };
    const now = remasked(read, text);
    const facts = now && recollected(known, read, now, this.parser);
    return facts && { facts, masked: now.masked };
  }

  private forgetFindings(): void {
    this.found = undefined;
    this.rated = undefined;
    this.attached = undefined;
  }

  private enumerator(name: string): number | undefined {
    for (const file of this.index.files()) {
      const declared = this.index.facts(file)?.enums.some(({ enumerators }) => enumerators.some((each) => each.name === name));
      if (declared) return this.negotiation.constant(name, file);
    }
    return undefined;
  }

  private readonly mayBeIncluded = (file: string): boolean => this.index.mayBeIncluded(file);

  private changed(file: string, before: FileFacts | undefined, searches: readonly string[]): void {
    this.masks.forget(file);
    const lines = this.lineIndexes.get(file);
    this.lineIndexes.delete(file);
    if (!this.edited.has(file)) this.formerLines.delete(file);
    else if (lines) this.formerLines.set(file, lines);
    this.forgetFindings();
    if (this.memo.isEmpty) return;
    const sources = changedSources(before, this.index.facts(file), this.mayBeIncluded);
    for (const source of searches) sources.add(source);
    this.memo.forget(sources);
    if (++this.changes % CLEANING === 0) this.index.keepSearches((source) => this.memo.isRead(source));
  }

  private lines(file: string): LineIndex {
    let lines = this.lineIndexes.get(file);
    if (!lines) {
      const edited = this.edited.get(file);
      lines = new LineIndex(this.index.text(file) ?? '', edited && blanksIn(edited), this.formerLines.get(file));
      this.lineIndexes.set(file, lines);
      this.formerLines.delete(file);
    }
    return lines;
  }
}
