/** The attachments tree by keyboard alone: grouping, filter, problems, opening, explaining, copying, and what stays as it was. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { useEditor } from './session.ts';
import { eventually } from './workbench.ts';

const view = 'DMA-BUF Attachments';
const pane = '.pane:has(.pane-header:has-text("DMA-BUF Attachments"))';

describe('the attachments tree', () => {
  const editor = useEditor({ settings: { 'workbench.colorTheme': 'Default Light Modern', 'explorer.autoReveal': false } });
  const labels = () => editor.workbench.rows(view).locator('.label-name').allTextContents();
  const show = () => editor.workbench.run(`Focus on ${view} View`);
  const focus = async () => {
    await show();
    // A little after the command has ended: keys pressed before go to the editor.
    await editor.workbench.page.locator(`${pane} .monaco-list:focus`).waitFor({ timeout: 30_000 });
  };
  const press = async (...keys: string[]) => {
    for (const key of keys) await editor.workbench.page.keyboard.press(key);
  };
  const until = async (what: string, ask: () => Promise<boolean>) => {
    assert.ok(await eventually(async () => ((await ask()) ? true : undefined), 30_000), what);
  };
  const untilShown = (label: string) => until(`${label} is not shown`, async () => (await labels()).includes(label));
  const untilGone = (label: string) => until(`${label} is still shown`, async () => !(await labels()).includes(label));
  const copied = () => editor.workbench.page.evaluate<string>('navigator.clipboard.readText()');

  before(async () => {
    const { workbench } = editor;
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    // The editor asks about our place in its menu only once it has a file.
    await workbench.openAt('drivers/iommu/iommufd/io_dmabuf.c', 'dma_buf_mapping_attach');
    await show();
    for (const section of ['minikernel', 'Outline', 'Timeline']) await workbench.collapse(section);
    await untilShown('iommufd_map_dmabuf');
  });

  it('shows problems first, and tells how many there are', async () => {
    assert.deepEqual((await labels()).slice(0, 4), [
      'gritcard_attach_buffer',
      'pebble_plane_attach',
      'reedbus_import',
      'tapelink_port_attach',
    ]);
    const badge = editor.workbench.page.locator(
      '.activitybar .badge[aria-label*="problem"], .activitybar .action-label[aria-label*="problem"]',
    );
    assert.match((await badge.first().getAttribute('aria-label')) ?? '', /\d+ DMA-BUF problems/);
  });

  it('is read aloud with what the icons say', async () => {
    await focus();
    await press('Home');
    assert.match(await editor.workbench.focusedRow(view), /^importer, gritcard_attach_buffer, \d+ of 20, .*, has problems/);
    await press('ArrowRight');
    await untilShown('borealis_dmabuf_ops');
    await press('ArrowDown');
    assert.match(
      await editor.workbench.focusedRow(view),
      /^error, match\[1\] is read uninitialized .*, uninitialized-entry, drivers\/broken\//,
    );
    await press('ArrowDown');
    assert.match(await editor.workbench.focusedRow(view), /^borealis_dmabuf_ops, .*, has problems/);
  });

  it('opens, explains and copies the row that the keyboard is on', async () => {
    const { page } = editor.workbench;
    await editor.workbench.chooseFromMenu('Copy as Markdown');
    await until('nothing was copied', async () => (await copied()).startsWith('`gritcard_attach_buffer` (`drivers/broken/'));
    assert.match(await copied(), /with `borealis_dmabuf_ops`[\s\S]*\n- SGT when/);

    await focus();
    await editor.workbench.chooseFromMenu('Explain a Pair');
    await page.locator('.tab.active', { hasText: 'negotiation.md' }).waitFor({ timeout: 30_000 });

    await focus();
    await press('Enter');
    await page.locator('.tab.active', { hasText: 'borealis' }).waitFor({ timeout: 30_000 });

    await focus();
    await press('ArrowUp', 'ArrowUp');
    await editor.workbench.chooseFromMenu('Copy as Markdown');
    await until('the table was not copied', async () => (await copied()).includes('| Exporter | Comes out |'));
  });

  it('stays open and selected over another grouping and back', async () => {
    await editor.workbench.groupBy('Exporter');
    await untilShown('vcam_buf_ops');
    assert.match((await editor.workbench.page.locator(`${pane} .pane-header .description`).textContent()) ?? '', /by exporter/);
    await editor.workbench.groupBy('Importer');
    await untilShown('reedbus_import');
    await untilShown('borealis_dmabuf_ops');
    const selected = editor.workbench.rows(view).and(editor.workbench.page.locator('.selected')).locator('.label-name');
    await until('nothing is selected', async () => (await selected.count()) === 1);
    assert.equal(await selected.textContent(), 'borealis_dmabuf_ops');
  });

  it('stays open over an edit above', async () => {
    await editor.workbench.openAt('drivers/broken/uninitialized_entry.c', '#include');
    const line = () => editor.workbench.page.locator('.statusbar-item', { hasText: /^Ln \d+, Col \d+/ }).textContent();
    await press('Control+Home', 'Enter', 'Enter', 'Enter');
    await focus();
    await press('Home');
    assert.match(await editor.workbench.focusedRow(view), /^importer, gritcard_attach_buffer/);
    await press('Enter');
    await until('the row does not lead to the new line', async () => Number((await line())?.match(/Ln (\d+)/)?.[1]) > 10);
    assert.ok((await labels()).includes('borealis_dmabuf_ops'));
    await editor.workbench.revertAndClose();
  });

  it('stays shut when all of it was, though the row inside was selected', async () => {
    await focus();
    await press('Home', 'ArrowDown', 'ArrowDown', 'Enter');
    await editor.workbench.page.locator('.tab.active', { hasText: 'borealis' }).waitFor({ timeout: 30_000 });
    await editor.workbench.page.locator('.monaco-editor.focused').first().waitFor({ timeout: 30_000 });
    await focus();
    await editor.workbench.page.locator(`${pane} .action-label[aria-label="Collapse All"]`).click();
    await untilGone('borealis_dmabuf_ops');
    await editor.workbench.groupBy('Exporter');
    await untilShown('vcam_buf_ops');
    await editor.workbench.groupBy('Importer');
    await untilShown('reedbus_import');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    assert.ok(!(await labels()).includes('borealis_dmabuf_ops'));
  });

  it('groups by type, subsystem and outcome', async () => {
    await editor.workbench.groupBy('Mapping Type');
    await untilShown('PAL');
    await editor.workbench.groupBy('Subsystem');
    await untilShown('drm/borealis');
    await editor.workbench.groupBy('Outcome');
    await untilShown('Defect');
    assert.deepEqual(await labels(), ['Defect', 'No match', 'Matches, depending on conditions', 'Matches always alike']);
    await editor.workbench.groupBy('Importer');
    await untilShown('reedbus_import');
  });

  it('filters, says so, and says when nothing is left', async () => {
    const { page } = editor.workbench;
    await editor.workbench.runAndAnswer('DMA-BUF: Filter Attachments', 'Filter', 'iommufd pal');
    await untilGone('reedbus_import');
    assert.deepEqual(await labels(), ['iommufd_map_dmabuf']);
    await page.locator(`${pane} .message`, { hasText: 'Filter: iommufd pal' }).waitFor();
    await editor.workbench.runAndAnswer('DMA-BUF: Filter Attachments', 'Filter', 'nosuchthing');
    await page.locator(`${pane} .welcome-view-content`, { hasText: 'Nothing has all the words' }).waitFor();
    await editor.workbench.run('DMA-BUF: Clear Attachments Filter');
    await untilShown('reedbus_import');
  });

  it('shows only problems, each of them', async () => {
    await editor.workbench.run('DMA-BUF: Show Only Problems');
    await untilShown('Elsewhere');
    await untilGone('iommufd_map_dmabuf');
    await focus();
    await press('Home', 'End', 'ArrowRight');
    await until('no finding is shown', async () =>
      (await labels()).some((label) => label.includes('reedbus_mapping_type has no .finish_match')),
    );
    await editor.workbench.run('DMA-BUF: Show All Attachments');
    await untilShown('iommufd_map_dmabuf');
  });

  it('reveals the row for the cursor, from the menu of the editor, in the grouping that has it', async () => {
    await editor.workbench.openAt('drivers/iommu/iommufd/io_dmabuf.c', 'dma_buf_mapping_attach');
    await editor.workbench.chooseFromMenu('Reveal in Attachments');
    await until('the importer is not revealed', async () =>
      (await editor.workbench.focusedRow(view)).startsWith('importer, iommufd_map_dmabuf'),
    );
    await editor.workbench.openAt('drivers/media/pci/vcam/vcam_buf.c', 'DMA_BUF_EMAPPING_PAL');
    await editor.workbench.chooseFromMenu('Reveal in Attachments');
    await until('the exporter is not revealed', async () => (await editor.workbench.focusedRow(view)).startsWith('exporter, vcam_buf_ops'));
  });

  it('leaves files alone that take no part', async () => {
    await editor.workbench.openAt('README.md', '#');
    await editor.workbench.page.keyboard.press('Shift+F10');
    const items = editor.workbench.page.locator('.monaco-menu .action-item');
    await items.first().waitFor();
    assert.equal(await items.filter({ hasText: 'Reveal in Attachments' }).count(), 0);
    await press('Escape');
  });
});

describe('the attachments tree that follows the cursor', () => {
  const editor = useEditor({
    settings: { 'workbench.colorTheme': 'Default Dark Modern', 'dmabufMapping.tree.followCursor': true, 'explorer.autoReveal': false },
  });

  it('selects the row, and leaves the focus in the editor', async () => {
    const { workbench } = editor;
    await workbench.openAt('drivers/iommu/iommufd/io_dmabuf.c', 'MODULE_LICENSE');
    await workbench.run(`Focus on ${view} View`);
    for (const section of ['minikernel', 'Outline', 'Timeline']) await workbench.collapse(section);
    await workbench.rows(view).first().waitFor({ timeout: 30_000 });
    await workbench.openAt('drivers/iommu/iommufd/io_dmabuf.c', 'dma_buf_mapping_attach');
    const selected = workbench.rows(view).and(workbench.page.locator('.selected'));
    await selected.filter({ hasText: 'iommufd_map_dmabuf' }).waitFor({ timeout: 30_000 });
    await workbench.page.locator('.monaco-editor.focused').first().waitFor();
  });
});
