/** What the page and the editor around it tell each other. Types only. */
import type { Given, Location, MatrixModel, MatrixRun, MatrixSteps, RootState } from '../engine/answers.ts';

/** What is shown, as it comes from the editor or stands in the file. */
export interface Shown {
  /** Of the workspace folder or tree. */
  name: string;
  /** URI of the workspace folder; empty in a file. */
  root: string;
  /** Folders to choose from. */
  roots: { uri: string; name: string }[];
  state: RootState;
  model: MatrixModel;
  given: Given;
  /** Where places lead, with `{file}` and `{line}`; in a file only. */
  links?: string;
  /** How pairs negotiate; in a file only. */
  steps?: MatrixSteps;
}

/** From the page to the editor. */
export type FromPage =
  | { kind: 'ready'; root?: string }
  | { kind: 'choose'; root: string }
  | { kind: 'open'; location: Location }
  | { kind: 'explain'; importer: string; exporter: string }
  | { kind: 'document'; importer: string; exporter: string }
  | { kind: 'keep'; assumptions: string[] }
  | { kind: 'export'; format: 'markdown' | 'csv' | 'svg'; text: string }
  | { kind: 'export'; format: 'html' };

/** From the editor to the page. */
export type ToPage =
  | { kind: 'show'; shown: Shown }
  | { kind: 'explanation'; importer: string; exporter: string; runs: MatrixRun[] | null; example?: string }
  | { kind: 'nothing'; why: string };
