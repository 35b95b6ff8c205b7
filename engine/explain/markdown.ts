/** Markdown around text that others wrote. Names, conditions and reasons come from sources and must stay text wherever they are put. */

// Characters that hide or reorder what a reader sees: controls, zero-width and direction marks, halves of a surrogate pair.
const invisible = /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu;

/** One line without control, zero-width or direction characters: for rows, terminals and other plain text. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(invisible, '\ufffd').trim();
}

/** Text that Markdown shows as it is: no link, HTML, emphasis, icon or block comes out of it. */
export function escapeText(text: string): string {
  return plain(text)
    .replace(/[\\`*[\]#|~!(){}$@]/g, '\\$&')
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
    .replace(/:(?=\/)/g, '\\:')
    .replace(/www\./gi, (prefix) => `${prefix.slice(0, -1)}\\.`)
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** A code span that shows exactly `text`, backticks included. */
export function code(text: string): string {
  const line = plain(text);
  if (line === '') {
    return '';
  }
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${line}${pad}${fence}`;
}

/** Percent-encodes all that could end a link target. */
function target(file: string): string {
  const encode = (part: string): string =>
    encodeURIComponent(part.replace(/\p{Cs}/gu, '\ufffd')).replace(/[!'()*~]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  return file.split('/').map(encode).join('/');
}

/** A link that opens a file of the project; `line` counts from 0, the link's from 1. */
export function fileLink(label: string, at: { file: string; line: number }): string {
  return `[${escapeText(label)}](dmabuf-open:${target(at.file)}#${at.line + 1})`;
}
