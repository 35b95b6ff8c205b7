/** Loops whose number of turns is not known: what they did on one path need not be what they do in the kernel. */
import { happenings, record, type State } from '../evaluate/state.ts';
import type { Code } from '../lower/ir.ts';

const OPEN_TURNS = 'open turns';

/** Notes in the state if the open question at its next instruction decides whether a loop goes on. To be asked before each open question. */
export function noteOpenTurns(state: State): void {
  const frame = state.frames[state.frames.length - 1];
  const instruction = frame?.code.instructions[frame.next];
  if (!frame || !instruction || !endsLoop(frame.code, frame.next)) return;
  record(state, { kind: OPEN_TURNS, at: instruction.at });
}

/** True if a loop on the path turned as often as an open question said. */
export function hasOpenTurns(state: State): boolean {
  return happenings(state.trace).some(({ kind }) => kind === OPEN_TURNS);
}

const known = new WeakMap<Code, Map<number, boolean>>();

/** True if a branch can come back to itself on one side only. */
function endsLoop(code: Code, branch: number): boolean {
  const answers = known.get(code) ?? new Map<number, boolean>();
  known.set(code, answers);
  const before = answers.get(branch);
  if (before !== undefined) return before;
  const sides = successors(code, branch).map((next) => reaches(code, next, branch));
  const answer = sides.some((each) => each) && sides.some((each) => !each);
  answers.set(branch, answer);
  return answer;
}

function reaches(code: Code, from: number, to: number): boolean {
  const seen = new Set<number>();
  const waiting = [from];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (index === to) return true;
    if (seen.has(index) || index >= code.instructions.length) continue;
    seen.add(index);
    waiting.push(...successors(code, index));
  }
  return false;
}

/** Instructions that may come next. */
export function successors(code: Code, index: number): number[] {
  const instruction = code.instructions[index]!;
  switch (instruction.do) {
    case 'jump':
      return [code.labels[instruction.to]!];
    case 'branch': {
      const { condition, yes, no } = instruction;
      // `do { … } while (0)`, which macros are made of, is no loop.
      if (condition.op === 'constant') return [code.labels[condition.value === 0n ? no : yes]!];
      return [code.labels[yes]!, code.labels[no]!];
    }
    case 'return':
    case 'stop':
      return [];
    default:
      return [index + 1];
  }
}
