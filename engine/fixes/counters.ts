/** Lists that code fills through one counter: `list[n++] = …`. */
import type { Span } from '../facts/facts.ts';
import { closing, spelled, splitAtCommas, type Token, tokens } from './tokens.ts';

/**
 * The variable that, at the end of the function body at `body`, holds the number of elements of `list` that were set: every write to the list goes
 * through it, it starts at the number of elements that the list's initialiser sets, and only ever steps by one. `undefined` if any of this is in doubt.
 */
export function fillCounter(text: string, body: Span, list: string): string | undefined {
  const all = tokens(text, body);
  const writes = elementWrites(all, list);
  const counter = writes[0]?.index[0];
  if (counter?.kind !== 'name') return undefined;
  const steps = stepsOf(all, counter.text);
  const stepping = writes.every(({ index }) => spelled(index) === `${counter.text}++`);
  const plain = writes.every(({ index }) => spelled(index) === counter.text) && steps.count === writes.length;
  if (!stepping && !plain) return undefined;
  if (stepping && steps.count !== writes.length) return undefined;
  const starts = steps.assignments.filter((at) => at < writes[0]!.at);
  if (steps.other || steps.assignments.length !== 1 || starts.length !== 1) return undefined;
  const value = all[starts[0]! + 2];
  const ended = [';', ','].includes(all[starts[0]! + 3]?.text ?? '');
  return ended && value?.text === String(initialElements(all, list)) ? counter.text : undefined;
}

interface Write {
  at: number;
  index: Token[];
}

/** Writes to `list[…]` or a member of it, and places that take its address. */
function elementWrites(all: readonly Token[], list: string): Write[] {
  const writes: Write[] = [];
  for (let at = 0; at < all.length; at++) {
    if (all[at]!.text !== list || all[at + 1]?.text !== '[' || isMember(all, at) || isDeclared(all, at)) continue;
    const close = closing(all, at + 1);
    if (close < 0) continue;
    let after = close + 1;
    while (all[after]?.text === '.') after += 2;
    if (all[after]?.text === '=' || all[at - 1]?.text === '&') writes.push({ at, index: all.slice(at + 2, close) });
  }
  return writes;
}

/** How a variable changes: single steps, plain assignments (indexes of the name), and anything else, such as its address being taken. */
function stepsOf(all: readonly Token[], variable: string): { count: number; assignments: number[]; other: boolean } {
  const steps = { count: 0, assignments: [] as number[], other: false };
  all.forEach((token, at) => {
    if (token.text !== variable || isMember(all, at)) return;
    const before = all[at - 1]?.text ?? '';
    const after = all[at + 1]?.text ?? '';
    if (after === '++' || before === '++' || (after === '+=' && all[at + 2]?.text === '1' && all[at + 3]?.text === ';')) steps.count++;
    else if (after === '=') steps.assignments.push(at);
    else if (after === '--' || before === '--' || /^[-+*/%&|^]=$|^<<=$|^>>=$/.test(after) || (before === '&' && !isOperand(all[at - 2])))
      steps.other = true;
  });
  return steps;
}

/** How many elements the declaration of the list sets. */
function initialElements(all: readonly Token[], list: string): number {
  const declared = all.findIndex((_, at) => all[at]!.text === list && isDeclared(all, at));
  if (declared < 0) return 0;
  const close = closing(all, declared + 1);
  if (all[close + 1]?.text !== '=' || all[close + 2]?.text !== '{') return 0;
  return splitAtCommas(all.slice(close + 3, closing(all, close + 2))).length;
}

function isDeclared(all: readonly Token[], at: number): boolean {
  return all[at + 1]?.text === '[' && (all[at - 1]?.text === ',' || all[at - 1]?.kind === 'name') && all[at - 1]?.text !== 'return';
}

function isMember(all: readonly Token[], at: number): boolean {
  return ['.', '->'].includes(all[at - 1]?.text ?? '');
}

function isOperand(token: Token | undefined): boolean {
  return token !== undefined && (token.kind !== 'punctuator' || token.text === ')' || token.text === ']');
}
