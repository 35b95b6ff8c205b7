/** The matrix as one HTML file that needs nothing else: its script and styles stand in it, and its policy lets nothing but these two run. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Given, MatrixModel, MatrixSteps } from '@dmabuf-mapping/engine';

/** Bundles are CommonJS and have only `__dirname`, sources are modules and have only `import.meta.url`. */
const here = typeof __dirname === 'string' ? __dirname : dirname(fileURLToPath(import.meta.url));

interface MatrixPage {
  /** Of the tree, for the title. */
  name: string;
  model: MatrixModel;
  given: Given;
  /** Where places lead: an address with `{file}` and `{line}`. Without it, places are text. */
  links?: string;
  /** How pairs negotiate, if the page is to tell. */
  steps?: MatrixSteps;
}

/** The text of the file. Throws if the page was not built. */
export function matrixPage({ name, model, given, links, steps }: MatrixPage): string {
  const style = readPart('matrix-styles.css');
  const script = readPart('matrix.js');
  const shown = { name, root: '', roots: [], state: 'ready', model, given, ...(links !== undefined && { links }), ...(steps && { steps }) };
  const policy = `default-src 'none'; script-src '${hash(script)}'; style-src '${hash(style)}'; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>DMA-buf matrix</title>
<style>${style}</style>
</head>
<body>
<noscript>This page needs its own script to show the matrix.</noscript>
<script type="application/json" id="data">${JSON.stringify(shown).replaceAll('<', '\\u003c')}</script>
<script>${script}</script>
</body>
</html>
`;
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** Parts lie beside a bundle; sources find them where they are built. */
function readPart(name: string): string {
  const beside = join(here, name);
  const file = existsSync(beside) ? beside : join(here, '../dist', name);
  if (!existsSync(file)) throw new Error(`${name} is missing: build again (npm run build)`);
  return readFileSync(file, 'utf8').trim();
}
