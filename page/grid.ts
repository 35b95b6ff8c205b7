/** The grid: an ARIA grid with a roving tab stop, of which only what is in sight, and the active cell, is in the document. */
import type { Tone } from '../engine/matrix/words.ts';
import { element, toneClasses } from './dom.ts';

/** A place in the grid; -1 is the row or column of headers. */
export interface Spot {
  row: number;
  column: number;
}

export interface HeaderLook {
  title: string;
  /** Beside the title, in small letters. */
  note?: string;
  /** How many it stands for. */
  count?: number;
  expanded?: boolean;
  indented?: true;
  tooltip: string;
}

export interface CellLook {
  marks: readonly string[];
  /** Of the outcomes; two if it depends. */
  tones: readonly Tone[];
  dim: boolean;
  /** For those who do not see it. */
  label: string;
}

export interface GridContent {
  rows: number;
  columns: number;
  rowHeader: (row: number) => HeaderLook;
  columnHeader: (column: number) => HeaderLook;
  /** Undefined where two sides never meet. */
  cell: (spot: Spot) => CellLook | undefined;
}

export interface GridEvents {
  /** A click, Enter or Space. */
  activate: (spot: Spot) => void;
  /** The active cell or the scroll position changed. */
  move: () => void;
}

interface Sizes {
  width: number;
  height: number;
  left: number;
  top: number;
}

/** Rows and columns outside of what is in sight that are kept ready. */
const SPARE = 4;

const nothing: GridContent = {
  rows: 0,
  columns: 0,
  rowHeader: () => ({ title: '', tooltip: '' }),
  columnHeader: () => ({ title: '', tooltip: '' }),
  cell: () => undefined,
};

export class Grid {
  readonly root: HTMLElement;
  active: Spot = { row: 0, column: 0 };
  selected: Spot | undefined;
  private readonly events: GridEvents;
  private readonly head = element('div', { role: 'row', class: 'head', 'aria-rowindex': 1 });
  private readonly body = element('div', { role: 'rowgroup', class: 'body' });
  private readonly corner = element('div', { role: 'columnheader', class: 'corner', 'aria-colindex': 1 });
  private content: GridContent = nothing;
  private sizes: Sizes = { width: 44, height: 32, left: 200, top: 120 };
  private headers = new Map<number, HTMLElement>();
  private rows = new Map<number, { line: HTMLElement; cells: Map<number, HTMLElement> }>();
  private waiting = false;

  constructor(events: GridEvents) {
    this.events = events;
    this.root = element('div', { role: 'grid', class: 'grid', 'aria-label': 'Importers by exporters' }, this.head, this.body);
    this.head.append(this.corner);
    this.root.addEventListener('scroll', () => {
      this.soon();
      events.move();
    });
    this.root.addEventListener('keydown', (event) => this.key(event));
    this.root.addEventListener('click', (event) => {
      const spot = spotOf(event.target);
      if (!spot) return;
      this.go(spot);
      events.activate(spot);
    });
    this.root.addEventListener('pointerover', (event) => this.point(spotOf(event.target)));
    this.root.addEventListener('pointerleave', () => this.point(undefined));
    new ResizeObserver(() => this.soon()).observe(this.root);
  }

  /** Shows other content from scratch, at the same scroll position. */
  show(content: GridContent, sizes: Sizes, corner: string): void {
    const focused = this.root.contains(document.activeElement);
    this.content = content;
    this.sizes = sizes;
    this.active = clamp(this.active, content);
    this.root.setAttribute('aria-rowcount', String(content.rows + 1));
    this.root.setAttribute('aria-colcount', String(content.columns + 1));
    const { style } = this.root;
    style.setProperty('--width', `${sizes.width}px`);
    style.setProperty('--height', `${sizes.height}px`);
    style.setProperty('--left', `${sizes.left}px`);
    style.setProperty('--top', `${sizes.top}px`);
    this.corner.textContent = corner;
    for (const header of this.headers.values()) header.remove();
    for (const { line } of this.rows.values()) line.remove();
    this.headers.clear();
    this.rows.clear();
    this.body.style.height = `${content.rows * sizes.height}px`;
    const width = `${sizes.left + content.columns * sizes.width + 12}px`;
    this.body.style.width = width;
    this.head.style.width = width;
    this.render();
    if (focused) this.elementAt(this.active)?.focus({ preventScroll: true });
  }

  /** Makes a cell the active one, in sight and with the focus. */
  go(spot: Spot): void {
    const before = this.elementAt(this.active);
    this.active = clamp(spot, this.content);
    if (before) before.tabIndex = -1;
    this.reveal(this.active);
    this.render();
    const now = this.elementAt(this.active);
    if (now) {
      now.tabIndex = 0;
      now.focus({ preventScroll: true });
    }
    this.events.move();
  }

  select(spot: Spot | undefined): void {
    if (this.selected) this.elementAt(this.selected)?.removeAttribute('aria-selected');
    this.selected = spot;
    if (spot) this.elementAt(spot)?.setAttribute('aria-selected', 'true');
  }

  private soon(): void {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.render();
    });
  }

  /** Brings in what is in sight and takes out the rest. */
  private render(): void {
    const { left, top, width, height } = this.sizes;
    const { root, content, active } = this;
    const rows = inSight({ from: root.scrollTop, length: root.clientHeight - top, size: height }, content.rows, active.row);
    const columns = inSight({ from: root.scrollLeft, length: root.clientWidth - left, size: width }, content.columns, active.column);
    for (const [column, header] of this.headers) if (!columns.has(column)) this.drop(this.headers, column, header);
    for (const column of columns) if (!this.headers.has(column)) this.addHeader(column);
    for (const [row, { line }] of this.rows) {
      if (rows.has(row)) continue;
      line.remove();
      this.rows.delete(row);
    }
    for (const row of rows) {
      const shown = this.rows.get(row) ?? this.addRow(row);
      for (const [column, cell] of shown.cells) if (!columns.has(column)) this.drop(shown.cells, column, cell);
      for (const column of columns) if (!shown.cells.has(column)) this.addCell(shown, { row, column });
    }
  }

  private drop(from: Map<number, HTMLElement>, index: number, shown: HTMLElement): void {
    shown.remove();
    from.delete(index);
  }

  private addHeader(column: number): void {
    const header = this.header(this.content.columnHeader(column), 'columnheader', { row: -1, column });
    header.style.left = `${this.sizes.left + column * this.sizes.width}px`;
    this.headers.set(column, header);
    place(this.head, header, column);
  }

  private addRow(row: number): { line: HTMLElement; cells: Map<number, HTMLElement> } {
    const line = element('div', { role: 'row', class: 'row', 'aria-rowindex': row + 2, 'data-index': row });
    line.style.top = `${row * this.sizes.height}px`;
    line.append(this.header(this.content.rowHeader(row), 'rowheader', { row, column: -1 }));
    const added = { line, cells: new Map<number, HTMLElement>() };
    this.rows.set(row, added);
    place(this.body, line, row);
    return added;
  }

  private header({ title, note, count, expanded, indented, tooltip }: HeaderLook, role: string, spot: Spot): HTMLElement {
    const header = this.part(spot, role, indented ? 'header member' : 'header');
    header.title = tooltip;
    if (expanded !== undefined) header.setAttribute('aria-expanded', String(expanded));
    const marker = expanded === undefined ? undefined : element('span', { class: 'twistie', 'aria-hidden': 'true' }, expanded ? '−' : '+');
    header.append(
      element(
        'span',
        { class: 'text' },
        marker,
        element('span', { class: 'title' }, title),
        count === undefined ? undefined : element('span', { class: 'count', 'aria-label': `${count} in this class` }, `${count}`),
        note === undefined ? undefined : element('span', { class: 'note' }, note),
      ),
    );
    return header;
  }

  private addCell({ line, cells }: { line: HTMLElement; cells: Map<number, HTMLElement> }, spot: Spot): void {
    const look = this.content.cell(spot);
    const cell = this.part(spot, 'gridcell', 'cell');
    cell.style.left = `${this.sizes.left + spot.column * this.sizes.width}px`;
    if (look) {
      cell.className = `cell ${toneClasses(look.tones[0], look.tones[1])}`;
      if (look.dim) cell.classList.add('dim');
      cell.setAttribute('aria-label', look.label);
      cell.title = look.label;
      cell.append(marksElement(look.marks));
    } else {
      cell.classList.add('empty');
      cell.setAttribute('aria-label', 'no pair');
    }
    if (this.selected?.row === spot.row && this.selected.column === spot.column) cell.setAttribute('aria-selected', 'true');
    cells.set(spot.column, cell);
    place(line, cell, spot.column);
  }

  private part({ row, column }: Spot, role: string, look: string): HTMLElement {
    const active = this.active.row === row && this.active.column === column;
    const made = element('div', {
      role,
      class: look,
      'aria-colindex': column + 2,
      'data-index': column,
      'data-row': row,
      'data-column': column,
    });
    made.tabIndex = active ? 0 : -1;
    return made;
  }

  private elementAt({ row, column }: Spot): HTMLElement | undefined {
    if (row < 0) return this.headers.get(column);
    const shown = this.rows.get(row);
    return column < 0 ? (shown?.line.firstElementChild as HTMLElement | undefined) : shown?.cells.get(column);
  }

  private reveal({ row, column }: Spot): void {
    const { width, height, left, top } = this.sizes;
    const { root } = this;
    const along = (index: number, from: number, length: number, size: number) =>
      index < 0 ? from : Math.min(Math.max(from, (index + 1) * size - length + 4), index * size);
    root.scrollTop = along(row, root.scrollTop, root.clientHeight - top, height);
    root.scrollLeft = along(column, root.scrollLeft, root.clientWidth - left, width);
  }

  private point(spot: Spot | undefined): void {
    for (const marked of this.root.querySelectorAll('.pointed')) marked.classList.remove('pointed');
    if (!spot || spot.row < 0 || spot.column < 0) return;
    this.headers.get(spot.column)?.classList.add('pointed');
    this.rows.get(spot.row)?.line.firstElementChild?.classList.add('pointed');
  }

  private key(event: KeyboardEvent): void {
    const { row, column } = this.active;
    const page = Math.max(1, Math.floor((this.root.clientHeight - this.sizes.top) / this.sizes.height) - 1);
    const end = { row: this.content.rows - 1, column: this.content.columns - 1 };
    const all = event.ctrlKey || event.metaKey;
    const targets: Record<string, Spot> = {
      ArrowUp: { row: all ? 0 : row - 1, column },
      ArrowDown: { row: all ? end.row : row + 1, column },
      ArrowLeft: { row, column: all ? 0 : column - 1 },
      ArrowRight: { row, column: all ? end.column : column + 1 },
      Home: all ? { row: 0, column: 0 } : { row, column: 0 },
      End: all ? end : { row, column: end.column },
      PageUp: { row: Math.max(0, row - page), column },
      PageDown: { row: row + page, column },
    };
    const target = targets[event.key];
    if (target) this.go(target);
    else if (event.key === 'Enter' || event.key === ' ') this.events.activate(this.active);
    else return;
    event.preventDefault();
  }
}

function marksElement(marks: readonly string[]): HTMLElement {
  const text = marks.join(' ') || '∅';
  const fit = text.length > 5 ? 'marks many tight' : marks.length > 1 ? 'marks many' : 'marks';
  return element('span', { class: fit, 'aria-hidden': 'true' }, text);
}

/** Indices in sight, a few on either side, and the active one. */
function inSight({ from, length, size }: { from: number; length: number; size: number }, count: number, active: number): Set<number> {
  const first = Math.max(0, Math.floor(from / size) - SPARE);
  const last = Math.min(count - 1, Math.ceil((from + Math.max(length, 0)) / size) + SPARE);
  const found = new Set<number>();
  for (let index = first; index <= last; index++) found.add(index);
  if (active >= 0 && active < count) found.add(active);
  return found;
}

/** Into the order of indices, which screen readers go by. */
function place(parent: HTMLElement, child: HTMLElement, index: number): void {
  const after = [...parent.children].find((each) => Number((each as HTMLElement).dataset.index ?? -2) > index);
  parent.insertBefore(child, after ?? null);
}

function clamp({ row, column }: Spot, { rows, columns }: GridContent): Spot {
  const inside = { row: Math.min(Math.max(row, -1), rows - 1), column: Math.min(Math.max(column, -1), columns - 1) };
  return inside.row < 0 && inside.column < 0 ? { row: Math.min(0, rows - 1), column: -1 } : inside;
}

function spotOf(target: EventTarget | null): Spot | undefined {
  const part = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
  return part ? { row: Number(part.dataset.row), column: Number(part.dataset.column) } : undefined;
}
