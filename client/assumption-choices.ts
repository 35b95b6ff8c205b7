/** Which questions can be answered and what an answer makes of the settings, without a word of the editor's own API. */
import type { Question, RootQuestions } from '@dmabuf-mapping/engine';

export type Answer = 'holds' | 'fails' | 'open';

/** One question of one folder. `root` is the folder's URI. */
export interface Choice {
  root: string;
  question: Question;
  answer: Answer;
}

/** The choices of one folder, under its name if there are several. */
export interface ChoiceGroup {
  name?: string;
  choices: Choice[];
}

/** `assumedIn` gives the setting of a folder: it is ahead of the server, which hears of a change a moment later. */
export function choicesOf(roots: readonly RootQuestions[], assumedIn: (root: string) => readonly string[]): ChoiceGroup[] {
  return roots.map(({ uri, name, questions }) => ({
    ...(roots.length > 1 && { name }),
    choices: questions.map((question) => ({ root: uri, question, answer: answerTo(question, assumedIn(uri)) })),
  }));
}

function answerTo(question: Question, assumed: readonly string[]): Answer {
  if (assumed.includes(question.holds)) return 'holds';
  if (assumed.includes(question.fails)) return 'fails';
  const { assumption } = question;
  return assumption !== undefined && assumed.includes(assumption) ? (question.assumed ?? 'open') : 'open';
}

/** The setting with a question answered, or open again. Other assumptions keep their place. */
export function withAnswer({ holds, fails, assumption }: Question, assumed: readonly string[], answer: Answer): string[] {
  const others = assumed.filter((text) => text !== holds && text !== fails && text !== assumption);
  return answer === 'open' ? others : [...others, answer === 'holds' ? holds : fails];
}

/** How the settings name a file: below its folder by the path from there, else by its own. Both are paths with `/`, `own` in the system's manner. */
export function nameIn(folder: string, file: string, own: string): string {
  const start = folder.endsWith('/') ? folder : `${folder}/`;
  return file.startsWith(start) && file.length > start.length ? file.slice(start.length) : own;
}
