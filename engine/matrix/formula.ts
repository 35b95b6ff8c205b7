/** Reads the conditions of outcomes as formulas over switches: questions with a few answers each. */
import type { MatrixFormula, MatrixSwitch } from '../answers.ts';
import { type Alternatives, alternativesOf, findOutside, partsOf } from '../explain/conditions.ts';
import { negation, plainQuestion } from '../explain/questions.ts';

/** Letters of a Kconfig symbol, in the order of its choices. */
const LETTERS = ['y', 'm', 'n'];

/** Alternatives of conditions that all hold, as a formula whose atoms name no switch yet; what they share stands once. Never throws. */
export function readAlternatives(alternatives: Alternatives): MatrixFormula {
  const [first = []] = alternatives;
  const shared = first.filter((condition) => alternatives.every((each) => each.includes(condition)));
  const rests = alternatives.map((each) => each.filter((condition) => !shared.includes(condition)));
  const choice = rests.some((rest) => rest.length === 0)
    ? []
    : [
        joined(
          'any',
          rests.map((rest) => joined('all', rest.map(read))),
        ),
      ];
  return joined('all', [...shared.map(read), ...choice]);
}

function read(text: string): MatrixFormula {
  const alternatives = alternativesOf(text);
  if (alternatives.length > 1) return joined('any', alternatives.map(read));
  const parts = partsOf(text);
  if (parts.length > 1) return joined('all', parts.map(read));
  const inner = unwrapped(text.trim());
  return inner === undefined || alternativesOf(inner).length + partsOf(inner).length === 2 ? { atom: text.trim() } : read(inner);
}

function unwrapped(text: string): string | undefined {
  const whole = text.startsWith('(') && text.endsWith(')') && findOutside(text, (at) => at > 0) === -1;
  return whole ? text.slice(1, -1).trim() : undefined;
}

function joined(how: 'all' | 'any', formulas: MatrixFormula[]): MatrixFormula {
  if (formulas.length === 1) return formulas[0]!;
  return how === 'all' ? { all: formulas } : { any: formulas };
}

/** Every question of a formula once. */
export function questionsOf(formula: MatrixFormula): Set<string> {
  return new Set(atomsOf(formula).flatMap(plainQuestion));
}

function atomsOf(formula: MatrixFormula): string[] {
  if ('atom' in formula) return [formula.atom];
  return ('all' in formula ? formula.all : formula.any).flatMap(atomsOf);
}

/** What a question is about, where several questions are about one thing: a Kconfig symbol. */
export function subjectOf(question: string): string {
  return symbolOf(question) ?? question;
}

function symbolOf(question: string): string | undefined {
  return /^(?:IS_ENABLED\((CONFIG_\w+)\)|(CONFIG_\w+)=[ymn])$/.exec(question)?.slice(1).find(Boolean);
}

/** The switch that answers all questions about one subject. */
export function switchFor(subject: string, questions: readonly string[]): Omit<MatrixSwitch, 'pairs'> {
  if (questions.some((question) => question.startsWith(`${subject}=`) && symbolOf(question) === subject))
    return { text: subject, choices: LETTERS.map((letter) => ({ label: letter, assumption: `${subject}=${letter}` })) };
  const question = questions[0] ?? subject;
  const choices = [
    { label: 'yes', assumption: question },
    { label: 'no', assumption: negation(question) },
  ];
  return { text: subject, choices };
}

/** The formula with its atoms tied to the switches; `find` gives a switch by its subject. */
export function tied(formula: MatrixFormula, find: (subject: string) => { index: number; choices: number } | undefined): MatrixFormula {
  if ('all' in formula) return { all: formula.all.map((each) => tied(each, find)) };
  if ('any' in formula) return { any: formula.any.map((each) => tied(each, find)) };
  const [question] = plainQuestion(formula.atom);
  const found = question === undefined ? undefined : find(subjectOf(question));
  if (question === undefined || !found) return { atom: formula.atom };
  const yes = choicesThatHold(question, found.choices);
  const all = Array.from({ length: found.choices }, (_, choice) => choice);
  const holds = formula.atom === question ? yes : all.filter((choice) => !yes.includes(choice));
  return { atom: formula.atom, question: { switch: found.index, holds } };
}

function choicesThatHold(question: string, choices: number): number[] {
  if (choices !== LETTERS.length) return [0];
  return question.startsWith('IS_ENABLED') ? [0, 1] : [LETTERS.indexOf(question.slice(-1))];
}
