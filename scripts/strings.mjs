/**
 * `npm run strings`: the texts of the client for translators, into l10n/bundle.l10n.json. They are the first arguments of `vscode.l10n.t` and of `say`, which
 * stands for it where the editor's API does not reach. The texts of the manifest are in package.nls.json, written by hand.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';
import { root } from './bootstrap.mjs';

export const BUNDLE = 'l10n/bundle.l10n.json';

/**
 * The texts of one module, in its order. Throws if one is computed: nobody could translate it.
 * @param {string} file
 * @param {string} source
 */
export function stringsIn(file, source) {
  /** @type {string[]} */
  const found = [];
  new Visitor({
    CallExpression: ({ callee, arguments: [message], start }) => {
      const say = callee.type === 'Identifier' && callee.name === 'say';
      const translate = callee.type === 'MemberExpression' && source.slice(callee.start, callee.end).endsWith('l10n.t');
      if (!say && !translate) return;
      if (message?.type !== 'Literal' || typeof message.value !== 'string')
        throw new Error(`${file}:${source.slice(0, start).split('\n').length}: only a literal can be translated`);
      found.push(message.value);
    },
  }).visit(parseSync(file, source).program);
  return found;
}

/** The text of the bundle that the sources want. */
export function bundle() {
  const files = readdirSync(join(root, 'client')).filter((name) => name.endsWith('.ts'));
  const strings = files.flatMap((name) => stringsIn(name, readFileSync(join(root, 'client', name), 'utf8')));
  return `${JSON.stringify(Object.fromEntries([...new Set(strings)].sort().map((text) => [text, text])), null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(join(root, BUNDLE), bundle());
