/** What of a matrix is shown: filters, classes that are open, answers to what-if questions. Plain data in and out. */
import type { MatrixKind, MatrixModel, MatrixSide } from '../answers.ts';
import { type Pins, type ShownResult, underPins } from './what-if.ts';

/** Which of the results are looked for. */
export const OUTCOMES = ['works', 'depends', 'never', 'p2p', 'defect', 'unknown'] as const;
export type OutcomeFilter = (typeof OUTCOMES)[number];

export interface SideChoice {
  /** Words that name, path, subsystem or module contain, in whatever case; all of them. */
  text?: string;
  /** This one or one below it. */
  subsystem?: string;
  /** Keys of classes whose members stand apart. */
  open?: ReadonlySet<string>;
}

export interface MatrixChoice {
  importers: SideChoice;
  exporters: SideChoice;
  /** Label of a mapping type that may come out. */
  type?: string;
  outcome?: OutcomeFilter;
  pins: Pins;
}

/** One row or column: a class, or a member of an open class. */
export interface Line {
  key: string;
  /** Index in the model's rows or columns. */
  class: number;
  /** Those that the filters leave, as indices in the model's sides; one for a member. */
  sides: number[];
  /** Whether the class has members to show, and does. */
  role: 'single' | 'closed' | 'open' | 'member';
}

export interface MatrixView {
  rows: Line[];
  columns: Line[];
  /** By index in the model's results. */
  results: ShownResult[];
  /** The same: whether type and outcome are those that are looked for. */
  wanted: boolean[];
  /** Pairs of what is shown. */
  pairs: number;
  /** Importers and exporters that are shown. */
  sides: { importers: number; exporters: number };
}

/** Rows and columns that have something to show. Never throws. */
export function matrixView(model: MatrixModel, choice: MatrixChoice): MatrixView {
  const results = model.results.map((result) => underPins(result, choice.pins));
  const wanted = results.map((result) => isWanted(result, model.kinds, choice));
  const narrowed = choice.type !== undefined || choice.outcome !== undefined;
  const rowMembers = chosenMembers(model.rows, model.importers, choice.importers);
  const columnMembers = chosenMembers(model.columns, model.exporters, choice.exporters);
  const shows = (row: number, column: number): boolean => {
    const result = model.cells[row]![column]!;
    return columnMembers[column]!.length > 0 && rowMembers[row]!.length > 0 && (!narrowed || (result >= 0 && wanted[result]!));
  };
  const rowShown = model.rows.map((_, row) => model.columns.some((_, column) => shows(row, column)));
  const columnShown = model.columns.map((_, column) => model.rows.some((_, row) => shows(row, column)));
  const rows = linesOf(model.importers, model.rows, rowMembers, { shown: rowShown, open: choice.importers.open });
  const columns = linesOf(model.exporters, model.columns, columnMembers, { shown: columnShown, open: choice.exporters.open });
  const count = (members: number[][], shown: boolean[]) => members.reduce((sum, each, index) => sum + (shown[index] ? each.length : 0), 0);
  let pairs = 0;
  for (const [row, members] of rowMembers.entries()) {
    if (!rowShown[row]) continue;
    for (const [column, others] of columnMembers.entries())
      if (columnShown[column] && model.cells[row]![column]! >= 0) pairs += members.length * others.length;
  }
  return {
    rows,
    columns,
    results,
    wanted,
    pairs,
    sides: { importers: count(rowMembers, rowShown), exporters: count(columnMembers, columnShown) },
  };
}

/** Index of the result where two lines meet; -1 if they never meet. */
export function resultAt(model: MatrixModel, row: Line, column: Line): number {
  return model.cells[row.class]![column.class]!;
}

function isWanted({ kinds }: ShownResult, all: readonly MatrixKind[], { type, outcome }: MatrixChoice): boolean {
  const own = kinds.map((kind) => all[kind]!);
  if (type !== undefined && !own.some((kind) => kind.type?.label === type)) return false;
  const matches = own.filter(({ kind }) => kind === 'matched').length;
  switch (outcome) {
    case 'works':
      return own.length > 0 && matches === own.length;
    case 'depends':
      return own.length > 1;
    case 'never':
      return own.length > 0 && own.every(({ kind }) => kind === 'error' || kind === 'defect');
    case 'p2p':
      return own.some(({ p2p }) => p2p === 'yes');
    case 'defect':
    case 'unknown':
      return own.some(({ kind }) => kind === outcome);
    default:
      return true;
  }
}

function chosenMembers(classes: readonly number[][], sides: readonly MatrixSide[], choice: SideChoice): number[][] {
  const words = (choice.text ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const { subsystem } = choice;
  if (words.length === 0 && subsystem === undefined) return classes.map((members) => [...members]);
  const chosen = sides.map((side) => {
    const text = [side.name, side.location.file, side.subsystem ?? '', side.module ?? ''].join(' ').toLowerCase();
    const below = subsystem === undefined || `${side.subsystem ?? ''}/`.startsWith(`${subsystem}/`);
    return below && words.every((word) => text.includes(word));
  });
  return classes.map((members) => members.filter((member) => chosen[member]));
}

/** A class is known by its first member, whatever the filters leave of it. */
export function classKey(classes: readonly number[][], sides: readonly MatrixSide[], index: number): string {
  return sides[classes[index]![0]!]!.id;
}

function linesOf(
  sides: readonly MatrixSide[],
  classes: readonly number[][],
  members: readonly number[][],
  { shown, open }: { shown: readonly boolean[]; open: SideChoice['open'] },
): Line[] {
  return members.flatMap((own, index): Line[] => {
    if (!shown[index]) return [];
    if (own.length === 1) return [{ key: sides[own[0]!]!.id, class: index, sides: own, role: 'single' }];
    const id = classKey(classes, sides, index);
    if (!open?.has(id)) return [{ key: `${id}*`, class: index, sides: own, role: 'closed' }];
    const apart = own.map((side): Line => ({ key: sides[side]!.id, class: index, sides: [side], role: 'member' }));
    return [{ key: `${id}*`, class: index, sides: own, role: 'open' }, ...apart];
  });
}

/** Every subsystem of the sides, and those above them, sorted. */
export function subsystemsOf(sides: readonly MatrixSide[]): string[] {
  const all = new Set<string>();
  for (const { subsystem } of sides) {
    const parts = subsystem?.split('/') ?? [];
    for (let length = 1; length <= parts.length; length++) all.add(parts.slice(0, length).join('/'));
  }
  return [...all].sort();
}
