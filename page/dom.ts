/** Elements from plain values. Texts are only ever inserted as text. */
import type { Tone } from '../engine/matrix/words.ts';

type Child = Node | string | undefined;

/** An element; `attributes` that are undefined are left out, `true` stands for an empty one. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number | true | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) made.setAttribute(key, value === true ? '' : String(value));
  for (const child of children) if (child !== undefined) made.append(child);
  return made;
}

export function button(label: string, attributes: Record<string, string | undefined>, act: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', act);
  return made;
}

/** A list to choose from; the empty value stands for `all`. */
export function choice(
  label: string,
  options: readonly { value: string; text: string }[],
  value: string,
  choose: (value: string) => void,
): HTMLSelectElement {
  const made = element(
    'select',
    { 'aria-label': label, title: label },
    ...options.map((each) => element('option', { value: each.value }, each.text)),
  );
  made.value = value;
  made.addEventListener('change', () => choose(made.value));
  return made;
}

/** Classes that give an element the colour of an outcome, and as its second colour that of another. */
export function toneClasses(first: Tone | undefined, second?: Tone): string {
  const classes = [`tone-${first?.color ?? 'unknown'}`, ...(first?.deep ? ['tone-deep'] : [])];
  if (second) classes.push('hatched', `with-${second.color}`, ...(second.deep ? ['with-deep'] : []));
  return classes.join(' ');
}
