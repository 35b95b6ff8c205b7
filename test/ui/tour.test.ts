/**
 * What a person sees of the extension on the demo workspace, in one VS Code from start to end. Each step leaves a picture in the folder
 * that SCREENSHOTS names, or in a temporary one. KEEP_PICTURES names a folder for a picture of the end of each step, also of a failed one.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { stageInto } from '../../scripts/stage.mjs';
import { copyWorkspace } from '../editor/bundle.ts';
import { type Host, newPage, startHost } from '../host/host.mjs';
import { eventually, Workbench } from './workbench.ts';

const view = 'DMA-BUF Attachments';

describe('a tour of the demo workspace', () => {
  let host: Host;
  let workbench: Workbench;
  const temporary = mkdtempSync(join(realpathSync(tmpdir()), 'dmabuf-ui-'));
  const pictures = resolve(process.env.SCREENSHOTS ?? join(temporary, 'pictures'));
  const picture = (name: string) => workbench.page.screenshot({ path: join(pictures, `${name}.png`) });

  before(async () => {
    mkdirSync(pictures, { recursive: true });
    const workspace = join(temporary, 'minikernel');
    copyWorkspace(workspace);
    host = await startHost({ extensions: stageInto, settings: { 'editor.minimap.enabled': false } });
    const { page, open } = await newPage(host, workspace);
    workbench = new Workbench(page, workspace);
    await open();
    await workbench.ready();
  });

  afterEach(async (context) => {
    if (process.env.KEEP_PICTURES) await workbench.page.screenshot({ path: join(process.env.KEEP_PICTURES, `${context.name}.png`) });
  });

  after(async () => {
    await host?.close();
    rmSync(temporary, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });

  it('opens without a toast or a question', async () => {
    await workbench.openAt('drivers/iommu/iommufd/io_dmabuf.c', 'dma_buf_mapping_attach');
    assert.deepEqual(await workbench.toasts(), []);
    assert.equal(await workbench.page.locator('.monaco-dialog-box').count(), 0);
  });

  it('answers in a hover which mapping type an attach call ends up with', async () => {
    const text = await workbench.hoverAtCursor(/\bPAL\b/);
    assert.match(text, /PAL/);
    await picture('hover');
    await workbench.page.mouse.move(0, 0);
  });

  it('lists every importer in the tree, and its exporters below it', async () => {
    const { pairs }: { pairs: { importer: string; exporter: string }[] } = JSON.parse(
      readFileSync(join(workbench.folder, 'expected.json'), 'utf8'),
    );
    const importers = new Set(pairs.map(({ importer }) => importer));
    await workbench.run(`Focus on ${view} View`);
    await workbench.collapse('minikernel');
    await workbench.widenSidebar(580);
    const rows = workbench.rows(view);
    const listed = await eventually(async () => {
      const labels = await rows.locator('.label-name').allTextContents();
      return labels.length >= importers.size ? labels : undefined;
    }, 30_000);
    assert.deepEqual(new Set(listed), importers);

    await rows.filter({ hasText: 'iommufd_map_dmabuf' }).first().locator('.monaco-tl-twistie').click();
    const exporter = rows.filter({ hasText: 'vcam_buf_ops' }).filter({ hasText: 'PAL when' }).first();
    await workbench.scrollTo(exporter);
    await workbench.page.mouse.move(0, 0);
    await picture('tree');
  });

  it('shows a finding and applies its quick fix', async () => {
    await workbench.openAt('drivers/broken/list_length.c', 'sizeof(match)');
    await workbench.page.locator('.editor-group-container.active .squiggly-error').first().waitFor({ timeout: 30_000 });
    await workbench.quickFixes('ARRAY_SIZE');
    await picture('quick-fix');
    await workbench.applyQuickFix('ARRAY_SIZE');
    const fixed = await eventually(async () => ((await workbench.visibleText()).includes('ARRAY_SIZE(match)') ? true : undefined), 30_000);
    assert.ok(fixed, 'the text did not change');
    const clean = async () =>
      (await workbench.page.locator('.editor-group-container.active .squiggly-error').count()) === 0 ? true : undefined;
    assert.ok(await eventually(clean, 30_000), 'the squiggle stayed');
    await workbench.revertAndClose();
  });
});
