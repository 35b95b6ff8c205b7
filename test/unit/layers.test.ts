import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { describe, it } from 'node:test';
import { moduleUse } from '../support/imports.ts';
import { layerProblems, layers, type Module } from '../support/layers.ts';

const root = join(import.meta.dirname, '../..');

function sources(layer: string): Module[] {
  const names = readdirSync(join(root, layer), { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.includes('node_modules'),
  );
  return names
    .sort()
    .map((name) => ({ file: `${layer}/${name.split(sep).join('/')}`, text: readFileSync(join(root, layer, name), 'utf8') }));
}

describe('layers of the project', () => {
  const modules = new Map(layers.map((layer) => [layer, sources(layer)]));

  for (const [layer, found] of modules) {
    it(`${layer} has modules and imports`, () => {
      const imports = found.flatMap(({ file, text }) => moduleUse(file, text).imports);
      assert.ok(found.length >= 2, `${found.length} modules found`);
      assert.ok(imports.length > 0, 'no import found');
    });
  }

  it('know only the layers and stages below them', () => {
    assert.deepEqual(layerProblems([...modules.values()].flat()), []);
  });
});

/** Each entry breaks one rule: the file, its text, and what the sentence about it has to say. */
const forbidden: [file: string, text: string, says: RegExp][] = [
  ['engine/facts/a.ts', "import { readFile } from 'node:fs/promises';", /nothing of Node/],
  ['page/a.ts', "import { summary } from '../engine/explain/outcome.ts';", /nothing of the engine but/],
  ['page/a.ts', "import ignore from 'ignore';", /page uses no package/],
  ['client/a.ts', "import { element } from '../page/dom.ts';", /client may not know page/],
  ['engine/facts/a.ts', "import ignore from 'ignore';", /no package but web-tree-sitter/],
  ['engine/facts/a.ts', "import type { Tree } from '../../workspace/tree.ts';", /engine may not know workspace/],
  ['engine/facts/a.ts', "import type { Names } from '../index/names.ts';", /only itself and earlier/],
  ['engine/facts/a.ts', "export * from '../rules/rule.ts';", /only itself and earlier/],
  ['engine/facts/a.ts', "export { x } from '../project.ts';", /only itself and earlier/],
  ['engine/lower/a.ts', "const late = () => import('../evaluate/b.ts');", /only itself and earlier/],
  ['engine/lower/a.ts', "let x: import('../negotiate/offer.ts').Offer;", /only itself and earlier/],
  ['engine/negotiate/a.ts', "import { Project } from '@dmabuf-mapping/engine';", /only itself and earlier/],
  ['engine/answers.ts', "import type { Rule } from './rules/rule.ts';", /answers know no stage/],
  [
    'engine/answers.ts',
    'export interface Matrix { importers: string[] }\nexport const none: Matrix = { importers: [] };',
    /holds types only/,
  ],
  ['engine/facts/facts.ts', "import { x } from '../syntax/x.ts';", /holds types only/],
  ['engine/helpers/a.ts', 'export {};', /no stage of the engine/],
  ['workspace/a.ts', "import '@dmabuf-mapping/server';", /workspace may not know server/],
  ['workspace/a.ts', "import { x } from '../cli/run.ts';", /workspace may not know cli/],
  ['workspace/a.ts', "import type { Range } from 'vscode-languageserver';", /only server knows the protocol/],
  ['server/a.ts', "import type { Tree } from '../client/tree.ts';", /server may not know client/],
  ['server/a.ts', "import * as vscode from 'vscode';", /only client knows the editor/],
  ['cli/a.ts', "import { Session } from '@dmabuf-mapping/server';", /cli may not know server/],
  ['cli/a.ts', "require('../client/index.ts');", /cli may not know client/],
  ['cli/a.ts', 'const load = (name: string) => import(name);', /computed name/],
  ['cli/a.ts', "import { check } from '../test/support/check.ts';", /not product code/],
  ['client/a.ts', "import { Project } from '@dmabuf-mapping/engine';", /only types of engine\/answers/],
  ['client/a.ts', "import type { Project } from '@dmabuf-mapping/engine';", /only types of engine\/answers/],
  ['client/a.ts', "import { type Matrix, Project } from '../engine/index.ts';", /only types of engine\/answers/],
  ['client/a.ts', "import type * as engine from '../engine/index.ts';", /only types of engine\/answers/],
  ['client/a.ts', "import type { Offer } from '../engine/negotiate/offer.ts';", /only types of engine\/answers/],
  ['client/a.ts', "import { join } from 'node:path';", /only vscode and vscode-languageclient/],
  ['client/a.ts', "import type { Session } from '../server/session.ts';", /client may not know server/],
  ['server/a.ts', 'export const f = () => console.log(1);', /uses console in line 1/],
  ['workspace/a.ts', `${'export {};\n'.repeat(451)}`, /has 451 lines/],
];

const allowed: [file: string, text: string][] = [
  [
    'engine/rules/a.ts',
    "import type { Offer } from '../negotiate/offer.ts'; import { edit } from '../fixes/edits.ts'; import '../answers.ts';",
  ],
  ['engine/syntax/a.ts', "import type { Span } from '../facts/facts.ts';"],
  ['engine/facts/facts.ts', "import type { x } from '../syntax/x.ts'; export type { Y } from '../syntax/x.ts'; export type A = 1;"],
  ['engine/syntax/a.ts', "import type { Tree } from 'web-tree-sitter';"],
  [
    'client/a.ts',
    "import type { Matrix } from '@dmabuf-mapping/engine'; import { window } from 'vscode'; import 'vscode-languageclient/node';",
  ],
  ['client/a.ts', "import type { Anything } from '../engine/answers.ts';"],
  ['cli/a.ts', "import { Project } from '@dmabuf-mapping/engine'; import '../workspace/walk.ts'; import 'node:fs'; console.log(1);"],
  ['workspace/a.ts', 'export {};\n'.repeat(450)],
];

describe('the layer check', () => {
  const answers: Module = { file: 'engine/answers.ts', text: 'export interface Matrix { importers: string[] }' };

  for (const [file, text, says] of forbidden) {
    it(`refuses ${file}: ${text.slice(0, 60).trim()}`, () => {
      const problems = layerProblems([...(file === answers.file ? [] : [answers]), { file, text }]);
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.match(problems[0] ?? '', says);
    });
  }

  for (const [file, text] of allowed) {
    it(`accepts ${file}: ${text.slice(0, 60).trim()}`, () => {
      assert.deepEqual(layerProblems([answers, { file, text }]), []);
    });
  }
});
