/** The snippets that the extension contributes: what they become is C that compiles and takes part in negotiations. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { compileProblem } from '../../support/compiler.ts';
import { sharedFiles } from '../../support/small-project.ts';
import { atCursor, FILE } from './at-cursor.ts';

interface Snippet {
  prefix: string[];
  body: string[];
}

const ABOVE = `#include <linux/dma-buf-mapping.h>
#include <linux/kernel.h>

static struct sg_table *name_map(struct dma_buf_attachment *attach, enum dma_data_direction dir)
{
	return NULL;
}

static void name_unmap(struct dma_buf_attachment *attach, struct sg_table *table, enum dma_data_direction dir)
{
}

$0`;

const made: Record<string, (project: Awaited<ReturnType<typeof atCursor>>['project']) => string[]> = {
  'dmabuf-importer': (project) => project.importers().map(({ name }) => name),
  'dmabuf-exporter': (project) => project.exporters().map(({ name, match }) => `${name} ${match}`),
  'dmabuf-exporter-simple': (project) => project.exporters().map(({ name, match }) => `${name} ${match}`),
  'dmabuf-mapping-type': (project) => project.types().map(({ name }) => name),
};

const names: Record<string, string> = {
  'dmabuf-importer': 'name_attach',
  'dmabuf-exporter': 'name_dmabuf_ops callback',
  'dmabuf-exporter-simple': 'name_dmabuf_ops single',
  'dmabuf-mapping-type': 'name_mapping_type',
};

const snippets: Snippet[] = Object.values(JSON.parse(readFileSync(new URL('../../../snippets/c.json', import.meta.url), 'utf8')));

describe('the snippet', () => {
  for (const { prefix, body } of snippets) {
    it(`${prefix[0]} is good C`, async () => {
      const { project, text } = await atCursor(ABOVE);
      const written = body
        .join('\n')
        .replace(/\$\{\d+:(\w+)\}/g, '$1')
        .replaceAll('$0', '');
      assert.doesNotMatch(written, /\$/);
      const whole = `${text}${written}\n`;
      project.setFile(FILE, whole);
      assert.equal(compileProblem(FILE, [...sharedFiles(), { path: FILE, text: whole }]), undefined);
      assert.deepEqual(
        project.findings(FILE).filter(({ severity }) => severity === 'error'),
        [],
      );
      assert.ok(made[prefix[0]!]!(project).includes(names[prefix[0]!]!));
    });
  }

  it('is there for each side and for a type', () =>
    assert.deepEqual(snippets.map(({ prefix }) => prefix[0]).sort(), Object.keys(names).sort()));
});
