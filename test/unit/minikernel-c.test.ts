import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { before, describe, it } from 'node:test';
import { type ExpectedPair, expectedPairs } from '../support/expected-pairs.ts';
import { type CRun, complaints, minikernel, negotiateInC, sources } from '../support/minikernel.ts';

interface Expected {
  /** `line` counts from 1; `excerpt` is the text that is underlined. */
  findings: { file: string; rule: string; line: number; excerpt: string }[];
  pairs: ExpectedPair[];
}

const expectedFile = join(minikernel, 'expected.json');
const expected: Expected = JSON.parse(readFileSync(expectedFile, 'utf8'));
const files = sources(minikernel);
const texts = new Map(files.map((file) => [relative(minikernel, file), readFileSync(file, 'utf8')]));
const inDrivers = [...texts].filter(([file]) => !file.startsWith('drivers/dma-buf/dma-buf'));

describe('the miniature kernel', () => {
  for (const file of files) {
    it(`${relative(minikernel, file)} compiles without a warning under any configuration`, async () => {
      assert.equal(await complaints(file), '');
    });
  }

  it('has one broken driver per expected finding, each named after its rule', () => {
    const broken = [...texts.keys()].filter((file) => file.startsWith('drivers/broken/'));
    assert.deepEqual(expected.findings.map(({ file }) => file).sort(), broken);
    for (const { file, rule, line, excerpt } of expected.findings) {
      assert.equal(basename(file, '.c'), rule.replaceAll('-', '_'));
      const text = texts.get(file)?.split('\n')[line - 1] ?? '';
      assert.equal(text.split(excerpt).length, 2, `${file}:${line} should have \`${excerpt}\` once: ${text}`);
    }
  });
});

describe('the miniature kernel as compiled C', () => {
  let runs: CRun[] = [];
  before(async () => {
    runs = await negotiateInC();
    if (!process.env.UPDATE_GOLDEN) return;
    expected.pairs = expectedPairs(runs);
    const lines = (values: unknown[]) => values.map((value) => `    ${JSON.stringify(value)}`).join(',\n');
    writeFileSync(expectedFile, `{\n  "findings": [\n${lines(expected.findings)}\n  ],\n  "pairs": [\n${lines(expected.pairs)}\n  ]\n}\n`);
  });

  it('runs every exporter', () => {
    const declared = inDrivers.flatMap(([, text]) => [
      ...[...text.matchAll(/^(?:static )?const struct dma_buf_ops (\w+) = \{/gm)].map(([, name]) => name),
      ...[...text.matchAll(/struct \w+_dma_buf_ops (\w+) = \{\n\t\.ops = /g)].map(([, name]) => `${name}.ops`),
    ]);
    assert.deepEqual(declared.sort(), [...new Set(runs.map(({ exporter }) => exporter))].sort());
  });

  it('runs every attach call', () => {
    const calls = inDrivers.flatMap(([, text]) => {
      const functions = [...text.matchAll(/^\w[^\n;=]*?(\w+)\([^;{]*\)\n\{\n([\s\S]*?)^\}/gm)];
      return functions.filter(([, , body = '']) => /dma_buf_(?:mapping|sgt|sgt_dynamic)_attach\(/.test(body)).map(([, name]) => name);
    });
    assert.deepEqual(calls.sort(), [...new Set(runs.map(({ importer }) => importer))].sort());
  });

  it('gives the expected outcome of every pair', () => {
    assert.deepEqual(
      expectedPairs(runs).map((pair) => JSON.stringify(pair)),
      expected.pairs.map((pair) => JSON.stringify(pair)),
    );
  });

  it('misbehaves only where a broken driver takes part', () => {
    const broken = [...texts].filter(([file]) => file.startsWith('drivers/broken/')).map(([, text]) => text);
    const isBroken = (name: string) => broken.some((text) => new RegExp(`\\b${name}\\b`).test(text));
    const odd = runs.filter(({ result }) => result.kind === 'defect' || (result.kind === 'matched' && !result.expOps));
    assert.ok(odd.length > 0);
    assert.deepEqual(
      odd.filter(({ importer, exporter }) => !isBroken(importer) && !isBroken(exporter)),
      [],
    );
  });

  const faults: Record<string, (run: CRun) => boolean> = {
    'list-length': ({ importer, result }) =>
      importer === 'pebble_plane_attach' && result.kind === 'defect' && result.defect === 'out-of-bounds',
    'missing-finish-match': ({ result }) => result.kind === 'defect' && result.defect === 'null-call',
    'uninitialized-entry': ({ importer, result }) =>
      importer === 'gritcard_attach_buffer' && result.kind === 'defect' && result.defect === 'uninitialized',
    'wrong-side': ({ exporter, result }) => exporter === 'silt_ops' && result.kind === 'matched' && !result.expOps,
  };
  for (const [rule, shows] of Object.entries(faults)) {
    it(`shows the fault behind ${rule}`, () => {
      assert.ok(runs.some(shows));
    });
  }

  it('shows the fault behind impossible-match, and lets every other importer and every exporter that allows it match', () => {
    const matches = (side: 'importer' | 'exporter') => {
      const all = new Set(runs.map((run) => run[side]));
      for (const run of runs) if (run.result.kind === 'matched') all.delete(run[side]);
      return [...all];
    };
    assert.deepEqual(matches('importer'), ['tapelink_port_attach']);
    assert.deepEqual(matches('exporter'), ['secure_heap_ops']);
  });
});
