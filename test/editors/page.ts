/** The configuration blocks of the pages in docs/editors, as a reader copies them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/bootstrap.mjs';

/** What the pages say for the clone. */
const CLONE = '/path/to/dmabuf-mapping';

/** Text of the first block in a language, below a heading if one is given. Throws if the page has none, or one that names no server. */
export function blockOf(page: string, language: string, heading?: string): string {
  const text = readFileSync(join(root, 'docs/editors', page), 'utf8');
  const start = heading === undefined ? 0 : text.indexOf(`## ${heading}\n`);
  const block = start < 0 ? undefined : new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(text.slice(start))?.[1];
  if (!block?.includes(`${CLONE}/dist/server.js`))
    throw new Error(`${page} has no block of ${language}${heading ? ` below "${heading}"` : ''} with ${CLONE}`);
  return block;
}

/** The block for another clone. */
export function inClone(block: string, clone: string): string {
  return block.replaceAll(CLONE, clone);
}
