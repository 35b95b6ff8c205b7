import type { Fix } from '../answers.ts';
import { textEdits } from '../fixes/edits.ts';
import { asksForErrors } from '../fixes/null-check.ts';
import { functionAt } from '../fixes/scope.ts';
import { spelled, tokens } from '../fixes/tokens.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { type UncheckedAttach, uncheckedAttaches } from '../negotiate/attach-results.ts';
import type { Place } from '../negotiate/offer.ts';
import type { RawFinding, Rule } from './rule.ts';
import { whenPhrase } from './words.ts';

/** A failed attach gives an error code in the clothes of a pointer; whoever follows it crashes. */
export const uncheckedAttach: Rule = {
  id: 'unchecked-attach',
  severity: 'warning',
  summary: 'the result of an attach that is used without `IS_ERR()`',
  everywhere: true,
  check(analysis) {
    return uncheckedAttaches(analysis.machine).map((each) => finding(analysis, each));
  },
};

/** Ways with more conditions than this tell nobody anything. */
const MOST_CONDITIONS = 2;

function finding(analysis: Analysis, unchecked: UncheckedAttach): RawFinding {
  const { site, use, consumer, ways, comparedWithNull } = unchecked;
  const { callee, calleeSpan } = site.call;
  const at = { file: site.file, ...calleeSpan };
  const when = ways.every((way) => way.length <= MOST_CONDITIONS) ? whenPhrase(ways) : '';
  const what = consumer ? `\`${consumer}()\` then gets it for an attachment` : 'it is then dereferenced';
  const asked = comparedWithNull ? '; a comparison with NULL does not find it' : '';
  return {
    at,
    message: `A failed \`${callee}()\` gives an error pointer, and ${what}${when}${asked}: ask \`IS_ERR()\` first`,
    related: [{ at: use, message: 'the result is used here' }],
    fixes: () => check(analysis, unchecked),
  };
}

/**
 * Asks `IS_ERR()` where the statement behind the call asks for NULL. Else a check behind the statement with the call, where what it has to return is known
 * and no declarations follow.
 */
function check(analysis: Analysis, { site, target, use }: UncheckedAttach): Fix[] {
  const text = analysis.names.text(site.file);
  const facts = analysis.names.facts(site.file);
  const scope = facts && functionAt(facts, site.call.span.start);
  if (text === undefined || !scope?.bodySpan || !target || target.file !== site.file) return [];
  const name = spelled(tokens(text, target));
  const isBefore = (place: Place, offset: number) => place.file === site.file && scope.span.start <= place.start && place.start < offset;
  const all = tokens(text, { start: site.call.span.end, end: scope.bodySpan.end });
  const [semicolon, ...following] = all;
  if (
    semicolon?.text !== ';' ||
    !/^[\w>.-]+$/.test(name) ||
    isBefore(use, semicolon.end) ||
    beginsDeclaration(following.map((each) => each.text))
  )
    return [];
  const before = tokens(text, { start: scope.bodySpan.start, end: target.start }).at(-1);
  const declared = isDeclarationOf(text, scope.bodySpan.start, target.start);
  if (before === undefined || !(/^[;{}]$/.test(before.text) || declared)) return [];
  const corrected = asksForErrors(following, name, errorPointer(scope.returns, name));
  if (corrected) return [{ title: `Ask \`IS_ERR(${name})\``, safe: false, edits: textEdits(analysis, site.file, corrected) }];
  const answer = returned(scope.returns, name);
  if (answer === undefined) return [];
  const start = text.lastIndexOf('\n', site.call.span.start) + 1;
  const statement = text.slice(text.lastIndexOf('\n', target.start - 1) + 1, target.start);
  const indent = /^[ \t]*/.exec(statement || text.slice(start))![0];
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = [`${indent}if (IS_ERR(${name}))`, `${indent}\t${answer}`];
  const newText = newline.repeat(declared ? 2 : 1) + lines.join(newline);
  const edits = textEdits(analysis, site.file, [{ start: semicolon.end, end: semicolon.end, newText }]);
  return [{ title: `Return if \`${name}\` is an error`, safe: false, edits }];
}

/** Whether the tokens before the name are those of a declaration that begins a statement. */
function isDeclarationOf(text: string, from: number, name: number): boolean {
  const before = tokens(text, { start: from, end: name }).map((each) => each.text);
  const begin = Math.max(before.lastIndexOf(';'), before.lastIndexOf('{'), before.lastIndexOf('}')) + 1;
  const words = before.slice(begin);
  return words.length > 1 && words.every((word) => /^\w+$|^\*$/.test(word)) && !/^(?:return|else|case|goto)$/.test(words[0]!);
}

function beginsDeclaration([first = '', second = '', third = '']: string[]): boolean {
  if (/^(?:struct|union|enum|const|static|unsigned|signed|int|long|short|char|bool|void|size_t|u\d+|s\d+)$/.test(first)) return true;
  return (
    /^(?!(?:return|goto|else|case)$)[A-Za-z_]\w*$/.test(first) &&
    (/^[A-Za-z_]\w*$/.test(second) || (second === '*' && /^[A-Za-z_]\w*$/.test(third)))
  );
}

function returned(returns: string, name: string): string | undefined {
  if (returns.includes('*')) return `return ${errorPointer(returns, name)};`;
  if (/\bvoid\b/.test(returns)) return 'return;';
  return /\b(?:int|long|ssize_t)\b/.test(returns) && !/\bunsigned\b/.test(returns) ? `return PTR_ERR(${name});` : undefined;
}

function errorPointer(returns: string, name: string): string {
  return /\bdma_buf_attachment\b/.test(returns) ? name : `ERR_CAST(${name})`;
}
