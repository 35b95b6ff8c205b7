import type { Fix } from '../answers.ts';
import type { Span } from '../facts/facts.ts';
import { textEdits } from '../fixes/edits.ts';
import { type Change, withoutComment } from '../fixes/layout.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { CommentsInFile, RawFinding, Rule } from './rule.ts';
import type { Directive } from './silence.ts';
import { PLACEHOLDER_REASON } from './silencing-comment.ts';
import { nearestWord } from './words-alike.ts';

const ID = 'unused-directive';

/** A comment that silences nothing hides the next real finding, or lets its author believe that one is dealt with. */
export const unusedDirective: Rule = {
  id: ID,
  severity: 'warning',
  summary: 'a `dmabuf-mapping:` comment that silences nothing: no such finding, no such rule, or no reason',
  check() {
    return [];
  },
  checkDirectives(analysis, { files, ids, complete }) {
    return files.flatMap((comments) => [
      ...comments.malformed.map((span) => malformed(analysis, comments.file, span)),
      ...comments.directives.flatMap((directive) => inDirective(analysis, comments, directive, { ids, complete })),
    ]);
  },
};

function malformed(analysis: Analysis, file: string, span: Span): RawFinding {
  return {
    at: { file, ...span },
    message:
      'This comment is not understood, so it silences nothing: write `dmabuf-mapping: ignore RULE -- why`, several rules with commas',
    related: [],
    fixes: () => [removal(analysis, file, span, { safe: false })],
  };
}

function inDirective(
  analysis: Analysis,
  { file, silenced }: CommentsInFile,
  directive: Directive,
  { ids, complete }: { ids: readonly string[]; complete: boolean },
): RawFinding[] {
  const unknown = directive.rules.filter(({ id }) => !ids.includes(id));
  const found = unknown.map((rule) => unknownRule(analysis, file, directive, rule, ids));
  if (directive.why === '') return [withoutReason(analysis, file, directive), ...found];
  if (!complete) return found;
  const used = silenced.get(directive);
  const idle = directive.rules.filter(({ id }) => ids.includes(id) && id !== ID && !used?.has(id));
  if (idle.length === directive.rules.length) return [unused(analysis, file, directive)];
  return [...found, ...idle.map((rule) => unusedRule(analysis, file, directive, rule))];
}

function withoutReason(analysis: Analysis, file: string, { span, rules }: Directive): RawFinding {
  const reason: Change = { start: rules.at(-1)!.at.end, end: rules.at(-1)!.at.end, newText: ` -- ${PLACEHOLDER_REASON}` };
  return {
    at: { file, ...span },
    message: 'This comment gives no reason, so it silences nothing: write `-- why` behind the rules',
    related: [],
    fixes: () => [
      removal(analysis, file, span, { safe: false }),
      { title: 'Add a reason to fill in', safe: false, edits: textEdits(analysis, file, [reason]) },
    ],
  };
}

function unknownRule(
  analysis: Analysis,
  file: string,
  directive: Directive,
  rule: Directive['rules'][0],
  ids: readonly string[],
): RawFinding {
  const meant = nearestWord(rule.id, ids);
  return {
    at: { file, ...rule.at },
    message: `There is no rule \`${rule.id}\`${meant ? `: did you mean \`${meant}\`?` : ', so this silences nothing'}`,
    related: [],
    fixes: () => [
      ...(meant ? [{ title: `Write \`${meant}\``, safe: false, edits: textEdits(analysis, file, [{ ...rule.at, newText: meant }]) }] : []),
      idRemoval(analysis, file, directive, rule, { safe: false }),
    ],
  };
}

function unused(analysis: Analysis, file: string, { span, rules }: Directive): RawFinding {
  const what = rules.map(({ id }) => `\`${id}\``).join(', ');
  return {
    at: { file, ...span },
    message: `This comment silences nothing: ${rules.length === 1 ? 'there is no finding' : 'there are no findings'} of ${what} here; remove it`,
    related: [],
    fade: true,
    fixes: () => [removal(analysis, file, span, { safe: true })],
  };
}

function unusedRule(analysis: Analysis, file: string, directive: Directive, rule: Directive['rules'][0]): RawFinding {
  return {
    at: { file, ...rule.at },
    message: `There is no finding of \`${rule.id}\` here to silence; remove it from the comment`,
    related: [],
    fade: true,
    fixes: () => [idRemoval(analysis, file, directive, rule, { safe: true })],
  };
}

function removal(analysis: Analysis, file: string, span: Span, { safe }: { safe: boolean }): Fix {
  const change = withoutComment(analysis.names.text(file) ?? '', span);
  return { title: 'Remove the comment', safe, edits: textEdits(analysis, file, [change]) };
}

/** Takes one rule out of the comment, with its comma; the whole comment if there is no other. */
function idRemoval(
  analysis: Analysis,
  file: string,
  { span, rules }: Directive,
  { id, at }: Directive['rules'][0],
  options: { safe: boolean },
): Fix {
  const index = rules.findIndex((rule) => rule.at.start === at.start);
  const [before, after] = [rules[index - 1], rules[index + 1]];
  if (!before && !after) return removal(analysis, file, span, options);
  const change = after ? { start: at.start, end: after.at.start, newText: '' } : { start: before!.at.end, end: at.end, newText: '' };
  return { title: `Remove \`${id}\` from the comment`, safe: options.safe, edits: textEdits(analysis, file, [change]) };
}
