/** The attachments tree, in the manner of answers.ts: plain data that survives JSON, and no code. */
import type { Location, Matrix, Severity } from './answers.ts';

/** What stands at the root of the attachments tree. */
export type TreeGrouping = 'importer' | 'exporter' | 'type' | 'subsystem' | 'outcome';

/** What of the attachments is wanted, and in which order of things. */
export interface TreeView {
  by: TreeGrouping;
  /** Words; each has to be part of a name, a file, a subsystem, a module, or of what comes out, of one side or the other. */
  filter?: string;
  /** Sides with findings, and pairs with a defect. */
  only?: 'problems';
}

/** The worst that can come out of a pair: `conditional` if it matches, but what comes out depends. */
export type PairKind = 'matched' | 'conditional' | 'error' | 'defect' | 'unknown';

/** One row of the attachments tree; its children are asked for with its path. */
export interface TreeRow {
  /** Steps from the root; the same while the thing is there, whatever stands above it in its file. */
  path: string[];
  kind: 'group' | 'page' | 'site' | 'importer' | 'exporter' | 'pair' | 'outcome' | 'finding';
  label: string;
  description: string;
  icon: 'group' | 'type' | 'site' | 'importer' | 'exporter' | PairKind | Severity;
  /** Has findings or defects, in itself or below. */
  problem?: true;
  location?: Location;
  /** Of pairs and their outcomes. */
  pair?: { importer: string; exporter: string };
  leaf?: true;
}

/** What is said of the whole tree. */
export interface TreeOverview {
  counts: {
    files: number;
    importers: number;
    exporters: number;
    types: number;
    findings: number;
    /** Findings that are no mere hints. */
    problems: number;
    /** Of all pairs, those without an `unknown` outcome. */
    coverage?: Matrix['coverage'];
  };
  /** The tree knows no mapping types. */
  oldInterface?: true;
  /** Why no pair can be shown, when there is none. */
  empty?: string;
}

/** An importer or an exporter. */
export interface Side {
  of: 'importer' | 'exporter';
  id: string;
}

/** Some sides, for those who want to pick one. */
export interface FoundSides {
  sides: { id: string; name: string; location: Location }[];
  /** Further ones that the search lets through. */
  more: number;
}

/** Counterparts of one importer or exporter, for those who want to pick one. */
export interface CounterpartGroup {
  /** Of the importer or exporter. */
  name: string;
  /** Rows of pairs. */
  counterparts: TreeRow[];
  /** Further ones that the search lets through. */
  more: number;
}
