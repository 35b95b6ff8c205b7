/** What stands in the text without being asked for: code lenses, inlay hints and colours, in a dark theme and in a light one. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { useEditor } from './session.ts';

const exporter = 'drivers/media/pci/vcam/vcam_buf.c';

for (const theme of ['Default Dark Modern', 'Default Light Modern']) {
  describe(`annotations in ${theme}`, () => {
    const editor = useEditor({
      settings: { 'workbench.colorTheme': theme },
      prepare: () => mkdirSync(pictures, { recursive: true }),
    });
    const pictures = resolve(process.env.KEEP_PICTURES ?? join(editor.folder, 'pictures'));
    const lens = (text: string) =>
      editor.workbench.page.locator('.editor-group-container.active .codelens-decoration a', { hasText: text });
    const shows = (text: string) =>
      editor.workbench.page.locator('.editor-group-container.active .view-line', { hasText: text }).first().waitFor({ timeout: 30_000 });

    it('tells the type at an attach call and the place of entries', async () => {
      await editor.workbench.openAt(exporter, 'DMA_BUF_EMAPPING_PAL');
      await lens('19 of 20 importers match').waitFor({ timeout: 60_000 });
      await shows('[0] ');
      await shows('[0] or [1]');
    });

    it('leads from a lens to the explanation of a pair', async () => {
      await editor.workbench.openAt('drivers/iommu/iommufd/io_dmabuf.c', 'dma_buf_mapping_attach');
      await shows('→ PAL');
      await lens('4 of 20 exporters match · PAL').click();
      const rows = editor.workbench.page.locator('.quick-input-widget .monaco-list-row');
      await rows.filter({ hasText: 'vcam_buf_ops' }).first().waitFor({ timeout: 30_000 });
      await editor.workbench.page.screenshot({ path: join(pictures, `counterparts ${theme}.png`) });
      await editor.workbench.page.keyboard.type('vcam_buf');
      await rows.filter({ hasText: 'marl' }).first().waitFor({ state: 'detached' });
      await editor.workbench.page.keyboard.press('Enter');
      await shows('attaches to vcam_buf_ops');
    });
  });
}
