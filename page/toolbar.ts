/** Filters and zoom above the grid, and the formats to export. */
import type { MatrixModel } from '../engine/answers.ts';
import { type OutcomeFilter, subsystemsOf } from '../engine/matrix/view.ts';
import { button, choice, element } from './dom.ts';
import type { PageState, SideState } from './state.ts';
import { ZOOMS } from './state.ts';

export interface ToolbarEvents {
  change: (part: Partial<PageState>) => void;
  choose: (root: string) => void;
  openAll: () => void;
  closeAll: () => void;
}

const OUTCOME_NAMES: Record<OutcomeFilter, string> = {
  works: 'always match',
  depends: 'depend on something',
  never: 'never match',
  p2p: 'allow P2P',
  defect: 'run into a defect',
  unknown: 'are not decided',
};

export class Toolbar {
  readonly root = element('div', { class: 'toolbar', role: 'group', 'aria-label': 'Filters' });
  private readonly events: ToolbarEvents;

  /** What can be chosen, as text. */
  private offered = '';
  /** As it is now: what a control changes may have changed since the controls were made. */
  private readonly state: () => PageState;

  constructor(events: ToolbarEvents, state: () => PageState) {
    this.events = events;
    this.state = state;
  }

  /** Builds the controls anew if others can be chosen from. */
  show(model: MatrixModel, roots: readonly { uri: string; name: string }[]): void {
    const state = this.state();
    const { change, choose } = this.events;
    const types = [...new Set(model.kinds.flatMap(({ type }) => type?.label ?? []))];
    const folder =
      roots.length > 1
        ? choice(
            'Folder',
            roots.map(({ uri, name }) => ({ value: uri, text: name })),
            state.root,
            choose,
          )
        : undefined;
    const typeOptions = [{ value: '', text: 'any type' }, ...types.map((label) => ({ value: label, text: label }))];
    const outcomeOptions = [
      { value: '', text: 'all pairs' },
      ...Object.entries(OUTCOME_NAMES).map(([value, text]) => ({ value, text: `pairs that ${text}` })),
    ];
    const offered = JSON.stringify([types, roots, subsystemsOf(model.importers), subsystemsOf(model.exporters), state.root]);
    if (offered === this.offered) return;
    this.offered = offered;
    const parts = [
      folder,
      this.side('importers', model),
      this.side('exporters', model),
      choice('Mapping type', typeOptions, types.includes(state.type) ? state.type : '', (type) => change({ type })),
      choice('Outcome', outcomeOptions, state.outcome, (outcome) => change({ outcome })),
      element('span', { class: 'gap' }),
      button('Open classes', { class: 'secondary', title: 'Show the members of every class apart' }, this.events.openAll),
      button('Fold', { class: 'secondary', title: 'Show equal rows and columns once' }, this.events.closeAll),
      button('−', { class: 'secondary', title: 'Smaller', 'aria-label': 'Smaller cells' }, () =>
        change({ zoom: Math.max(0, this.state().zoom - 1) }),
      ),
      button('+', { class: 'secondary', title: 'Larger', 'aria-label': 'Larger cells' }, () =>
        change({ zoom: Math.min(ZOOMS.length - 1, this.state().zoom + 1) }),
      ),
    ];
    this.root.replaceChildren(...parts.filter((part) => part !== undefined));
  }

  private side(which: 'importers' | 'exporters', model: MatrixModel): HTMLElement {
    const state = this.state();
    const set = (part: Partial<SideState>) => this.events.change({ [which]: { ...this.state()[which], ...part } });
    const input = element('input', {
      type: 'search',
      placeholder: `filter ${which}`,
      'aria-label': `Filter ${which} by name, path, subsystem or module`,
      value: state[which].text,
    });
    input.addEventListener('input', () => set({ text: input.value }));
    const subsystems = subsystemsOf(model[which]);
    const options = [{ value: '', text: 'any subsystem' }, ...subsystems.map((name) => ({ value: name, text: name }))];
    const value = subsystems.includes(state[which].subsystem) ? state[which].subsystem : '';
    const list = subsystems.length > 1 ? choice(`Subsystem of ${which}`, options, value, (subsystem) => set({ subsystem })) : undefined;
    return element('span', { class: 'side' }, input, list);
  }
}

export type Format = 'markdown' | 'csv' | 'svg' | 'html';

/** A list of formats to export what is shown in. */
export function exportChoice(formats: readonly Format[], act: (format: Format) => void): HTMLSelectElement {
  const options = [{ value: '', text: 'Export…' }, ...formats.map((format) => ({ value: format, text: EXPORT_NAMES[format] }))];
  const list = choice('Export what is shown', options, '', (format) => {
    list.value = '';
    if (isFormat(format)) act(format);
  });
  return list;
}

const EXPORT_NAMES = { markdown: 'Markdown', csv: 'CSV', svg: 'SVG', html: 'HTML' } as const;

function isFormat(text: string): text is Format {
  return Object.hasOwn(EXPORT_NAMES, text);
}
