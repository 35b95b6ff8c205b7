import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createParser, type OwnedParser } from '../../engine/syntax/parser.ts';

const require = createRequire(import.meta.url);

/** A parser over the real grammar, as the programs use it. */
export function realParser(): Promise<OwnedParser> {
  return createParser({
    grammar: readFileSync(require.resolve('tree-sitter-c/tree-sitter-c.wasm')),
    runtime: readFileSync(require.resolve('web-tree-sitter/web-tree-sitter.wasm')),
  });
}
