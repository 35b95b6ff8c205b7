/** What editors ask about names, by file and position. */
import type { Location, Position } from '../answers.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { type CallItem, type CallLink, callItems, incomingCalls, outgoingCalls } from './calls.ts';
import { type Highlight, highlights } from './highlights.ts';
import { type OutlineItem, outline } from './outline.ts';
import { declaration, implementation } from './places.ts';
import { type Refusal, type RenameEdit, rename, renameTarget } from './rename.ts';
import { type RuleLink, ruleLinks } from './rule-links.ts';
import { type TreeSymbol, treeSymbols } from './symbols.ts';

/** Each answer is empty or undefined for files that are not there and for what is not of the interface. No method throws on any text. */
export class Navigation {
  private readonly analysis: Analysis;

  constructor(analysis: Analysis) {
    this.analysis = analysis;
  }

  highlights(file: string, position: Position): Highlight[] {
    return highlights(this.analysis, file, this.offset(file, position));
  }

  declaration(file: string, position: Position): Location[] {
    return declaration(this.analysis, file, this.offset(file, position));
  }

  implementation(file: string, position: Position): Location[] {
    return implementation(this.analysis, file, this.offset(file, position));
  }

  outline(file: string): OutlineItem[] {
    return outline(this.analysis, file);
  }

  symbols(query: string): TreeSymbol[] {
    return treeSymbols(this.analysis, query);
  }

  callItems(file: string, position: Position): CallItem[] {
    return callItems(this.analysis, file, this.offset(file, position));
  }

  incomingCalls(file: string, position: Position): CallLink[] {
    return incomingCalls(this.analysis, file, this.offset(file, position));
  }

  outgoingCalls(file: string, position: Position): CallLink[] {
    return outgoingCalls(this.analysis, file, this.offset(file, position));
  }

  ruleLinks(file: string): RuleLink[] {
    return ruleLinks(this.analysis, file);
  }

  renameTarget(file: string, position: Position): ReturnType<typeof renameTarget> {
    return renameTarget(this.analysis, file, this.offset(file, position));
  }

  rename(file: string, position: Position, newName: string): { edits: RenameEdit[] } | Refusal {
    return rename(this.analysis, file, this.offset(file, position), newName);
  }

  private offset(file: string, { line, character }: Position): number {
    return this.analysis.names.facts(file) ? this.analysis.offset(file, line, character) : 0;
  }
}
