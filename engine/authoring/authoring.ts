/** What editors ask while code is being written, by file and position. */
import type { Position } from '../answers.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { addType, type Rewrite } from './add-type.ts';
import { type Completion, completions } from './completion.ts';
import { documentationOf } from './documentation.ts';
import { rewrites } from './rewrites.ts';
import { type Signature, signatureAt } from './signature.ts';

/** Each answer is empty or undefined for files that are not there and outside of the interface's constructs. No method throws on any text. */
export class Authoring {
  private readonly analysis: Analysis;

  constructor(analysis: Analysis) {
    this.analysis = analysis;
  }

  completions(file: string, position: Position): Completion[] {
    return this.has(file) ? completions(this.analysis, file, this.offset(file, position)) : [];
  }

  /** Markdown, with links in the form of hovers, about a completion by its label. */
  documentation(file: string, label: string): string {
    return this.has(file) ? documentationOf(this.analysis, file, label) : '';
  }

  signature(file: string, position: Position): Signature | undefined {
    return this.has(file) ? signatureAt(this.analysis, file, this.offset(file, position)) : undefined;
  }

  /** Entries and types that can be added at a position. */
  rewrites(file: string, position: Position): Rewrite[] {
    return this.has(file) ? rewrites(this.analysis, file, this.offset(file, position)) : [];
  }

  /** A mapping type with names that begin with `stem`, near a position. */
  addType(file: string, position: Position, stem: string): ReturnType<typeof addType> {
    return addType(this.analysis, file, this.has(file) ? this.offset(file, position) : 0, stem);
  }

  private has(file: string): boolean {
    return this.analysis.names.facts(file) !== undefined;
  }

  private offset(file: string, { line, character }: Position): number {
    return this.analysis.offset(file, line, character);
  }
}
