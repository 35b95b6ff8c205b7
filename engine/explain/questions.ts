/** The single questions behind conditions, for those who want to answer one, and the assumptions that answer them. */
import type { Cell, Question } from '../answers.ts';
import { comparedIn } from '../evaluate/assumptions.ts';
import { alternativesOf, findOutside, partsOf } from './conditions.ts';

/**
 * Every question that some condition asks, without its negation, most frequent first; questions of equal rank by text. Cells with how many pairs each of
 * them stands for.
 */
export function openQuestions(cells: Iterable<{ cell: Cell; pairs: number }>): string[] {
  const counts = new Map<string, number>();
  for (const { cell, pairs } of cells) {
    for (const condition of cell.outcomes.flatMap(({ conditions }) => conditions)) {
      for (const question of new Set(questionsIn(condition))) counts.set(question, (counts.get(question) ?? 0) + pairs);
    }
  }
  return [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1)).map(([question]) => question);
}

function questionsIn(condition: string): string[] {
  return alternativesOf(condition).flatMap((alternative) => {
    const inner = /^\((.*)\)$/.exec(alternative)?.[1] ?? alternative;
    const nested = inner !== alternative && alternativesOf(inner).length + partsOf(inner).length > 2;
    return nested ? questionsIn(inner) : partsOf(inner).flatMap((part) => plainQuestion(part));
  });
}

const OPPOSITE: Record<string, string> = { '!=': '==', '<': '>=', '<=': '>' };

/** The question that a single condition answers, without its negation; none for a count of conditions that are not told. */
export function plainQuestion(part: string): string[] {
  if (/^\d+ (other ways|more conditions)$/.test(part)) return [];
  if (part.startsWith('!')) return [part.slice(1).replace(/^\((.*)\)$/, '$1')];
  const compared = /^(.*) (!=|<|<=) (-?\w+)$/.exec(part);
  if (compared) return [`${compared[1]} ${OPPOSITE[compared[2]!]} ${compared[3]}`];
  const letter = /^(CONFIG_\w+)!=([nmy])$/.exec(part);
  return [letter ? `${letter[1]}=${letter[2]}` : part];
}

/** The same relation in the spelling of conditions, whatever the spaces. */
function tidy(assumption: string): string {
  const text = assumption.trim();
  const letter = /^(CONFIG_\w+)\s*(==|=|!=)\s*([nmy])$/.exec(text);
  if (letter) return `${letter[1]}${letter[2] === '!=' ? '!=' : '='}${letter[3]}`;
  const compared = comparedIn(text);
  if (compared) return `${compared.subject} ${compared.comparison} ${compared.with}`;
  return text.replace(/^!\s+/, '!');
}

/** The assumption that answers a question with no. */
export function negation(question: string): string {
  const letter = /^(CONFIG_\w+)=([nmy])$/.exec(question);
  if (letter) return `${letter[1]}!=${letter[2]}`;
  const compared = /^(.*) (==|>=|>) (-?\w+)$/.exec(question);
  if (compared) return `${compared[1]} ${NEGATED[compared[2]!]} ${compared[3]}`;
  const single = findOutside(question, (at) => question[at] === ' ') === -1;
  return single ? `!${question}` : `!(${question})`;
}

const NEGATED: Record<string, string> = { '==': '!=', '>=': '<', '>': '<=' };

/**
 * Questions to choose answers for: those that `assumptions` answer, in their order, then those that are open. An assumption counts by what it
 * says, however it is spaced. Each question comes once; of assumptions about the same one, the last counts.
 */
export function answerableQuestions(open: readonly string[], assumptions: readonly string[]): Question[] {
  const questions = new Map<string, Question>();
  for (const assumption of assumptions) {
    const text = tidy(assumption);
    const [question = text] = plainQuestion(text);
    questions.set(question, { ...asked(question), assumed: text === question ? 'holds' : 'fails', assumption });
  }
  for (const question of open) if (!questions.has(question)) questions.set(question, asked(question));
  return [...questions.values()];
}

function asked(text: string): Question {
  return { text, holds: text, fails: negation(text) };
}
