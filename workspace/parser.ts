/** Loads the C parser with its two WebAssembly files. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CParser, createParser } from '@dmabuf-mapping/engine';

/** Bundles are CommonJS and have only `__dirname`, sources are modules and have only `import.meta.url`. */
const here = typeof __dirname === 'string' ? __dirname : dirname(fileURLToPath(import.meta.url));

const assets = {
  grammar: { name: 'tree-sitter-c.wasm', module: 'tree-sitter-c/tree-sitter-c.wasm' },
  runtime: { name: 'web-tree-sitter.wasm', module: 'web-tree-sitter/web-tree-sitter.wasm' },
};

/** The parser, ready to use. Files beside the bundle win over those in node_modules. Throws if they are in neither place. */
export function loadParser(): Promise<CParser> {
  return createParser({ grammar: readAsset(assets.grammar), runtime: readAsset(assets.runtime) });
}

interface Asset {
  name: string;
  module: string;
}

function readAsset(asset: Asset): Uint8Array {
  return readFileSync(pathOf(asset));
}

function pathOf(asset: Asset): string {
  const beside = join(here, asset.name);
  if (existsSync(beside)) return beside;
  try {
    return createRequire(join(here, 'index.js')).resolve(asset.module);
  } catch (cause) {
    throw new Error(`${asset.name} is missing: build again (npm run build) or install again (npm ci)`, { cause });
  }
}
