import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { matrix } from '../../cli/commands/matrix.ts';
import type { CommonOptions } from '../../cli/session.ts';
import type { Cell } from '../../engine/answers.ts';
import { buildPage } from '../../scripts/build.mjs';
import { exporter, failed, importer, matched } from '../support/matrix.ts';
import { fakeSession, runHere } from './harness.ts';

/** What a source could try: to end the data, to begin a script, to reach an attribute. */
const HOSTILE = '</script><script>alert(1)</script><!--<script>"\'>\u2028';

const importers = [importer('drm/i.c:bind'), importer(`net/n.c:${HOSTILE}`)];
const exporters = [exporter('drm/e.c:e_ops')];

function written(format: CommonOptions['format'], links?: string): string {
  const cells = importers.map(
    ({ id }): Cell => ({
      importer: id,
      exporter: 'drm/e.c:e_ops',
      outcomes: [matched(HOSTILE, HOSTILE), failed('EINVAL', `!(${HOSTILE})`)],
    }),
  );
  const { session, written: out } = fakeSession(
    {
      importers: () => importers,
      exporters: () => exporters,
      matrix: () => ({ importers: importers.map(({ id }) => id), exporters: ['drm/e.c:e_ops'], cells, coverage: { decided: 2, pairs: 2 } }),
    },
    { format },
  );
  matrix(session, links === undefined ? {} : { links });
  return out.stdout;
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

describe('matrix as a page', () => {
  let page = '';
  let script = '';
  let style = '';
  before(async () => {
    await buildPage({ dev: false });
    page = written('html');
    script = /<script>([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';
    style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
  });

  it('runs one script and one style sheet, those that its policy names', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    assert.deepEqual(policy.split('; '), [
      "default-src 'none'",
      `script-src ${hash(script)}`,
      `style-src ${hash(style)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    assert.ok(script.length > 5_000 && style.length > 2_000);
  });

  it('has no other markup than its own, whatever sources say', () => {
    const rest = page
      .replace(script, '')
      .replace(style, '')
      .replace(/<!DOCTYPE html>\n/, '');
    const tags = [...rest.matchAll(/<(\/?[a-z!][^\s>]*)/gi)].map(([, name]) => name);
    const pairs = ['html', 'head', 'title', 'style', 'body', 'noscript', 'script', 'script'].flatMap((name) => [name, `/${name}`]);
    assert.deepEqual(tags.sort(), [...pairs, 'meta', 'meta', 'meta'].sort());
    assert.doesNotMatch(rest, /\son\w+=|style="|javascript:/);
  });

  it('holds the whole model as data', () => {
    const data = /<script type="application\/json" id="data">([\s\S]*?)<\/script>/.exec(page)?.[1] ?? '';
    const { name, model } = JSON.parse(data);
    assert.equal(name, 'tree');
    assert.equal(model.importers[1].name, HOSTILE);
    assert.deepEqual(model.rows, [[0, 1]]);
  });

  it('has a script that HTML cannot take apart', () => {
    assert.doesNotMatch(script, /<\/script|<!--|<script/i);
    assert.doesNotMatch(script, /\binnerHTML\b|\bouterHTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function/);
  });

  it('names where places lead only if asked to', () => {
    assert.doesNotMatch(page, /"links"/);
    assert.match(written('html', 'https://example.org/{file}#L{line}'), /"links":"https:\/\/example\.org\/\{file\}#L\{line\}"/);
  });

  it('says nothing of the machine it was made on', () => {
    assert.doesNotMatch(page, /\/tree\//);
  });
});

describe('matrix in other formats', () => {
  it('is CSV, Markdown or SVG', () => {
    assert.match(written('csv'), /^importer,importer place/);
    assert.match(written('markdown'), /^# DMA-buf matrix: 2 importers × 1 exporter\n/);
    assert.match(written('svg'), /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
  });

  for (const [what, argv, says] of [
    ['links without a page', ['matrix', '--links', 'https://x/{file}'], /--format html/],
    ['links that run something', ['matrix', '-f', 'html', '--links', 'javascript:alert(1)'], /http/],
    ['a page of anything but the matrix', ['list', 'types', '-f', 'html'], /text, json/],
  ] as const)
    it(`refuses ${what}`, async () => {
      const { code, stderr } = await runHere(argv, import.meta.dirname);
      assert.equal(code, 2);
      assert.match(stderr, says);
    });
});
