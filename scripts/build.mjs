/**
 * Bundles the extension, the server and the command line into dist/. `node scripts/build.mjs [--dev]`; --dev adds source maps and
 * leaves the code readable. `node scripts/build.mjs --server FOLDER` makes the server alone, with the matrix page, in a folder that is there.
 */
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build as esbuild } from 'esbuild';
import { root } from './bootstrap.mjs';
import { licenseText } from './licenses.mjs';

const require = createRequire(import.meta.url);

/**
 * What all Node bundles have in common. They are CommonJS because VS Code 1.91 loads nothing else.
 * @param {{ dev: boolean }} options
 * @returns {import('esbuild').BuildOptions}
 */
export function nodeBundle({ dev }) {
  return {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minify: !dev,
    sourcemap: dev ? 'linked' : false,
    logLevel: 'warning',
    metafile: true,
    external: ['vscode'],
    // By require(), which is where VS Code provides its module `vscode`.
    supported: { 'dynamic-import': false },
    // The main file of jsonc-parser asks for its parts in a way that esbuild cannot follow.
    // esbuild would take the ES module of web-tree-sitter, whose createRequire(import.meta.url) cannot work inside CommonJS.
    alias: {
      'web-tree-sitter': require.resolve('web-tree-sitter'),
      'jsonc-parser': join(root, 'node_modules/jsonc-parser/lib/esm/main.js'),
    },
    // Our own sources may say import.meta.url; in a bundle it is the bundle's own file.
    define: { 'import.meta.url': 'bundleUrl' },
    banner: { js: "const bundleUrl = require('node:url').pathToFileURL(__filename).href;" },
  };
}

/**
 * Builds all of dist/. Throws with esbuild's messages if a source does not compile.
 * @param {{ dev: boolean }} options
 */
export async function build({ dev }) {
  const dist = join(root, 'dist');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  const common = nodeBundle({ dev });
  const [, server, ...others] = await Promise.all([
    buildPage({ dev }),
    buildServer(dist, { dev }),
    esbuild({ ...common, entryPoints: ['client/index.ts'], outfile: 'dist/client.js', plugins: [apart('language-client')] }),
    esbuild({ ...common, entryPoints: ['client/language-client.ts'], outfile: 'dist/language-client.js' }),
    esbuild({
      ...common,
      entryPoints: ['cli/main.ts'],
      outfile: 'dist/cli.js',
      banner: { js: `#!/usr/bin/env node\n${common.banner?.js}` },
    }),
  ]);
  chmodSync(join(dist, 'cli.js'), 0o755);
  const grammar = 'node_modules/tree-sitter-c/tree-sitter-c.wasm';
  const bundled = [...server, ...others].flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
  writeFileSync(join(dist, 'third-party-licenses.txt'), licenseText([...bundled, grammar]));
  linkCommand();
}

/**
 * Leaves a module that is imported dynamically to a bundle of its own beside: what is in one file is compiled as one, even if it runs later.
 * @param {string} name of the module and of its bundle
 * @returns {import('esbuild').Plugin}
 */
function apart(name) {
  return {
    name: 'apart',
    setup: ({ onResolve }) => {
      onResolve({ filter: new RegExp(`/${name}\\.ts$`) }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: `./${name}.js`, external: true } : undefined,
      );
    },
  };
}

/**
 * Has all modules share one view of a CommonJS library with many exports: else esbuild makes one for each module that imports it, which takes longer
 * than all else that a starting server does.
 * @param {RegExp} name of the library, in any of its spellings
 * @param {string} library the spelling that is loaded
 * @returns {import('esbuild').Plugin}
 */
function shared(name, library) {
  const namespace = 'shared';
  return {
    name: namespace,
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: name }, ({ importer, kind }) =>
        kind === 'import-statement' && importer.endsWith('.ts') ? { path: library, namespace } : undefined,
      );
      onLoad({ filter: /.*/, namespace }, () => ({ contents: `export * from '${library}'`, resolveDir: join(root, 'server') }));
    },
  };
}

/** What the engine exports from here is needed before anything else of it. */
const FIRST = './prefilter/';

/**
 * Leaves the engine, apart from its first stage, to a bundle of its own beside, which is loaded when something of it is used first.
 * @returns {import('esbuild').Plugin}
 */
function engineApart() {
  const namespace = 'engine-apart';
  const text = readFileSync(join(root, 'engine/index.ts'), 'utf8');
  const other = /^export (?!type\b|\{[^}]*\} from '[^']*';$).*/m.exec(text);
  if (other)
    throw new Error(`engine/index.ts: \`${other[0]}\` is in a form that scripts/build.mjs does not read; write export { … } from '…';`);
  const exported = [...text.matchAll(/^export \{([^}]*)\} from '([^']*)';$/gm)].flatMap(([, names = '', file = '']) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => !name.startsWith('type '))
      .map((name) => ({ name, file })),
  );
  const lines = exported.map(({ name, file }) => {
    const value = file.startsWith(FIRST) ? `require('${file}').${name}` : `require('./engine.js').${name}`;
    return `Object.defineProperty(exports, '${name}', { enumerable: true, get: () => ${value} });`;
  });
  return {
    name: namespace,
    setup: ({ onResolve, onLoad }) => {
      onResolve({ filter: /^@dmabuf-mapping\/engine$/ }, () => ({ path: 'engine', namespace }));
      onResolve({ filter: /^\.\/engine\.js$/, namespace }, () => ({ path: './engine.js', external: true }));
      onLoad({ filter: /.*/, namespace }, () => ({ contents: lines.join('\n'), resolveDir: join(root, 'engine') }));
    },
  };
}

/**
 * The server alone, with all that it needs to run, into a folder that is there.
 * @param {string} folder
 * @param {{ dev: boolean }} options
 */
async function buildServer(folder, { dev }) {
  const common = nodeBundle({ dev });
  copyFileSync(require.resolve('web-tree-sitter/web-tree-sitter.wasm'), join(folder, 'web-tree-sitter.wasm'));
  copyFileSync(join(dirname(require.resolve('tree-sitter-c/package.json')), 'tree-sitter-c.wasm'), join(folder, 'tree-sitter-c.wasm'));
  const bundles = await Promise.all([
    esbuild({ ...common, entryPoints: ['server/launch.ts'], outfile: join(folder, 'server.js') }),
    esbuild({
      ...common,
      entryPoints: ['server/run.ts'],
      outfile: join(folder, 'server-code.js'),
      plugins: [shared(/^vscode-languageserver(\/node)?$/, 'vscode-languageserver/node'), engineApart()],
    }),
    esbuild({ ...common, entryPoints: ['engine/index.ts'], outfile: join(folder, 'engine.js') }),
    esbuild({ ...common, entryPoints: ['workspace/scan/worker.ts'], outfile: join(folder, 'reader.js') }),
  ]);
  nameCode(folder);
  return bundles;
}

/**
 * Writes down what names the code, so that no start has to find it out. What `workspace/cache` keeps is for code of the same name.
 * @param {string} folder
 */
function nameCode(folder) {
  /** @param {string[]} files */
  const nameOf = (files) => {
    const hash = createHash('sha1');
    for (const file of files) hash.update(readFileSync(join(folder, file)));
    return hash.digest('hex');
  };
  const facts = ['reader.js', 'tree-sitter-c.wasm', 'web-tree-sitter.wasm'];
  const names = { facts: nameOf(facts), answers: nameOf(['server-code.js', 'engine.js', ...facts]) };
  writeFileSync(join(folder, 'code.json'), `${JSON.stringify(names)}\n`);
}

/**
 * The script and the styles of the matrix page, into dist/ or another folder. They come to stand inside of HTML, which their texts must not end.
 * @param {{ dev: boolean, folder?: string }} options
 */
export async function buildPage({ dev, folder = 'dist' }) {
  await esbuild({
    absWorkingDir: root,
    entryPoints: { matrix: 'page/index.ts', 'matrix-styles': 'page/matrix.css' },
    entryNames: '[name]',
    outdir: folder,
    bundle: true,
    platform: 'browser',
    target: 'chrome122',
    format: 'iife',
    charset: 'utf8',
    minify: !dev,
    logLevel: 'warning',
  });
}

/** npm links the commands of dependencies but not a root package's own one, which `npx dmabuf-mapping` in a clone looks for here. */
function linkCommand() {
  if (process.platform === 'win32') return;
  const link = join(root, 'node_modules/.bin/dmabuf-mapping');
  rmSync(link, { force: true });
  symlinkSync('../../dist/cli.js', link);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { dev: { type: 'boolean', default: false }, server: { type: 'string' } } });
  const { dev, server: folder } = values;
  if (folder === undefined) await build({ dev });
  else await Promise.all([buildPage({ dev, folder }), buildServer(folder, { dev })]);
}
