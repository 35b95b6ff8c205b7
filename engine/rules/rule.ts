/** The shape of a rule; one file per rule, listed in registry.ts. */
import type { Fix, Severity } from '../answers.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Place } from '../negotiate/offer.ts';

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
  /** Every finding of the snapshot, in any order. Never throws. */
  check: (analysis: Analysis) => RawFinding[];
}
