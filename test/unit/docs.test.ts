/** Links and pictures of the pages lead somewhere, and no picture is forgotten or heavy. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/bootstrap.mjs';

const MOST_BYTES = 100_000;

const pages = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

/** Targets of links and pictures outside of code, without those that lead out of the repository. */
function targetsIn(text: string): string[] {
  const prose = text.replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, 'code');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!).filter((target) => !/^[a-z]+:/.test(target));
}

/** As GitHub makes anchors of headings. */
function anchorsIn(text: string): string[] {
  const headings = [...text.replace(/^```.*?^```$/gms, '').matchAll(/^#+ (.*)$/gm)].map((match) => match[1]!);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('every link of a page leads to a file and a heading of it', () => {
  const broken = pages.flatMap((page) => {
    const text = readFileSync(join(root, page), 'utf8');
    return targetsIn(text)
      .filter((target) => {
        const [path = '', anchor] = target.split('#');
        const file = path === '' ? join(root, page) : join(root, dirname(page), path);
        return !existsSync(file) || (anchor !== undefined && !anchorsIn(readFileSync(file, 'utf8')).includes(anchor));
      })
      .map((target) => `${page}: ${target}`);
  });
  assert.deepEqual(broken, []);
});

test('every picture is on a page, and small', () => {
  const shown = new Set(
    pages.flatMap((page) =>
      targetsIn(readFileSync(join(root, page), 'utf8')).map((target) => relative(root, join(root, dirname(page), target))),
    ),
  );
  for (const name of readdirSync(join(root, 'docs/images'))) {
    const picture = join('docs/images', name);
    assert.ok(shown.has(picture), `${picture} is on no page`);
    assert.ok(statSync(join(root, picture)).size < MOST_BYTES, `${picture} has ${MOST_BYTES} bytes or more`);
  }
});
