/** Comments that tell the rules to keep quiet: `dmabuf-mapping: ignore <id> -- why`. */
import type { Span } from '../facts/facts.ts';
import { comments, tokens } from '../fixes/tokens.ts';
import { LineIndex } from '../syntax/lines.ts';

export interface Directive {
  /** The whole comment. */
  span: Span;
  /** Rule ids, as written. */
  rules: string[];
  /** Empty if the comment gives no reason; then it silences nothing. */
  why: string;
  /** Lines from 0, both included, on which findings may begin that it silences. */
  lines: { from: number; to: number };
}

const FORM = /^(?:\/\*|\/\/)[\s*]*dmabuf-mapping:\s*ignore\s+([\w-]+(?:\s*,\s*[\w-]+)*)\s*(?:--\s*([\s\S]*?))?[\s*]*(?:\*\/)?$/;

/**
 * The silencing comments of a text, in source order. One beside code covers its own lines; one on lines of its own covers the statement or
 * declaration that follows it, up to the first `;`, `{` or `}`. Never throws.
 */
export function silencingComments(text: string): Directive[] {
  if (!text.includes('dmabuf-mapping:')) return [];
  const lines = new LineIndex(text);
  const lineOf = (offset: number) => lines.position(offset).line;
  return comments(text).flatMap((span) => {
    const match = FORM.exec(text.slice(span.start, span.end));
    if (!match) return [];
    const rules = match[1]!.split(',').map((id) => id.trim());
    const own = { from: lineOf(span.start), to: lineOf(span.end) };
    const lineStart = lines.offset(own.from, 0);
    const lineEnd = lines.offset(own.to, Number.POSITIVE_INFINITY);
    const besideCode =
      tokens(text, { start: lineStart, end: span.start }).length > 0 || tokens(text, { start: span.end, end: lineEnd }).length > 0;
    return [{ span, rules, why: (match[2] ?? '').trim(), lines: besideCode ? own : (statementLines(text, span.end, lineOf) ?? own) }];
  });
}

function statementLines(text: string, from: number, lineOf: (offset: number) => number): { from: number; to: number } | undefined {
  const WINDOW = 4000;
  const following = tokens(text, { start: from, end: Math.min(text.length, from + WINDOW) });
  const first = following[0];
  if (!first) return undefined;
  const last = following.find(({ text: mark }) => mark === ';' || mark === '{' || mark === '}') ?? first;
  return { from: lineOf(first.start), to: lineOf(last.start) };
}
