/** What a person has chosen on the page, in a form that survives a reload and a change of the model. */
import type { MatrixModel } from '../engine/answers.ts';
import { type MatrixChoice, OUTCOMES, type OutcomeFilter, type SideChoice } from '../engine/matrix/view.ts';
import { pinsOf } from '../engine/matrix/what-if.ts';

export interface SideState {
  text: string;
  subsystem: string;
  open: string[];
}

export interface PageState {
  root: string;
  importers: SideState;
  exporters: SideState;
  type: string;
  outcome: string;
  /** Answers to what-if questions, as assumptions. */
  pins: string[];
  zoom: number;
  whatIf: boolean;
  scroll: { top: number; left: number };
  /** Keys of lines. */
  active?: { row: string; column: string };
  selected?: { row: string; column: string };
}

/** Sizes of cells in pixels. */
export const ZOOMS = [
  { width: 26, height: 20 },
  { width: 46, height: 32 },
  { width: 64, height: 44 },
];

export function freshState(root: string): PageState {
  const side = (): SideState => ({ text: '', subsystem: '', open: [] });
  return {
    root,
    importers: side(),
    exporters: side(),
    type: '',
    outcome: '',
    pins: [],
    zoom: 1,
    whatIf: false,
    scroll: { top: 0, left: 0 },
  };
}

/** What was saved, as far as it has the shape. Never throws. */
export function restoredState(saved: unknown): PageState {
  const fresh = freshState('');
  if (typeof saved !== 'object' || saved === null) return fresh;
  return { ...fresh, ...saved };
}

export function choiceOf(model: MatrixModel, state: PageState): MatrixChoice {
  const outcome = OUTCOMES.find((each) => each === state.outcome);
  const narrowed: { type?: string; outcome?: OutcomeFilter } = {};
  if (state.type !== '') narrowed.type = state.type;
  if (outcome) narrowed.outcome = outcome;
  return { importers: sideChoice(state.importers), exporters: sideChoice(state.exporters), pins: pinsOf(model, state.pins), ...narrowed };
}

function sideChoice({ text, subsystem, open }: SideState): SideChoice {
  return { text, open: new Set(open), ...(subsystem !== '' && { subsystem }) };
}
