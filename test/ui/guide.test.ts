/** What docs/guide.md tells and the tour does not show: why a pair is refused, completion in a list, and what stands in the text, in a dark theme. */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { useEditor } from './session.ts';

const patience = { timeout: 30_000 };

describe('the guide', () => {
  const editor = useEditor({
    settings: { 'workbench.colorTheme': 'Default Light Modern' },
    prepare: () => mkdirSync(pictures, { recursive: true }),
  });
  const pictures = resolve(process.env.SCREENSHOTS ?? join(editor.folder, 'pictures'));
  const picture = (name: string) => editor.workbench.page.screenshot({ path: join(pictures, `${name}.png`) });
  const inEditor = (selector: string) => editor.workbench.page.locator(`.editor-group-container.active ${selector}`);

  it('explains step by step why a pair is refused', async () => {
    const { page } = editor.workbench;
    await editor.workbench.openAt('drivers/iommu/iommufd/io_dmabuf.c', 'dma_buf_mapping_attach');
    await inEditor('.codelens-decoration a').filter({ hasText: '4 of 20 exporters match' }).click(patience);
    const rows = page.locator('.quick-input-widget .monaco-list-row');
    await rows.filter({ hasText: 'vfio_region_ops' }).first().waitFor(patience);
    await page.keyboard.type('vfio_region');
    await rows
      .filter({ hasText: 'marl' })
      .first()
      .waitFor({ ...patience, state: 'detached' });
    await page.keyboard.press('Enter');
    await inEditor('.view-line').filter({ hasText: 'attaches to vfio_region_ops' }).first().waitFor(patience);
    assert.match(await editor.workbench.visibleText(), /-ENODEV/);
    await picture('explanation');
  });

  it('completes entries of a match list', async () => {
    const { page } = editor.workbench;
    await editor.workbench.openAt('drivers/broken/list_length.c', 'DMA_BUF_IMAPPING_SGT');
    await page.keyboard.press('Control+Space');
    const suggested = page.locator('.suggest-widget.visible .monaco-list-row');
    await suggested.filter({ hasText: 'DMA_BUF_IMAPPING_PAL' }).first().waitFor(patience);
    await picture('completion');
    await page.keyboard.press('Escape');
  });

  it('tells places and counterparts in the text, in a dark theme', async () => {
    await editor.workbench.run('Preferences: Toggle between Light/Dark Themes');
    await editor.workbench.openAt('drivers/media/pci/vcam/vcam_buf.c', 'DMA_BUF_EMAPPING_PAL');
    await inEditor('.codelens-decoration a').filter({ hasText: '19 of 20 importers match' }).waitFor(patience);
    await inEditor('.view-line').filter({ hasText: '[0] or [1]' }).first().waitFor(patience);
    await picture('in-the-text');
  });
});
