/** The pane beside the grid: what a pair or a class of pairs comes to, why, and where it is written. */
import type { Location, MatrixModel, MatrixRun, MatrixSide } from '../engine/answers.ts';
import { conditionLines, type ShownResult } from '../engine/matrix/what-if.ts';
import { placeOf, toneOf } from '../engine/matrix/words.ts';
import { button, element, toneClasses } from './dom.ts';
import type { Host } from './host.ts';
import type { Shown, ToPage } from './messages.ts';

/** One cell, as the pane tells it. */
export interface Chosen {
  importers: MatrixSide[];
  exporters: MatrixSide[];
  result: ShownResult;
}

/** Members of a class that are named. */
const NAMED = 12;

export class Details {
  readonly root = element('aside', { class: 'details', 'aria-label': 'Chosen pair', tabindex: -1 });
  private readonly host: Host;
  private links: string | undefined;
  /** Whether somebody knows the steps. */
  private explains = false;
  private steps: HTMLElement | undefined;
  /** What is shown, and of which model. */
  private key = '';
  private model: MatrixModel | undefined;

  constructor(host: Host) {
    this.host = host;
  }

  show({ model, links, steps }: Shown, chosen: Chosen | undefined): void {
    this.links = links;
    this.explains = this.host.isEditor || steps !== undefined;
    const ids = (sides: MatrixSide[] = []) => sides.map(({ id }) => id);
    const key = JSON.stringify([ids(chosen?.importers), ids(chosen?.exporters), chosen?.result]);
    if (key === this.key && model === this.model) return;
    this.key = key;
    this.model = model;
    this.root.replaceChildren(...(chosen ? this.pair(model, chosen) : [hint()]));
  }

  /** Adds the steps, if they are those of the pair that is shown. */
  explain({ importer, exporter, runs, example }: Extract<ToPage, { kind: 'explanation' }>): void {
    const { steps } = this;
    if (!steps || steps.dataset.importer !== importer || steps.dataset.exporter !== exporter) return;
    const note = example === undefined ? [] : [element('p', { class: 'note' }, `As told of ${example}, which comes to the same.`)];
    steps.replaceChildren(...(runs ? [...note, ...this.runs(runs)] : [element('p', {}, 'This pair is no longer known.')]));
  }

  private pair(model: MatrixModel, { importers, exporters, result }: Chosen): HTMLElement[] {
    const [importer, exporter] = [importers[0]!, exporters[0]!];
    const parts: HTMLElement[] = [
      element('h2', {}, importer.name, element('span', { class: 'times' }, ' × '), exporter.name),
      ...this.sides('Importer', importers),
      ...this.sides('Exporter', exporters),
      element('h3', {}, result.kinds.length > 1 ? 'What comes out depends' : 'What comes out'),
      ...(result.outcomes.length === 0 ? [element('p', {}, result.words)] : []),
      element('ul', { class: 'outcomes' }, ...result.outcomes.map((outcome) => outcomeItem(model, outcome))),
    ];
    this.steps = undefined;
    if (!this.explains) return parts;
    const key = { importer: importer.id, exporter: exporter.id };
    this.steps = element(
      'div',
      { class: 'steps', 'data-importer': key.importer, 'data-exporter': key.exporter },
      element('p', {}, 'Negotiating…'),
    );
    // The answer may come at once.
    queueMicrotask(() => this.host.post({ kind: 'explain', ...key }));
    const several = importers.length * exporters.length > 1;
    parts.push(element('h3', {}, several ? `Step by step: ${importer.name} × ${exporter.name}` : 'Step by step'));
    if (this.host.isEditor) {
      const document = button('Open as document', { class: 'secondary' }, () => this.host.post({ kind: 'document', ...key }));
      parts.push(element('p', { class: 'actions' }, document));
    }
    return [...parts, this.steps];
  }

  private sides(noun: string, sides: readonly MatrixSide[]): HTMLElement[] {
    const named = sides
      .slice(0, NAMED)
      .map((side) =>
        element(
          'li',
          {},
          element('div', {}, sides.length > 1 ? element('strong', {}, side.name) : undefined, about(side)),
          this.place(side),
        ),
      );
    const rest = sides.length - NAMED;
    const more = rest > 0 ? [element('li', {}, `and ${rest} more: open the class to see them`)] : [];
    const title = sides.length > 1 ? `${sides.length} ${noun.toLowerCase()}s that come to the same` : noun;
    return [element('h3', {}, title), element('ul', { class: 'sides' }, ...named, ...more)];
  }

  private place(side: MatrixSide): HTMLElement {
    return side.builtIn ? element('span', {}, 'built in') : this.link(placeOf(side), side.location);
  }

  private link(text: string, location: Location): HTMLElement {
    if (this.host.isEditor) return button(text, { class: 'link' }, () => this.host.post({ kind: 'open', location }));
    if (this.links === undefined || location.file.startsWith('model:')) return element('span', { class: 'path' }, text);
    const path = location.file.split('/').map(encodeURIComponent).join('/');
    const href = this.links.replaceAll('{file}', path).replaceAll('{line}', String(location.range.start.line + 1));
    return element('a', { href, rel: 'noreferrer' }, text);
  }

  private runs(runs: readonly MatrixRun[]): HTMLElement[] {
    return runs.map(({ summary, steps }, index) =>
      element(
        'details',
        { open: index === 0 ? true : undefined },
        element('summary', {}, summary),
        element('ol', {}, ...steps.map(({ text, location, depth }) => this.step(text, location, depth))),
      ),
    );
  }

  private step(text: string, location: Location | undefined, depth: number): HTMLElement {
    const line =
      location && !location.file.startsWith('model:')
        ? this.link(`${fileName(location.file)}:${location.range.start.line + 1}`, location)
        : undefined;
    const item = element('li', {}, `${text} `, line);
    item.style.marginInlineStart = `${Math.min(depth, 8) * 10}px`;
    return item;
  }
}

function outcomeItem(model: MatrixModel, { kind, label, when }: ShownResult['outcomes'][number]): HTMLElement {
  const { mark } = model.kinds[kind]!;
  const swatch = element('span', { class: `swatch ${toneClasses(toneOf(model.kinds[kind]!))}`, 'aria-hidden': 'true' }, mark);
  const conditions = when ? conditionLines(when) : [];
  const list = element('ul', { class: 'conditions' }, ...conditions.map((text) => element('li', {}, element('code', {}, text))));
  return element('li', {}, swatch, element('div', {}, element('strong', {}, label), conditions.length > 0 ? list : undefined));
}

function about({ subsystem, module }: MatrixSide): HTMLElement | undefined {
  const words = [subsystem, module && `module ${module}`].filter((each) => each !== undefined && each !== '');
  return words.length > 0 ? element('span', { class: 'note' }, words.join(' · ')) : undefined;
}

function hint(): HTMLElement {
  return element(
    'p',
    { class: 'hint' },
    'Choose a cell to see what its pair comes to, and why. Choose a header with a number to see its members apart.',
  );
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
