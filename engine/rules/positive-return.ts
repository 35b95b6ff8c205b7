import type { Fix } from '../answers.ts';
import { textEdits } from '../fixes/edits.ts';
import { splitReturn } from '../fixes/statements.ts';
import { errnoNumber } from '../lower/errno.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { CallbackRun, Returned } from '../negotiate/callback-run.ts';
import { callbackName, metInCallbacks } from './callbacks.ts';
import { spelledAt, writtenAt } from './lists.ts';
import type { RawFinding, Rule } from './rule.ts';

/** The core hands any result but 0 to `ERR_PTR()`, and a positive one comes out as a pointer that `IS_ERR()` takes for an attachment. */
export const positiveReturn: Rule = {
  id: 'positive-return',
  severity: 'error',
  summary: 'a `match_mapping` or `match` callback that can return a value above zero',
  check(analysis) {
    const returns = metInCallbacks(
      analysis,
      ({ returned }, { role }) => (role !== 'finish_match' && returned && isPositive(returned) ? [returned] : []),
      ({ at }) => at,
    );
    return returns.map(({ met: { run, value, when } }) => finding(analysis, run, value, when));
  },
};

function isPositive({ positive }: Returned): boolean {
  return positive === 'always' || positive === 'sometimes';
}

function finding(analysis: Analysis, run: CallbackRun, returned: Returned, when: string): RawFinding {
  const { number, source, at } = returned;
  const written = source ? spelledAt(analysis, source) : undefined;
  const name = written !== undefined && /^\w+$/.test(written) && written !== String(number) ? ` (\`${written}\`)` : '';
  const value = number === undefined ? 'a value above zero' : `${number}${name}`;
  const verb = returned.positive === 'always' ? 'returns' : 'can return';
  const elsewhere = source && (source.file !== at.file || source.end <= at.start || at.end <= source.start);
  return {
    at,
    message: `${callbackName(run)} ${verb} ${value}${when}: the core makes an error pointer of it that \`IS_ERR()\` does not recognise; ${advice(written)}`,
    related: elsewhere ? [{ at: source, message: `\`${writtenAt(analysis, source)}\` comes from here` }] : [],
    fixes: () => fixes(analysis, returned),
  };
}

function advice(written: string | undefined): string {
  return isErrno(written) ? `return \`-${written}\`` : 'return 0, or a negative errno';
}

function isErrno(written: string | undefined): boolean {
  return errnoNumber(written ?? '') !== undefined;
}

function fixes(analysis: Analysis, { at, source }: Returned): Fix[] {
  const written = source && spelledAt(analysis, source);
  if (source && isErrno(written)) {
    const edits = textEdits(analysis, source.file, [{ start: source.start, end: source.start, newText: '-' }]);
    return [{ title: `Return \`-${written}\``, safe: true, edits }];
  }
  const change = splitReturn(analysis.names.text(at.file) ?? '', at);
  return change ? [{ title: 'Assign first, then return 0', safe: true, edits: textEdits(analysis, at.file, [change]) }] : [];
}
