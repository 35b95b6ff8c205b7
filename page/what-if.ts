/** Switches for what no source tells: each answer recolours the grid at once. */
import type { MatrixModel, MatrixSwitch } from '../engine/answers.ts';
import { counted } from '../engine/matrix/words.ts';
import { button, element } from './dom.ts';

export interface WhatIfEvents {
  /** The answers as assumptions. */
  change: (pins: string[]) => void;
  /** Offered where answers can be kept; undefined elsewhere. */
  keep: ((pins: string[]) => void) | undefined;
}

/** Switches that are shown before all are asked for. */
const FEW = 10;

export class WhatIf {
  readonly root = element('section', { class: 'what-if', 'aria-label': 'What if' });
  private readonly events: WhatIfEvents;
  private all = false;

  constructor(events: WhatIfEvents) {
    this.events = events;
  }

  show(model: MatrixModel, pins: readonly string[], given: readonly string[]): void {
    const focused =
      document.activeElement instanceof HTMLInputElement && this.root.contains(document.activeElement) ? document.activeElement.id : '';
    const { switches } = model;
    const chosen = new Set(pins);
    const isSet = ({ choices }: MatrixSwitch) => choices.some(({ assumption }) => chosen.has(assumption));
    const shown = this.all ? switches : switches.filter((each, index) => index < FEW || isSet(each));
    const rows = shown.map((each) => this.row(each, switches.indexOf(each), pins));
    const rest = switches.length - shown.length;
    const more = rest > 0 ? button(`Show ${rest} more`, { class: 'secondary' }, () => this.showAll(model, pins, given)) : undefined;
    const { keep } = this.events;
    const actions = [
      button('Leave all open', { class: 'secondary', disabled: chosen.size === 0 ? '' : undefined }, () => this.events.change([])),
      keep &&
        button(
          'Keep as assumptions',
          {
            disabled: chosen.size === 0 ? '' : undefined,
            title: 'Write these answers to the settings, for hovers, findings and the tree as well',
          },
          () => keep([...pins]),
        ),
    ];
    const assumed = given.length > 0 ? element('p', { class: 'note' }, `Assumed anyway: ${given.join(', ')}`) : undefined;
    const none = switches.length === 0 ? element('p', { class: 'note' }, 'No outcome depends on a question.') : undefined;
    this.root.replaceChildren(
      ...[assumed, none].filter((each) => each !== undefined),
      element('div', { class: 'switches' }, ...rows),
      element('p', { class: 'actions' }, more, ...actions),
    );
    if (focused !== '') document.getElementById(focused)?.focus();
  }

  private showAll(model: MatrixModel, pins: readonly string[], given: readonly string[]): void {
    this.all = true;
    this.show(model, pins, given);
    this.root.querySelector('input')?.focus();
  }

  private row({ text, choices, pairs }: MatrixSwitch, index: number, pins: readonly string[]): HTMLElement {
    const others = pins.filter((pin) => !choices.some(({ assumption }) => assumption === pin));
    const option = (label: string, assumption: string | undefined, number: number) => {
      const id = `switch-${index}-${number}`;
      const checked = assumption === undefined ? others.length === pins.length : pins.includes(assumption);
      const input = element('input', { type: 'radio', id, name: `switch-${index}`, checked: checked ? true : undefined });
      input.addEventListener('change', () => this.events.change(assumption === undefined ? others : [...others, assumption]));
      return element('label', { for: id, title: assumption ?? 'Outcomes are told for all answers' }, input, element('span', {}, label));
    };
    const answers = choices.map(({ label, assumption }, number) => option(label, assumption, number + 1));
    const title = element('code', { title: `${text}: ${counted(pairs, 'pair')} depend on it` }, text);
    const legend = element('legend', {}, title, element('span', { class: 'share' }, counted(pairs, 'pair')));
    return element('fieldset', {}, legend, element('div', { class: 'answers' }, option('open', undefined, 0), ...answers));
  }
}
