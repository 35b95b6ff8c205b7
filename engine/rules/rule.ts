/** The shape of a rule; one file per rule, listed in registry.ts. */
import type { Fix, Severity } from '../answers.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Place } from '../negotiate/offer.ts';
import type { Directive, SilencingComments } from './silence.ts';

export interface RawFinding {
  at: Place;
  message: string;
  related: { at: Place; message: string }[];
  /** What is found has no effect: editors show it faded. */
  fade?: true;
  /** Built when somebody asks, since most findings are shown more often than mended. */
  fixes: () => Fix[];
}

export interface Rule {
  id: string;
  severity: Severity;
  /** One line, for settings and indexes. */
  summary: string;
  /** Asked in trees that know no mapping types, too. */
  everywhere?: true;
  /** Every finding of the snapshot, in any order. Never throws. */
  check: (analysis: Analysis) => RawFinding[];
  /** Findings about the comments that silence others; asked when all rules are through. Never throws. */
  checkDirectives?: (analysis: Analysis, comments: AllComments) => RawFinding[];
}

export interface CommentsInFile extends SilencingComments {
  file: string;
  /** Ids of the rules of which each directive silenced a finding. */
  silenced: ReadonlyMap<Directive, ReadonlySet<string>>;
}

interface AllComments {
  /** Those with silencing comments, or with what looks like one. */
  files: CommentsInFile[];
  /** Ids of all rules. */
  ids: readonly string[];
  /** False if findings may be missing for want of counterparts, or because an assumption rules them out. */
  complete: boolean;
}
