/** The attachments tree of a workspace with two folders: each has a row, which stays as the user left it. */
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { useEditor } from './session.ts';
import { eventually } from './workbench.ts';

const view = 'DMA-BUF Attachments';

describe('the attachments tree of two folders', () => {
  const editor = useEditor({ second: 'otherkernel' });
  const shown = async () => editor.workbench.rows(view).locator('.label-name').allTextContents();
  const until = async (what: string, ask: (labels: string[]) => boolean) => {
    assert.ok(await eventually(async () => (ask(await shown()) ? true : undefined), 30_000), what);
  };
  const folder = (name: string) => editor.workbench.rows(view).filter({ has: editor.workbench.page.getByText(name, { exact: true }) });
  const isOpen = async (name: string) => (await folder(name).getAttribute('aria-expanded')) === 'true';
  const pause = () => new Promise((resolve) => setTimeout(resolve, 1_000));

  before(async () => {
    await editor.workbench.run(`Focus on ${view} View`);
    for (const section of ['both', 'Outline', 'Timeline']) await editor.workbench.collapse(section);
    await until('the importers of both are not shown', (labels) => labels.filter((label) => label === 'reedbus_import').length === 2);
  });

  it('has a row for each', async () => {
    assert.deepEqual(
      (await shown()).filter((label) => /kernel$/.test(label)),
      ['minikernel', 'otherkernel'],
    );
  });

  it('keeps a folder shut when the grouping comes back, and the other open', async () => {
    const { page } = editor.workbench;
    // A row inside is the selected one, which regrouping goes to.
    await editor.workbench.rows(view).filter({ hasText: 'reedbus_import' }).first().click();
    await page.locator('.tab.active').waitFor({ timeout: 30_000 });
    // The editor says nothing of rows that are shut while it asks for them anew, as it does when a file opens.
    await pause();
    await folder('minikernel').locator('.monaco-tl-twistie').click();
    await until('the folder is not shut', (labels) => labels.filter((label) => label === 'reedbus_import').length === 1);
    await editor.workbench.groupBy('Exporter');
    await until('exporters are not shown', (labels) => labels.includes('vcam_buf_ops'));
    assert.deepEqual([await isOpen('minikernel'), await isOpen('otherkernel')], [false, true]);
    await editor.workbench.groupBy('Importer');
    await until('importers are not shown', (labels) => labels.includes('reedbus_import'));
    await pause();
    assert.deepEqual([await isOpen('minikernel'), await isOpen('otherkernel')], [false, true]);
  });
});
