import type { Fix } from '../answers.ts';
import { textEdits } from '../fixes/edits.ts';
import { spelled, tokens } from '../fixes/tokens.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { CallbackPath, CallbackRun } from '../negotiate/callback-run.ts';
import { behind, callbackName, metInCallbacks, shownPlace } from './callbacks.ts';
import type { RawFinding, Rule } from './rule.ts';

type UnsetRead = CallbackPath['unsetReads'][number];

/** The attachment is fresh from `kzalloc()` while a match is sought; what looks like its buffer or its importer is NULL. */
export const unsetAttachField: Rule = {
  id: 'unset-attach-field',
  severity: 'error',
  summary: 'a `match_mapping` or `finish_match` that reads a member of the attachment which is not set yet',
  check(analysis) {
    const reads = metInCallbacks(analysis, ({ unsetReads }) => unsetReads, shownPlace);
    return reads.map(({ met: { run, value, when } }) => finding(analysis, run, value, when));
  },
};

function finding(analysis: Analysis, run: CallbackRun, read: UnsetRead, when: string): RawFinding {
  const { member, through } = read;
  const args = run.function.fact.parameters[0]?.name ?? 'args';
  const field = `${args}->attach${member.replace('.', '->')}`;
  const verb = through ? 'This call reads' : `${callbackName(run)} reads`;
  const advice = member === '.dmabuf' ? `use \`${args}->dmabuf\`` : 'it is set after the match';
  return {
    at: shownPlace(read),
    message: `${verb} \`${field}\`${when}, which is still NULL while a match is sought: ${advice}`,
    related: behind(read, 'it is read here'),
    fixes: () => useArgs(analysis, read, args),
  };
}

function useArgs(analysis: Analysis, { at, member, through }: UnsetRead, args: string): Fix[] {
  if (through || member !== '.dmabuf') return [];
  const written = spelled(tokens(analysis.names.text(at.file) ?? '', at));
  if (!/^[\w>().-]+->dmabuf$/.test(written)) return [];
  const replacement = `${args}->dmabuf`;
  const edits = textEdits(analysis, at.file, [{ start: at.start, end: at.end, newText: replacement }]);
  return [{ title: `Use \`${replacement}\``, safe: true, edits }];
}
