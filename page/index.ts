/** The matrix page: one script for the editor's panel and for the file that the command line writes. */
import type { MatrixModel } from '../engine/answers.ts';
import { matrixCsv } from '../engine/matrix/csv.ts';
import { matrixMarkdown } from '../engine/matrix/markdown.ts';
import { matrixSvg } from '../engine/matrix/svg.ts';
import { classKey, type Line, type MatrixView, matrixView, resultAt } from '../engine/matrix/view.ts';
import { counted, legendOf, marksOf, placeOf, toneOf } from '../engine/matrix/words.ts';
import { Details } from './details.ts';
import { button, element, toneClasses } from './dom.ts';
import { type CellLook, Grid, type HeaderLook, type Spot } from './grid.ts';
import { findHost } from './host.ts';
import type { Shown } from './messages.ts';
import { choiceOf, freshState, type PageState, restoredState, ZOOMS } from './state.ts';
import { exportChoice, type Format, Toolbar } from './toolbar.ts';
import { WhatIf } from './what-if.ts';

const host = findHost();
let state: PageState = restoredState(host.state.load());
let shown: Shown | undefined;
let view: MatrixView | undefined;

const details = new Details(host);
const grid = new Grid({ activate, move });
const toolbar = new Toolbar(
  {
    change,
    choose: (root) => {
      state = freshState(root);
      host.post({ kind: 'choose', root });
    },
    openAll: () => setOpen('all'),
    closeAll: () => setOpen('none'),
  },
  () => state,
);
const whatIf = new WhatIf({
  change: (pins) => change({ pins }),
  keep: host.isEditor ? (assumptions) => host.post({ kind: 'keep', assumptions }) : undefined,
});
const title = element('h1', {});
const counts = element('p', { class: 'counts', role: 'status' });
const legend = element('ul', { class: 'legend', 'aria-label': 'Legend' });
const whatIfButton = button('What if…', { class: 'secondary', 'aria-expanded': 'false' }, () => change({ whatIf: !state.whatIf }));
const exporting = exportChoice(host.isEditor ? ['markdown', 'csv', 'svg', 'html'] : ['markdown', 'csv', 'svg'], exportAs);
const message = element('p', { class: 'message', role: 'status' }, 'Waiting for the matrix…');
const page = element(
  'main',
  {},
  element('header', {}, title, counts, whatIfButton, exporting),
  toolbar.root,
  legend,
  element('div', { class: 'panes' }, grid.root, element('div', { class: 'aside' }, whatIf.root, details.root)),
);
page.hidden = true;
document.body.append(message, page);

host.listen((told) => {
  if (told.kind === 'explanation') details.explain(told);
  else if (told.kind === 'nothing') {
    message.textContent = told.why;
    message.hidden = false;
    page.hidden = true;
  } else receive(told.shown);
});
host.post({ kind: 'ready', ...(state.root !== '' && { root: state.root }) });

function receive(next: Shown): void {
  if (next.root !== state.root) state = state.root === '' ? { ...state, root: next.root } : freshState(next.root);
  shown = next;
  message.hidden = true;
  page.hidden = false;
  title.textContent = `DMA-buf matrix of ${next.name}`;
  document.title = title.textContent;
  const pins = state.pins.filter((pin) => !next.given.assumptions.includes(pin));
  if (pins.length < state.pins.length) state = { ...state, pins };
  toolbar.show(next.model, next.roots);
  draw();
  grid.root.scrollTop = state.scroll.top;
  grid.root.scrollLeft = state.scroll.left;
}

function change(part: Partial<PageState>): void {
  state = { ...state, ...part };
  draw();
  host.state.save(state);
}

/** Shows everything anew, as the state says; what is active and what is chosen stay, if they are still shown. */
function draw(): void {
  if (!shown) return;
  const { model, given } = shown;
  const now = matrixView(model, choiceOf(model, state));
  view = now;
  const size = ZOOMS[state.zoom] ?? ZOOMS[1]!;
  counts.textContent = countsText(model, now);
  whatIfButton.setAttribute('aria-expanded', String(state.whatIf));
  whatIfButton.textContent = state.pins.length > 0 ? `What if… (${state.pins.length})` : 'What if…';
  whatIf.root.hidden = !state.whatIf;
  if (state.whatIf) whatIf.show(model, state.pins, given.assumptions);
  legend.replaceChildren(...legendItems(model));
  const active = state.active && spotOf(now, state.active);
  if (active) grid.active = active;
  const selected = state.selected && spotOf(now, state.selected);
  grid.selected = selected;
  const rows = now.rows.map((line) => headerLook(line, model.importers));
  const columns = now.columns.map((line) => headerLook(line, model.exporters));
  grid.show(
    {
      rows: rows.length,
      columns: columns.length,
      rowHeader: (row) => rows[row]!,
      columnHeader: (column) => columns[column]!,
      cell: ({ row, column }) => cellLook(model, now, { row, column }),
    },
    { ...size, left: extent(rows, 150, 330), top: extent(columns, 90, 260) },
    rows.length > 0 && columns.length > 0 ? 'importer ↓  exporter →' : 'no pair is left by the filters',
  );
  details.show(shown, selected && chosenAt(model, now, selected));
}

function countsText(model: MatrixModel, { sides, pairs }: MatrixView): string {
  const { decided, pairs: all } = model.coverage;
  const part = pairs === all ? '' : ` of ${all}`;
  const undecided = all - decided;
  return `${counted(sides.importers, 'importer')} × ${counted(sides.exporters, 'exporter')}, ${pairs}${part} pairs${undecided > 0 ? `, ${undecided} not decided` : ''}`;
}

function legendItems(model: MatrixModel): HTMLElement[] {
  const items = legendOf(model).map(({ mark, tone, labels }) =>
    element(
      'li',
      {},
      element('span', { class: `swatch ${toneClasses(tone)}`, 'aria-hidden': 'true' }, mark),
      element('span', {}, labels.length > 1 ? labels[0]!.replace(/:.*/, '') : labels[0]!),
    ),
  );
  const hatched = element(
    'li',
    {},
    element('span', {
      class: `swatch ${toneClasses({ color: 'type-0', deep: true }, { color: 'none', deep: false })}`,
      'aria-hidden': 'true',
    }),
    element('span', {}, 'depends on something'),
  );
  return [...items, ...(model.results.some(({ outcomes }) => outcomes.length > 1) ? [hatched] : [])];
}

function headerLook({ sides, role }: Line, all: MatrixModel['importers']): HeaderLook {
  const side = all[sides[0]!]!;
  const names = sides.slice(0, 20).map((index) => `${all[index]!.name}  ${placeOf(all[index]!)}`);
  const tooltip = [...names, ...(sides.length > 20 ? [`and ${sides.length - 20} more`] : [])].join('\n');
  const grouped = role === 'closed' || role === 'open';
  return {
    title: side.name,
    tooltip,
    ...(!grouped && side.subsystem !== undefined && { note: side.subsystem }),
    ...(grouped && { count: sides.length, expanded: role === 'open' }),
    ...(role === 'member' && { indented: true }),
  };
}

/** Room for the longest header, within bounds. */
function extent(headers: readonly HeaderLook[], least: number, most: number): number {
  const longest = Math.max(
    0,
    ...headers.map(({ title: text, note = '', count }) => text.length * 7.2 + note.length * 5.6 + (count === undefined ? 0 : 44)),
  );
  return Math.round(Math.min(most, Math.max(least, longest + 30)));
}

function cellLook(model: MatrixModel, now: MatrixView, { row, column }: Spot): CellLook | undefined {
  const [from, to] = [now.rows[row]!, now.columns[column]!];
  const index = resultAt(model, from, to);
  const result = now.results[index];
  if (!result) return undefined;
  const all = result.kinds.map((kind) => toneOf(model.kinds[kind]!));
  const [first] = all;
  // Kinds of one colour are hatched all the same: it depends.
  const second = all.find(({ color, deep }) => color !== first?.color || deep !== first.deep) ?? all[1];
  const name = ({ sides }: Line, sidesOf: MatrixModel['importers']) =>
    sides.length > 1 ? `${sidesOf[sides[0]!]!.name} and ${sides.length - 1} more` : sidesOf[sides[0]!]!.name;
  return {
    marks: marksOf(result, model),
    tones: [first, second].filter((tone) => tone !== undefined),
    dim: !now.wanted[index],
    label: `${name(from, model.importers)} × ${name(to, model.exporters)}: ${result.words}`,
  };
}

function activate(spot: Spot): void {
  if (!shown || !view) return;
  if (spot.row < 0) toggle('exporters', view.columns[spot.column]);
  else if (spot.column < 0) toggle('importers', view.rows[spot.row]);
  else {
    const { model } = shown;
    const chosen = chosenAt(model, view, spot);
    grid.select(chosen ? spot : undefined);
    details.show(shown, chosen);
    state = { ...state, selected: keysOf(view, spot) };
    host.state.save(state);
  }
}

function toggle(which: 'importers' | 'exporters', line: Line | undefined): void {
  if (!line || !shown || (line.role !== 'closed' && line.role !== 'open')) return;
  const key = classKeys(which, shown.model)[line.class]!;
  const open = state[which].open.filter((each) => each !== key);
  change({ [which]: { ...state[which], open: line.role === 'closed' ? [...open, key] : open } });
}

function classKeys(which: 'importers' | 'exporters', model: MatrixModel): string[] {
  const classes = which === 'importers' ? model.rows : model.columns;
  return classes.map((_, index) => classKey(classes, model[which], index));
}

function setOpen(how: 'all' | 'none'): void {
  if (!shown) return;
  const { model } = shown;
  const open = (which: 'importers' | 'exporters') => ({ ...state[which], open: how === 'all' ? classKeys(which, model) : [] });
  change({ importers: open('importers'), exporters: open('exporters') });
}

function chosenAt(model: MatrixModel, now: MatrixView, { row, column }: Spot): Parameters<Details['show']>[1] {
  const [from, to] = [now.rows[row]!, now.columns[column]!];
  const result = now.results[resultAt(model, from, to)];
  const named = (sides: number[], all: MatrixModel['importers']) => sides.map((side) => all[side]!);
  return result && { importers: named(from.sides, model.importers), exporters: named(to.sides, model.exporters), result };
}

function keysOf({ rows, columns }: MatrixView, { row, column }: Spot): { row: string; column: string } {
  return { row: rows[row]?.key ?? '', column: columns[column]?.key ?? '' };
}

function spotOf({ rows, columns }: MatrixView, keys: { row: string; column: string }): Spot | undefined {
  const row = rows.findIndex(({ key }) => key === keys.row);
  const column = columns.findIndex(({ key }) => key === keys.column);
  const isShown = (row >= 0 || keys.row === '') && (column >= 0 || keys.column === '') && row + column > -2;
  return isShown ? { row, column } : undefined;
}

let saving: ReturnType<typeof setTimeout> | undefined;

function move(): void {
  if (!view) return;
  state = { ...state, active: keysOf(view, grid.active), scroll: { top: grid.root.scrollTop, left: grid.root.scrollLeft } };
  clearTimeout(saving);
  saving = setTimeout(() => host.state.save(state), 200);
}

function exportAs(format: Format): void {
  if (!shown) return;
  const { model, given } = shown;
  const choice = choiceOf(model, state);
  switch (format) {
    case 'markdown':
      return host.post({ kind: 'export', format, text: matrixMarkdown(model, choice, given.assumptions) });
    case 'csv':
      return host.post({ kind: 'export', format, text: matrixCsv(model, choice) });
    case 'svg':
      return host.post({ kind: 'export', format, text: matrixSvg(model, choice, given.assumptions) });
    default:
      return host.post({ kind: 'export', format });
  }
}
