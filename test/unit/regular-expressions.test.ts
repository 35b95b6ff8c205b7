/** No text makes a regular expression of ours search for long: the time of each grows with the text, and no faster. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseSync } from 'oxc-parser';
import { checkSync } from 'recheck';
import { root } from '../../scripts/bootstrap.mjs';

/** What can be slow on long texts, and why it never gets any. */
const NEVER_LONG: Readonly<Record<string, string>> = {
  '[A-Za-z_]\\w*$': 'looks at the 200 characters before the cursor',
  '\\$\\{\\d+:((?:[^}\\\\]|\\\\.)*)\\}': 'snippets of ours: every placeholder in them ends',
  '\\.[^.[]+|\\[[^\\]]*\\]': 'keys that are made of paths: every bracket in them ends',
  '^((?:\\w*_)?)([IE])(MAPPING_\\w+)$': 'names: nothing in them is no letter of a word',
  'MAPPING_(\\w+)$': 'names',
  '^dma_buf_(?:(?:\\w+_)?(?:un)?map_(?:attachment|phys)\\w*|pin|unpin|detach|sgt_dma_device|sgt_p2p_allowed)$': 'names',
  '^dma_buf_(\\w+?)_(?:un)?map_\\w+$': 'names',
  '^(?:.*\\/)?include\\/(.+\\.h)$': 'paths, which are no longer than a system has them',
  '\\]\\(<?dmabuf-open:([^)#>]*)(?:#(\\d+))?>?\\)': 'Markdown of ours: every link in it ends',
  '\\[((?:[^\\]\\\\]|\\\\.)*)\\]\\(<?[^)>]*>?\\)': 'Markdown of ours, where what is no link is escaped and cut',
};

/** For one expression, in milliseconds; what takes longer is not decided. */
const LONGEST = 1000;

interface Written {
  file: string;
  pattern: string;
  flags: string;
}

test('regular expressions are linear', () => {
  // The program itself, and not the one that it would start.
  process.env.RECHECK_BACKEND = 'pure';
  const all = ['engine', 'workspace', 'server', 'client', 'cli', 'page'].flatMap((folder) => sourcesIn(folder).flatMap(expressionsIn));
  assert.ok(all.length > 300, `${all.length} were found`);
  const distinct = [...new Map(all.map((each) => [`/${each.pattern}/${each.flags}`, each])).values()];
  const slow = distinct.filter(({ pattern, flags }) => checkSync(pattern, flags, { timeout: LONGEST }).status === 'vulnerable');
  assert.deepEqual(
    slow.filter(({ pattern }) => NEVER_LONG[pattern] === undefined),
    [],
  );
  const unknown = Object.keys(NEVER_LONG).filter((pattern) => !all.some((each) => each.pattern === pattern));
  assert.deepEqual(unknown, [], 'nobody has these any more');
});

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.m?ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function expressionsIn(file: string): Written[] {
  const found: Written[] = [];
  const look = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, regex } = node as { type?: string; regex?: { pattern: string; flags: string } };
    if (type === 'Literal' && regex) found.push({ file, ...regex });
    else for (const part of Object.values(node)) look(part);
  };
  look(parseSync(file, readFileSync(file, 'utf8')).program);
  return found;
}
