/** The facade: texts in, answers out. */
import type {
  AttachmentTree,
  Cell,
  Explanation,
  ExporterInfo,
  Finding,
  HoverAnswer,
  ImporterInfo,
  Location,
  MappingTypeInfo,
  Matrix,
  Position,
} from './answers.ts';
import type { CParser } from './syntax/contract.ts';

/**
 * One source tree. Give it the text of every file that `mayMatter` lets through (any other file is accepted too, and ignored if it says nothing);
 * ask it anything at any time. Answers are computed when asked and kept until a file changes. No method throws on any text.
 */
export class Project {
  constructor(parser: CParser) {
    void parser;
  }

  /** Adds a file or replaces its text. `file` is the path below the root, with `/`. */
  setFile(file: string, text: string): void {
    void file;
    void text;
  }
  removeFile(file: string): void {
    void file;
  }
  has(file: string): boolean {
    void file;
    return false;
  }
  files(): string[] {
    return [];
  }
  types(): MappingTypeInfo[] {
    return [];
  }
  exporters(): ExporterInfo[] {
    return [];
  }
  importers(): ImporterInfo[] {
    return [];
  }
  cell(importer: string, exporter: string): Cell {
    return { importer, exporter, outcomes: [] };
  }
  /** Whole matrix; `pause` is called between rows and may throw to cancel. */
  matrix(pause?: () => void): Matrix {
    pause?.();
    return { importers: [], exporters: [], cells: [] };
  }
  explain(importer: string, exporter: string): Explanation | undefined {
    void importer;
    void exporter;
    return undefined;
  }
  /** Findings of one file, or of the whole tree in the order of files and places. */
  findings(file?: string): Finding[] {
    void file;
    return [];
  }
  hover(file: string, position: Position): HoverAnswer | undefined {
    void file;
    void position;
    return undefined;
  }
  definition(file: string, position: Position): Location[] {
    void file;
    void position;
    return [];
  }
  tree(): AttachmentTree {
    return { importers: [], counts: { files: 0, importers: 0, exporters: 0, types: 0, findings: 0 } };
  }
}
