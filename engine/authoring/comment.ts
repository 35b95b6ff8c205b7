/** What the comment at a declaration says, as Markdown. */
import { escapeText } from '../explain/markdown.ts';
import { comments } from '../fixes/tokens.ts';

export interface Comment {
  /** Paragraphs, without what is about single parameters. */
  markdown: string;
  /** Markdown by parameter, from lines such as `@dev: the device`. */
  parameters: Record<string, string>;
}

/** The comment that ends on the line above the declaration at `start`, or stands behind it on its line; empty if there is none. Never throws. */
export function commentAt(text: string, start: number): Comment {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = text.indexOf('\n', start) < 0 ? text.length : text.indexOf('\n', start);
  const all = comments(text);
  const above = all.findLast(({ end }) => end <= lineStart && /^[ \t]*\r?\n?$/.test(text.slice(end, lineStart)));
  const found = above ?? all.find((comment) => comment.start >= start && comment.end <= lineEnd);
  if (!found) return { markdown: '', parameters: {} };
  let first = all.indexOf(found);
  // Line comments below each other are one.
  while (text.startsWith('//', found.start) && first > 0 && text.slice(all[first - 1]!.end, all[first]!.start).trim() === '') first--;
  return read(
    all
      .slice(first, all.indexOf(found) + 1)
      .map(({ start: from, end }) => text.slice(from, end))
      .join('\n'),
  );
}

function read(written: string): Comment {
  const lines = written
    .replace(/^\/\*+|(?<!\*)\*+\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^[ \t]*(?:\/\/+|\*+(?!\/))?[ \t]?/, '').trim());
  const parameters: Record<string, string> = {};
  const paragraphs: string[][] = [[]];
  let current: string | undefined;
  for (const line of lines) {
    const parameter = /^@(\w+)\s*:([\s\S]*)$/.exec(line);
    if (parameter) {
      current = parameter[1]!;
      parameters[current] = escapeText(parameter[2]!.trimStart());
    } else if (line === '') {
      current = undefined;
      paragraphs.push([]);
    } else if (current) parameters[current] += ` ${escapeText(line)}`;
    else paragraphs.at(-1)!.push(line);
  }
  const markdown = paragraphs.flatMap((paragraph) => (paragraph.length > 0 ? [escapeText(paragraph.join(' '))] : [])).join('\n\n');
  return { markdown, parameters };
}
