/** Fixtures that carry the scopes they ask for: below a line of C, lines `//> ^^^^ scope`, the carets under the text that has to have it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import textmate from 'vscode-textmate';

interface Token {
  start: number;
  end: number;
  text: string;
  /** Our scopes only, without the suffix that all of them have. */
  scopes: string[];
}

interface AnnotatedLine {
  /** From 1. */
  line: number;
  text: string;
  expected: Token[];
}

const MARK = '//>';
const SUFFIX = '.dmabuf-mapping';
const root = new URL('../../', import.meta.url);

/** Splits a fixture into lines of C with what they expect. Throws on a mark that names no scope, or has no line or no text above it. */
export function readAnnotated(fixture: string): AnnotatedLine[] {
  const lines: AnnotatedLine[] = [];
  for (const [index, text] of fixture.split('\n').entries()) {
    if (!text.startsWith(MARK)) {
      lines.push({ line: index + 1, text, expected: [] });
      continue;
    }
    const [, before, carets, scope] = /^(\/\/>\s*)(\^+)\s+(\S+)$/.exec(text) ?? [];
    const above = lines.at(-1);
    if (!above || before === undefined || !carets || !scope) throw new Error(`line ${index + 1}: not a mark: ${text}`);
    const start = before.length;
    const end = start + carets.length;
    if (end > above.text.length) throw new Error(`line ${index + 1}: no text above the carets`);
    above.expected.push({ start, end, text: above.text.slice(start, end), scopes: [scope] });
  }
  return lines;
}

/** The pieces of each line to which our grammars give a scope, neighbours of equal scopes joined. `language` is the scope of the base grammar. */
export async function highlight(lines: readonly string[], language: 'source.c' | 'source.cpp'): Promise<Token[][]> {
  const grammar = await (await registry(language)).loadGrammar(language);
  if (!grammar) throw new Error(`no grammar for ${language}`);
  let stack = textmate.INITIAL;
  return lines.map((line) => {
    const result = grammar.tokenizeLine(line, stack);
    stack = result.ruleStack;
    const ours: Token[] = [];
    for (const { startIndex, endIndex, scopes } of result.tokens) {
      const own = scopes.filter((scope) => scope.endsWith(SUFFIX)).map((scope) => scope.slice(0, -SUFFIX.length));
      const end = Math.min(endIndex, line.length);
      const last = ours.at(-1);
      if (last?.end === startIndex && last.scopes.join() === own.join()) ours.pop();
      const start = last && !ours.includes(last) ? last.start : startIndex;
      if (own.length > 0) ours.push({ start, end, text: line.slice(start, end), scopes: own });
    }
    return ours;
  });
}

async function registry(language: string): Promise<textmate.Registry> {
  const manifest = JSON.parse(read('package.json'));
  const grammars: { scopeName: string; path: string; injectTo: string[] }[] = manifest.contributes.grammars;
  const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');
  await oniguruma.loadWASM(new Uint8Array(readFileSync(wasm)).buffer);
  return new textmate.Registry({
    onigLib: Promise.resolve(oniguruma),
    getInjections: (scope) => grammars.filter(({ injectTo }) => injectTo.includes(scope)).map(({ scopeName }) => scopeName),
    loadGrammar: async (scope) => {
      if (scope === language) return { ...JSON.parse(read('test/grammar/base-c.tmLanguage.json')), scopeName: language };
      const path = grammars.find(({ scopeName }) => scopeName === scope)?.path;
      return path === undefined ? null : JSON.parse(read(path));
    },
  });
}

function read(path: string): string {
  return readFileSync(new URL(path, root), 'utf8');
}
