import type { Fix } from '../answers.ts';
import { textEdits } from '../fixes/edits.ts';
import { removeStatement } from '../fixes/statements.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { CallbackPath, CallbackRun } from '../negotiate/callback-run.ts';
import { behind, callbackName, metInCallbacks, shownPlace } from './callbacks.ts';
import type { RawFinding, Rule } from './rule.ts';

type Assertion = CallbackPath['assertions'][number];

/** The core takes the reservation lock only after the match, so an assertion before that is a splat with lockdep, on every attach. */
export const lockAssertion: Rule = {
  id: 'lock-assertion',
  severity: 'error',
  summary: 'a callback that asserts the reservation lock, which nobody holds while a match is sought',
  check(analysis) {
    const asserted = metInCallbacks(analysis, ({ assertions }) => assertions, shownPlace);
    return asserted.map(({ met: { run, value, when } }) => finding(analysis, run, value, when));
  },
};

function finding(analysis: Analysis, run: CallbackRun, assertion: Assertion, when: string): RawFinding {
  const { name, through } = assertion;
  const subject = through ? 'this call asserts' : `\`${name}()\` asserts`;
  const advice = through ? 'do not call it from here, or take the lock first' : 'remove the assertion, or take the lock first';
  return {
    at: shownPlace(assertion),
    message: `${callbackName(run)} runs without the reservation lock, but ${subject} that it is held${when}: ${advice}`,
    related: behind(assertion, `\`${name}()\` is reached here`),
    fixes: () => remove(analysis, assertion),
  };
}

function remove(analysis: Analysis, { at, through, name }: Assertion): Fix[] {
  const text = analysis.names.text(at.file) ?? '';
  const change = through || !text.startsWith(name, at.start) ? undefined : removeStatement(text, at);
  return change ? [{ title: `Remove \`${name}()\``, safe: true, edits: textEdits(analysis, at.file, [change]) }] : [];
}
