/** `dmabuf/questions`, and a line in the log for everything in the settings that cannot be taken for granted. */
import { answerableQuestions, type RootQuestions } from '@dmabuf-mapping/engine';
import { debounce } from '../debounce.ts';
import type { Folder } from '../folder.ts';
import { givenIn, grantProblems } from '../granting.ts';
import { guarded, type Session } from '../session.ts';

const DELAY_MS = 150;

export function activate(session: Session): void {
  const { connection, failures } = session;

  connection.onRequest(
    'dmabuf/questions',
    guarded(failures, 'questions', null, async (params: { root?: string } | undefined): Promise<RootQuestions[]> => {
      const answers: RootQuestions[] = [];
      for (const folder of session.folders.chosen(params?.root)) {
        const open = await folder.ask((project) => (folder.state === 'ready' ? project.questions() : []));
        const given = givenIn(folder);
        const questions = answerableQuestions(open, given.assumptions);
        if (!folder.loose || questions.length > 0) answers.push({ uri: folder.root.uri, name: folder.root.name, questions, given });
      }
      return answers;
    }),
  );

  const logged = new WeakMap<Folder, Set<string>>();
  const log = async () => {
    for (const folder of session.folders.all()) {
      if (folder.granted.assumptions.length > 0 && folder.state === 'ready') await folder.ask(() => undefined);
      const lines = new Set(grantProblems(folder).map(({ file, message }) => `${folder.root.name}: ${file}: ${message}`));
      for (const line of lines) if (!logged.get(folder)?.has(line)) connection.console.warn(line);
      logged.set(folder, lines);
    }
  };
  const soon = debounce(DELAY_MS, log, (error) => failures.report('assumptions', error));
  session.changed.event(soon.schedule);
  session.closed.event(soon.dispose);
}
