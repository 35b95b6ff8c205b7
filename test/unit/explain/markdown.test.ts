import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { code, escapeText, fileLink, plain } from '../../../engine/explain/markdown.ts';

describe('escapeText', () => {
  const cases: [string, string][] = [
    ['dma_buf_mapping_sgt_type', 'dma_buf_mapping_sgt_type'],
    ['drivers/gpu/drm/a-b.c', 'drivers/gpu/drm/a-b.c'],
    ['_private_', '\\_private\\_'],
    ['[x](command:evil)', '\\[x\\]\\(command:evil\\)'],
    ['<img src=x onerror=y>', '&lt;img src=x onerror=y&gt;'],
    ['&lt;b&gt;', '&amp;lt;b&amp;gt;'],
    ['https://example.org', 'https\\://example.org'],
    ['WWW.example.org', 'WWW\\.example.org'],
    ['me@example.org', 'me\\@example.org'],
    ['a `b` **c** $(icon)', 'a \\`b\\` \\*\\*c\\*\\* \\$\\(icon\\)'],
    ['- item', '\\- item'],
    ['12. item', '12\\. item'],
    ['a\n# b', 'a \\# b'],
    ['a\\', 'a\\\\'],
    ['x\u202ey\u0000', 'x\ufffdy\ufffd'],
  ];
  for (const [text, expected] of cases) {
    it(JSON.stringify(text), () => assert.equal(escapeText(text), expected));
  }
});

describe('code', () => {
  const cases: [string, string][] = [
    ['a > b', '`a > b`'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['``a`', '``` ``a` ```'],
    ['a\n\nb', '`a b`'],
    ['', ''],
  ];
  for (const [text, expected] of cases) {
    it(JSON.stringify(text), () => assert.equal(code(text), expected));
  }

  it('is closed by its own fence only', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', 'a', ' ', '\\', '<', '\n') }), (text) => {
        const span = code(text);
        const fence = /^`*/.exec(span)?.[0] ?? '';
        const inside = span.slice(fence.length, span.length - fence.length);
        const runs: string[] = inside.match(/`+/g) ?? [];
        assert.ok(!runs.includes(fence));
        assert.equal(inside.trim(), plain(text));
      }),
    );
  });
});

describe('fileLink', () => {
  const cases: [string, { file: string; line: number }, string][] = [
    ['f', { file: 'drivers/a.c', line: 0 }, '[f](dmabuf-open:drivers/a.c#1)'],
    ['x](http://y)', { file: 'a) b/(c)#d<e>.c', line: 4 }, '[x\\]\\(http\\://y\\)](dmabuf-open:a%29%20b/%28c%29%23d%3Ce%3E.c#5)'],
    ['\ud800', { file: '\ud800.c', line: 0 }, '[\ufffd](dmabuf-open:%EF%BF%BD.c#1)'],
  ];
  for (const [label, at, expected] of cases) {
    it(JSON.stringify([label, at.file]), () => assert.equal(fileLink(label, at), expected));
  }
});
