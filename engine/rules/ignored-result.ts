import type { Fix } from '../answers.ts';
import { textEdits } from '../fixes/edits.ts';
import { returnCall, returnedInstead } from '../fixes/results.ts';
import { functionAt } from '../fixes/scope.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Asked, CallbackRun, Returned } from '../negotiate/callback-run.ts';
import { callbackName, metInCallbacks } from './callbacks.ts';
import type { RawFinding, Rule } from './rule.ts';

/** The core takes 0 for a match that has filled the attachment in; after a failed one its map type is empty. */
export const ignoredResult: Rule = {
  id: 'ignored-result',
  severity: 'error',
  summary: 'a `match_mapping` that may return 0 although `dma_buf_match_mapping()` failed',
  check(analysis) {
    const lost = metInCallbacks(
      analysis,
      ({ asked, returned }, { role }) =>
        role === 'match_mapping' && returned ? asked.filter((each) => each.lost).map((each) => ({ asked: each, returned })) : [],
      ({ asked }) => asked.at,
    );
    return lost.map(({ met: { run, value, when } }) => finding(analysis, run, value, when));
  },
};

interface Lost {
  asked: Asked;
  returned: Returned;
}

function finding(analysis: Analysis, run: CallbackRun, { asked, returned }: Lost, when: string): RawFinding {
  const { failed, at } = asked;
  const name = callbackName(run);
  const effect = 'the importer gets an attachment without a map type';
  const message = failed
    ? `A failure of this call is seen, but ${name} returns 0${when}: ${effect}; return the result`
    : `The result of this call is not looked at: ${name} returns ${returned.number === 0 ? '0' : 'something else'} although no type may match${when}, and ${effect}; return the result`;
  return {
    at,
    message,
    related: [{ at: returned.at, message: `${name} returns here` }],
    fixes: () => returnIt(analysis, asked, returned),
  };
}

function returnIt(analysis: Analysis, { call, through }: Asked, { at }: Returned): Fix[] {
  const text = analysis.names.text(call.file);
  const facts = analysis.names.facts(call.file);
  const body = facts && functionAt(facts, call.start)?.bodySpan;
  if (through || text === undefined || !body || at.file !== call.file || at.start < body.start || body.end < at.end) return [];
  const changes = returnCall(text, call, at) ?? returnedInstead(text, body, call, at);
  return changes ? [{ title: 'Return the result', safe: false, edits: textEdits(analysis, call.file, changes) }] : [];
}
