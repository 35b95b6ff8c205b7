/** What stands in the text without being asked for: code lenses, inlay hints and colours, in a dark theme and in a light one. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { stageInto } from '../../scripts/stage.mjs';
import { copyWorkspace } from '../editor/bundle.ts';
import { type Host, newPage, startHost } from '../host/host.mjs';
import { Workbench } from './workbench.ts';

const exporter = 'drivers/media/pci/vcam/vcam_buf.c';

for (const theme of ['Default Dark Modern', 'Default Light Modern']) {
  describe(`annotations in ${theme}`, () => {
    let host: Host;
    let workbench: Workbench;
    const temporary = mkdtempSync(join(realpathSync(tmpdir()), 'dmabuf-annotations-'));
    const pictures = resolve(process.env.KEEP_PICTURES ?? join(temporary, 'pictures'));
    const lens = (text: string) => workbench.page.locator('.editor-group-container.active .codelens-decoration a', { hasText: text });
    const shows = (text: string) =>
      workbench.page.locator('.editor-group-container.active .view-line', { hasText: text }).first().waitFor({ timeout: 30_000 });

    before(async () => {
      mkdirSync(pictures, { recursive: true });
      const workspace = join(temporary, 'minikernel');
      copyWorkspace(workspace);
      host = await startHost({ extensions: stageInto, settings: { 'workbench.colorTheme': theme, 'editor.minimap.enabled': false } });
      const { page, open } = await newPage(host, workspace);
      workbench = new Workbench(page, workspace);
      await open();
      await workbench.ready();
    });

    afterEach(async (context) => {
      await workbench.page.screenshot({ path: join(pictures, `${context.name} ${theme}.png`) });
    });

    after(async () => {
      await host?.close();
      rmSync(temporary, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    });

    it('tells the type at an attach call and the rank of entries', async () => {
      await workbench.openAt(exporter, 'DMA_BUF_EMAPPING_PAL');
      await lens('19 of 20 importers match').waitFor({ timeout: 60_000 });
      await shows('#1 ');
      await shows('#1 or #2');
    });

    it('leads from a lens to the explanation of a pair', async () => {
      await workbench.openAt('drivers/iommu/iommufd/io_dmabuf.c', 'dma_buf_mapping_attach');
      await shows('→ PAL');
      await lens('4 of 20 exporters match · PAL').click();
      const rows = workbench.page.locator('.quick-input-widget .monaco-list-row');
      await rows.filter({ hasText: 'vcam_buf_ops' }).first().waitFor({ timeout: 30_000 });
      await workbench.page.screenshot({ path: join(pictures, `counterparts ${theme}.png`) });
      await workbench.page.keyboard.type('vcam_buf');
      await rows.filter({ hasText: 'marl' }).first().waitFor({ state: 'detached' });
      await workbench.page.keyboard.press('Enter');
      await shows('attaches to vcam_buf_ops');
    });
  });
}
