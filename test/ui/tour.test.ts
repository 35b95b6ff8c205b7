/**
 * What a person sees of the extension on the demo workspace, in one VS Code from start to end. Each step leaves a picture in the folder
 * that SCREENSHOTS names, or in a temporary one. KEEP_PICTURES names a folder for a picture of the end of each step, also of a failed one.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { useEditor } from './session.ts';
import { eventually } from './workbench.ts';

const view = 'DMA-BUF Attachments';

describe('a tour of the demo workspace', () => {
  const editor = useEditor({ prepare: () => mkdirSync(pictures, { recursive: true }) });
  const pictures = resolve(process.env.SCREENSHOTS ?? join(editor.folder, 'pictures'));
  const picture = (name: string) => editor.workbench.page.screenshot({ path: join(pictures, `${name}.png`) });

  it('opens without a toast or a question', async () => {
    await editor.workbench.openAt('drivers/iommu/iommufd/io_dmabuf.c', 'dma_buf_mapping_attach');
    assert.deepEqual(await editor.workbench.toasts(), []);
    assert.equal(await editor.workbench.page.locator('.monaco-dialog-box').count(), 0);
  });

  it('answers in a hover which mapping type an attach call ends up with', async () => {
    const text = await editor.workbench.hoverAtCursor(/\bPAL\b/);
    assert.match(text, /PAL/);
    await picture('hover');
    await editor.workbench.page.mouse.move(0, 0);
  });

  it('lists every importer in the tree, and its exporters below it', async () => {
    const { pairs }: { pairs: { importer: string; exporter: string }[] } = JSON.parse(
      readFileSync(join(editor.workbench.folder, 'expected.json'), 'utf8'),
    );
    const importers = new Set(pairs.map(({ importer }) => importer));
    await editor.workbench.run(`Focus on ${view} View`);
    await editor.workbench.collapse('minikernel');
    await editor.workbench.widenSidebar(580);
    const rows = editor.workbench.rows(view);
    const listed = await eventually(async () => {
      const labels = await rows.locator('.label-name').allTextContents();
      return labels.length >= importers.size ? labels : undefined;
    }, 30_000);
    assert.deepEqual(new Set(listed), importers);

    await rows.filter({ hasText: 'iommufd_map_dmabuf' }).first().locator('.monaco-tl-twistie').click();
    const exporter = rows.filter({ hasText: 'vcam_buf_ops' }).filter({ hasText: 'PAL when' }).first();
    await editor.workbench.scrollTo(exporter);
    await editor.workbench.page.mouse.move(0, 0);
    await picture('tree');
  });

  it('shows a finding and applies its quick fix', async () => {
    await editor.workbench.openAt('drivers/broken/list_length.c', 'sizeof(match)');
    await editor.workbench.page.locator('.editor-group-container.active .squiggly-error').first().waitFor({ timeout: 30_000 });
    await editor.workbench.quickFixes('ARRAY_SIZE');
    await picture('quick-fix');
    await editor.workbench.applyQuickFix('ARRAY_SIZE');
    const fixed = await eventually(
      async () => ((await editor.workbench.visibleText()).includes('ARRAY_SIZE(match)') ? true : undefined),
      30_000,
    );
    assert.ok(fixed, 'the text did not change');
    const clean = async () =>
      (await editor.workbench.page.locator('.editor-group-container.active .squiggly-error').count()) === 0 ? true : undefined;
    assert.ok(await eventually(clean, 30_000), 'the squiggle stayed');
    await editor.workbench.revertAndClose();
  });
});
