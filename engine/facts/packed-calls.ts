/**
 * The calls of a function as one short text. Kernels have some hundred thousand of them, and few are ever looked at: as objects they would take more
 * memory than everything else together.
 */
import type { CallFact, FunctionFact } from './facts.ts';

/**
 * Calls in the order of their places, which are at or behind `start`. Each is its callee and numbers: how far behind the call before it begins, its
 * length, and for each argument where in it that is and how long.
 */
export function packCalls(calls: readonly CallFact[], start: number): string {
  let before = start;
  const packed = calls.map(({ callee, span, arguments: given }) => {
    const words = [callee, spelled(span.start - before), spelled(span.end - span.start)];
    before = span.start;
    for (const argument of given) words.push(spelled(argument.start - span.start), spelled(argument.end - argument.start));
    return words.join(' ');
  });
  return packed.join(';');
}

/** Numbers of up to two digits, which most are: to spell one takes as long as all else that is done for it. */
const SPELLED = Array.from({ length: 36 * 36 }, (_, number) => number.toString(36));

function spelled(number: number): string {
  return SPELLED[number] ?? number.toString(36);
}

/** The calls of a function, in source order; none of a prototype. */
export function callsOf(fact: FunctionFact): CallFact[] {
  return unpacked(fact, () => true);
}

/** Those of one name. */
export function callsNamed(fact: FunctionFact, callee: string): CallFact[] {
  return unpacked(fact, (each) => each === callee);
}

/** Those of some names. */
export function callsAmong(fact: FunctionFact, callees: { has(callee: string): boolean }): CallFact[] {
  return unpacked(fact, (each) => callees.has(each));
}

/** False if the function calls none of these names, told without reading its calls one by one. */
export function mayCallAny({ calls }: FunctionFact, callees: ReadonlySet<string>): boolean {
  for (const callee of callees) if (calls.includes(callee)) return true;
  return false;
}

/** What the calls of a function call, in source order, each as often as it is called. */
export function calleesOf({ calls }: FunctionFact): string[] {
  return calls === '' ? [] : calls.split(';').map((call) => call.slice(0, call.indexOf(' ')));
}

/** The same by their places in `calls`. */
export function eachCallee({ calls }: FunctionFact, take: (calls: string, start: number, end: number) => void): void {
  for (let start = 0; start < calls.length; ) {
    take(calls, start, calls.indexOf(' ', start));
    const end = calls.indexOf(';', start);
    start = end < 0 ? calls.length : end + 1;
  }
}

function unpacked({ calls, bodySpan }: FunctionFact, wants: (callee: string) => boolean): CallFact[] {
  if (calls === '' || bodySpan === undefined) return [];
  const found: CallFact[] = [];
  let start = bodySpan.start;
  for (const packed of calls.split(';')) {
    const space = packed.indexOf(' ');
    const callee = packed.slice(0, space);
    // Stops at the next space: the rest of what is not wanted is not read.
    start += Number.parseInt(packed.slice(space + 1, space + 8), 36);
    if (!wants(callee)) continue;
    const numbers = packed
      .slice(space + 1)
      .split(' ')
      .map((word) => Number.parseInt(word, 36));
    const call: CallFact = {
      callee,
      calleeSpan: { start, end: start + callee.length },
      span: { start, end: start + (numbers[1] ?? 0) },
      arguments: [],
    };
    for (let at = 2; at + 1 < numbers.length; at += 2) {
      const first = start + numbers[at]!;
      call.arguments.push({ start: first, end: first + numbers[at + 1]! });
    }
    found.push(call);
  }
  return found;
}
