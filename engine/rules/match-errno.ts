import type { Fix } from '../answers.ts';
import { textEdits } from '../fixes/edits.ts';
import { errnoNumber } from '../lower/errno.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { CallbackRun, Returned } from '../negotiate/callback-run.ts';
import type { Place } from '../negotiate/offer.ts';
import { callbackName, metInCallbacks } from './callbacks.ts';
import { spelledAt } from './lists.ts';
import type { RawFinding, Rule } from './rule.ts';

const RIGHT = 'EOPNOTSUPP';

/** Errnos that say "I do not do this", which is what `-EOPNOTSUPP` says here. */
const MEANT_ALIKE: ReadonlyMap<number, string> = new Map(
  ['ENOTSUPP', 'ENOSYS', 'EPROTONOSUPPORT', 'EAFNOSUPPORT', 'ENOTTY', 'ENOIOCTLCMD'].map((name) => [-errnoNumber(name)!, name]),
);

/** Only `-EOPNOTSUPP` makes the core try the next pair of entries; its look-alikes end the search. */
export const matchErrno: Rule = {
  id: 'match-errno',
  severity: 'warning',
  summary: 'a callback that says "not supported" with an errno other than `-EOPNOTSUPP`, which ends the search for a match',
  check(analysis) {
    const returns = metInCallbacks(
      analysis,
      ({ returned }, { role }) => (role !== 'finish_match' && returned && MEANT_ALIKE.has(returned.number ?? 0) ? [returned] : []),
      shownAt,
    );
    return returns.map(({ met: { run, value, when } }) => finding(analysis, run, value, when));
  },
};

function shownAt({ source, at }: Returned): Place {
  return source ?? at;
}

function finding(analysis: Analysis, run: CallbackRun, returned: Returned, when: string): RawFinding {
  const name = `-${MEANT_ALIKE.get(returned.number!)}`;
  const at = shownAt(returned);
  const effect =
    run.role === 'match'
      ? `ends the search at once with that error; \`-${RIGHT}\` lets the core try the next entry`
      : `makes the attach fail with an errno that says something else to everybody above; \`-${RIGHT}\` says that nothing fits`;
  const returnedElsewhere = returned.source && (at.end <= returned.at.start || returned.at.end <= at.start || at.file !== returned.at.file);
  return {
    at,
    message: `\`${name}\` from ${callbackName(run)}${when} ${effect}`,
    related: returnedElsewhere ? [{ at: returned.at, message: 'it is returned here' }] : [],
    fixes: () => replace(analysis, returned, name),
  };
}

function replace(analysis: Analysis, { source }: Returned, name: string): Fix[] {
  if (!source || spelledAt(analysis, source) !== name) return [];
  const edits = textEdits(analysis, source.file, [{ start: source.start, end: source.end, newText: `-${RIGHT}` }]);
  return [{ title: `Return \`-${RIGHT}\``, safe: false, edits }];
}
