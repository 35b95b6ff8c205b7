/** Comments that tell the rules to keep quiet: `dmabuf-mapping: ignore <id> -- why`. */
import type { Span } from '../facts/facts.ts';
import { comments, directives, tokens } from '../fixes/tokens.ts';
import { LineIndex } from '../syntax/lines.ts';
import { endWithoutSlack } from '../syntax/slack.ts';

export interface Directive {
  /** The whole comment. */
  span: Span;
  /** Rule ids, as written, and where. */
  rules: { id: string; at: Span }[];
  /** Empty if the comment gives no reason; then it silences nothing. */
  why: string;
  /** Lines from 0, both included, on which findings may begin that it silences. */
  lines: { from: number; to: number };
}

export interface SilencingComments {
  /** In source order. */
  directives: Directive[];
  /** Comments that begin like one and are none. */
  malformed: Span[];
}

/** Every such comment has it. */
export const SILENCING_WORD = 'dmabuf-mapping:';

const START = /^(?:\/\*|\/\/)[\s*]*dmabuf-mapping:\s*ignore\b/;
const FORM = /^((?:\/\*|\/\/)[\s*]*dmabuf-mapping:\s*ignore\s+)([\w-]+(?:\s*,\s*[\w-]+)*)\s*(?:--([\s\S]*))?$/;

/**
 * The silencing comments of a text. One beside code covers its own lines; one on lines of its own covers, besides these, the statement or declaration
 * that follows it, up to the first `;`, `{` or `}`, or the macro definition. Never throws.
 */
export function silencingComments(text: string): SilencingComments {
  const found: SilencingComments = { directives: [], malformed: [] };
  if (!text.includes(SILENCING_WORD)) return found;
  const lines = new LineIndex(text);
  const lineOf = (offset: number) => lines.position(offset).line;
  for (const span of comments(text)) {
    const written = text.slice(span.start, span.end);
    const match = FORM.exec(withoutEnd(written));
    if (!match) {
      if (START.test(written)) found.malformed.push(span);
      continue;
    }
    const own = { from: lineOf(span.start), to: lineOf(span.end) };
    const lineStart = lines.offset(own.from, 0);
    const lineEnd = lines.offset(own.to, Number.POSITIVE_INFINITY);
    const besideCode =
      tokens(text, { start: lineStart, end: span.start }).length > 0 || tokens(text, { start: span.end, end: lineEnd }).length > 0;
    const to = besideCode ? own.to : (lastLineBelow(text, span.end, lineOf) ?? own.to);
    const rules = [...match[2]!.matchAll(/[\w-]+/g)].map(({ 0: id, index }) => {
      const start = span.start + match[1]!.length + index;
      return { id, at: { start, end: start + id.length } };
    });
    found.directives.push({ span, rules, why: (match[3] ?? '').trim(), lines: { from: own.from, to } });
  }
  return found;
}

/** Last line of what follows a comment on lines of its own. */
function lastLineBelow(text: string, from: number, lineOf: (offset: number) => number): number | undefined {
  const WINDOW = 4000;
  const window = { start: from, end: endWithoutSlack(text, from, WINDOW) };
  const following = tokens(text, window);
  const first = following[0];
  const [directive] = directives(text, window);
  if (directive && directive.start < (first?.start ?? text.length) && /^#\s*define\b/.test(text.slice(directive.start, directive.end))) {
    return lineOf(directive.end);
  }
  if (!first) return undefined;
  return lineOf((following.find(({ text: mark }) => mark === ';' || mark === '{' || mark === '}') ?? first).start);
}

/** A comment without what closes it, and the white space and stars before. */
function withoutEnd(comment: string): string {
  let end = comment.length - (comment.endsWith('*/') ? 2 : 0);
  while (end > 0 && /[\s*]/.test(comment[end - 1]!)) end--;
  return comment.slice(0, end);
}
