/**
 * What the engine answers, as plain data that survives JSON. Server, client and command line share these types; there is no code here.
 * What the attachments tree shows is in tree-answers.ts.
 * Files are named by their path below the project root, with `/`. Lines and characters count from 0, characters are UTF-16 units.
 */

import type { TreeOverview } from './tree-answers.ts';

export interface Position {
  line: number;
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

export interface Location {
  /** A name that starts with `model:` is a text of the built-in model: it is read-only, in no folder, and `dmabuf/builtInText` gives it. */
  file: string;
  range: Range;
}

/** How an exporter takes part: a `match_mapping` callback, one `single_exporter_match` entry, old ops read as one SGT entry, or no matcher. */
export type MatchKind = 'callback' | 'single' | 'legacy' | 'none';

/** Where a declaration belongs in the kernel. */
export interface Belonging {
  /** By the path: `drm/xe`, `rdma`, `dma-buf/heaps`. Absent for files that are everybody's. */
  subsystem?: string;
  /** Name of the module it is linked into, without `.ko`; `vmlinux` if it can only be built in; several apart by `, `. Absent if no build file says. */
  module?: string;
  /** Kconfig symbols that have to be set for it to be built, as `CONFIG_X`. */
  config?: string[];
}

export interface MappingTypeInfo extends Belonging {
  /** Unique in the project and stable while the definition keeps its file and name. */
  id: string;
  /** The C name of the `struct dma_buf_mapping_type` object. */
  name: string;
  /** Short name for people: the `.name` member, or what the C name says (`dma_buf_mapping_sgt_type` gives `SGT`). */
  label: string;
  location: Location;
  /** The tree uses it but does not define it. */
  builtIn?: true;
}

/** An exporter by itself. */
export interface ExporterSide extends Belonging {
  id: string;
  /** The C name of the `struct dma_buf_ops` object, with the member path if it lies inside another object (`virtgpu_dmabuf_ops.ops`). */
  name: string;
  match: MatchKind;
  location: Location;
  /** The `match_mapping` function, where there is one and it is known. */
  callback?: { name: string; location: Location };
  /** No driver of the tree, but a stand-in where the tree has no DMA-buf core. */
  builtIn?: true;
}

export interface ExporterInfo extends ExporterSide {
  /** Who exports it: who chooses the ops first, then who uses a helper that does. Absent if nobody is known to. */
  exportedBy?: readonly ExportSite[];
}

/** A place where ops become buffers. */
export interface ExportSite extends Belonging {
  /** The function; for `default`, an object with functions of a driver, such as a `struct drm_gem_object_funcs`. */
  function: string;
  /**
   * `call`: a call that leads to `dma_buf_export()`. `assignment`: the ops take the place of those that a helper gave the buffer. `default`: the
   * object leaves the member unset that a helper stands in for.
   */
  how: 'call' | 'assignment' | 'default';
  /** The name of the called function at the call, the assignment, or the object. */
  location: Location;
  /** Functions from there to `dma_buf_export()`, the first one called first. */
  via?: string[];
  /** What is exported is a copy, which may have been changed. */
  copied?: true;
}

export interface TableUse {
  /** Object and member, such as `vb2_dma_contig_memops.attach_dmabuf`. */
  name: string;
  /** The object's definition. */
  location: Location;
  /** Other files that take the object's address; none are told for an object that only its own file sees. */
  users: string[];
}

export interface ImporterInfo extends Belonging {
  id: string;
  /** The importer's own function, from which control reaches the attach call; with `#2` and so on for its second way to an attach call. */
  name: string;
  function: string;
  /** The attach function that is called in the end. */
  callee: string;
  /** The place in the importer's own function: the name of the attach function, or of the wrapper, at its call. */
  location: Location;
  /** No driver of the tree, but a stand-in where the tree has no DMA-buf core. */
  builtIn?: true;
  /** The attach call and the function that holds it, where that is not the importer's own. */
  site?: { function: string; location: Location };
  /** Each function from the importer's own to the one with the attach call, and the call it makes; with `site`. */
  via?: { function: string; location: Location }[];
  /** What is handed over for importer ops, in words of the source, or `unknown: ` and why. Absent if the attach function takes none. */
  parameters?: string;
  /** The function pointer that is called in place of the importer's first call if it is set, such as `dev->driver->gem_prime_import`. */
  insteadOf?: string;
  /** Objects through which the importer's function is called, as far as they are known. */
  tables?: TableUse[];
}

export type OutcomeKind = 'matched' | 'error' | 'defect' | 'unknown';

export type DefectKind = 'uninitialized' | 'null-call' | 'null-dereference' | 'out-of-bounds' | 'positive-return';

export interface Outcome {
  kind: OutcomeKind;
  /** `matched`: label of the chosen mapping type. */
  type?: string;
  /** `matched`: index in the exporter's list. */
  exporterEntry?: number;
  /** `matched`: index in the importer's list. */
  importerEntry?: number;
  /** `matched`: fields of the resulting `attach->map_type`, in source spelling, without `type` and `exp_ops`. */
  fields?: Record<string, string>;
  /** `matched`: whether peer-to-peer transfers are allowed, where the tree lets us know. */
  p2p?: 'yes' | 'no';
  /** `error`: the errno name, such as `EINVAL`; `unknown errno` if the code does not say. */
  errno?: string;
  defect?: DefectKind;
  /** `unknown`: why the engine does not say more; `defect` and `error`: one sentence about what happens. */
  reason?: string;
  /** Where the outcome was decided. */
  where?: Location;
  /** All of them hold when this outcome occurs. Empty: always. An alternative is one string that contains ` or `. */
  conditions: string[];
}

/** One importer × exporter pair. */
export interface Cell {
  importer: string;
  exporter: string;
  outcomes: Outcome[];
}

export interface Matrix {
  importers: string[];
  exporters: string[];
  /** Every pair but those of two stand-ins. */
  cells: Cell[];
  /** Pairs without an `unknown` outcome, of all pairs. */
  coverage: { decided: number; pairs: number };
}

/** Every pair at a glance: sides that come to the same with all counterparts are one class, and equal results are told once. */
export interface MatrixModel {
  importers: MatrixSide[];
  exporters: MatrixSide[];
  /** Classes of importers, as indices in `importers`; in the order of their first members. */
  rows: number[][];
  /** Classes of exporters, as indices in `exporters`. */
  columns: number[][];
  /** By row, then column: an index in `results`; -1 for two sides that never meet. */
  cells: number[][];
  results: MatrixResult[];
  /** What can come out of some pair, the most frequent match first. */
  kinds: MatrixKind[];
  /** Questions that conditions ask, the one that decides most pairs first. */
  switches: MatrixSwitch[];
  coverage: Matrix['coverage'];
}

export interface MatrixSide extends Belonging {
  id: string;
  name: string;
  location: Location;
  builtIn?: true;
}

export interface MatrixResult {
  /** One line: `SGT, P2P when …; otherwise SGT`. */
  summary: string;
  outcomes: { kind: number; label: string; when: MatrixFormula }[];
}

export interface MatrixKind {
  kind: OutcomeKind;
  /** One or two characters that tell it from other kinds; defects share one. */
  mark: string;
  label: string;
  /** `matched`: the type, and its number in the order of frequency. */
  type?: { label: string; number: number };
  p2p?: 'yes' | 'no';
  /** Pairs that may come to it. */
  pairs: number;
}

/** Conditions as data. An `atom` is open if it names no switch; else it holds if the switch is at one of `holds`. */
export type MatrixFormula =
  | { all: MatrixFormula[] }
  | { any: MatrixFormula[] }
  | { atom: string; question?: { switch: number; holds: number[] } };

/** A question with its answers; `assumption` is an answer as settings spell it. */
export interface MatrixSwitch {
  text: string;
  choices: { label: string; assumption: string }[];
  /** Pairs that depend on it. */
  pairs: number;
}

/** One way in which a pair ends, as a page tells it. */
export interface MatrixRun {
  summary: string;
  steps: Pick<Step, 'text' | 'depth' | 'location'>[];
}

/** Explanations for a file: of the first pair of each class, by row and column. The steps of a run are indices in `steps`. */
export interface MatrixSteps {
  steps: MatrixRun['steps'];
  runs: { summary: string; steps: number[] }[][][];
}

/** One workspace folder's matrix, as the server answers `dmabuf/matrix`. */
export interface RootMatrix {
  uri: string;
  name: string;
  state: RootState;
  model: MatrixModel;
  given: Given;
}

/** One step of a simulated negotiation. */
export interface Step {
  kind: 'attach' | 'offer' | 'compare' | 'match' | 'finish' | 'condition' | 'result';
  /** One line, for people. */
  text: string;
  /** Source line that did it; absent for steps of the core that the workspace has no text for. */
  location?: Location;
  depth: number;
}

export interface Explanation {
  importer: ImporterInfo;
  exporter: ExporterInfo;
  /** One run per distinct outcome, in the order of the cell's outcomes. */
  runs: { outcome: Outcome; summary: string; steps: Step[] }[];
}

/** A question that decides what comes out of pairs, such as `pci_p2pdma_distance(...) >= 0`, and the assumptions that answer it. */
export interface Question {
  /** As conditions spell it. */
  text: string;
  /** The assumption that it holds. */
  holds: string;
  /** The assumption that it does not. */
  fails: string;
  /** Absent while the question is open. */
  assumed?: 'holds' | 'fails';
  /** What is assumed, as it was given. */
  assumption?: string;
}

export type Severity = 'error' | 'warning' | 'info' | 'hint';

export interface TextEdit {
  file: string;
  range: Range;
  newText: string;
}

export interface Fix {
  title: string;
  /** Safe: behaviour changes only as the finding asks. Unsafe: needs a look. */
  safe: boolean;
  edits: TextEdit[];
}

export interface Finding {
  rule: string;
  severity: Severity;
  location: Location;
  message: string;
  related: { location: Location; message: string }[];
  fixes: Fix[];
  /** What is found has no effect: editors show it faded. */
  fade?: true;
}

export interface HoverAnswer {
  /** The token the hover is about. */
  range: Range;
  /** GitHub-flavoured Markdown; text from sources is escaped. Links are `file:` paths relative to the root in the form `dmabuf-open:FILE#LINE`. */
  markdown: string;
  /** Whose counterparts it counts, for those who want to see all of them. */
  about?: Counted;
}

/** What an editor shows in a file, and over its lines, without being asked. All in the order of the text. */
export interface FileAnnotations {
  hints: InlayNote[];
  lenses: LensNote[];
  /** Words of ours, for colours. They never overlap. */
  words: ColouredWord[];
}

/** A few words between the words of a line. */
export interface InlayNote {
  position: Position;
  label: string;
  /** `before` the code at the position, or `after` the code that ends there. */
  side: 'before' | 'after';
  /** One plain line. */
  tooltip: string;
}

/** A line of counts above a call or a definition. */
export interface LensNote extends Counted {
  /** What it is about: a name. */
  range: Range;
  /** One plain line, such as `7 of 9 exporters match · SGT`. */
  title: string;
}

/** Some importers, or some exporters, whose counterparts are counted. */
export interface Counted {
  of: 'importer' | 'exporter';
  ids: string[];
}

export interface ColouredWord {
  range: Range;
  kind: 'mappingType' | 'constructor' | 'attachCall' | 'exporterOps';
  /** Whose entries a constructor makes. */
  side?: 'importer' | 'exporter';
}

/** What one workspace folder holds, as the server answers `dmabuf/attachments`. */
export interface RootAttachments {
  /** The folder, as a URI. */
  uri: string;
  name: string;
  state: RootState;
  tree: TreeOverview;
  given?: Given;
}

/** What is not asked but assumed, in one workspace folder. */
export interface Given {
  /** Those that are understood, as the settings spell them. */
  assumptions: string[];
  /** The kernel configuration that counts: a path below the folder, or an absolute one. */
  configuration?: string;
}

/** What the server answers to `dmabuf/questions` for one workspace folder. */
export interface RootQuestions {
  uri: string;
  name: string;
  /** Those with an assumption first, then open ones, most frequent first. */
  questions: Question[];
  given: Given;
}

/** How far reading a folder has come. `cancelled` and `failed` keep what was known before. */
export type RootState = 'waiting' | 'indexing' | 'ready' | 'cancelled' | 'failed';

/** How long the last requests of one kind took, in milliseconds. */
export interface RequestTimes {
  kind: string;
  /** Since the start. */
  count: number;
  median: number;
  p95: number;
  max: number;
}

/** What the server answers to `dmabuf/status`; durations in milliseconds, sizes in bytes. */
export interface ServerStatus {
  version: string;
  runtime: string;
  uptime: number;
  memory: Record<string, number>;
  openDocuments: number;
  /** Reading was paused, and not resumed. */
  paused: boolean;
  requests: RequestTimes[];
  roots: {
    uri: string;
    name: string;
    state: RootState;
    /** Files that the last scan looked at. */
    scanned: number;
    /** What could not be read or understood, in words; the name of a setting stands in `file` if it is at fault. */
    problems: { file: string; message: string }[];
    given?: Given;
    counts: TreeOverview['counts'];
    durations: { scan: number; parse: number; answer: number };
  }[];
}
