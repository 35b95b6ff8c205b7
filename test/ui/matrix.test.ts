/** The matrix panel on the demo workspace, by keyboard and in two themes; and the file of the command line, in a plain browser. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { before, describe, it } from 'node:test';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { root } from '../../scripts/bootstrap.mjs';
import { startHost } from '../host/host.mjs';
import { useEditor } from './session.ts';
import { eventually } from './workbench.ts';

const patience = { timeout: 30_000 };

/** The cell that has the focus, by what a screen reader says. */
async function focused(frame: FrameLocator | Page): Promise<string> {
  const cell = frame.locator('[role=grid] :focus');
  return (await cell.getAttribute('aria-label')) ?? (await cell.getAttribute('title')) ?? (await cell.textContent()) ?? '';
}

function tone(cell: Locator): Promise<string> {
  return cell.evaluate((element) => element.className);
}

describe('the matrix panel', () => {
  const editor = useEditor({
    settings: { 'workbench.colorTheme': 'Default Light Modern' },
    prepare: () => mkdirSync(pictures, { recursive: true }),
  });
  const pictures = resolve(process.env.SCREENSHOTS ?? join(editor.folder, 'pictures'));
  let frame: FrameLocator;
  const cell = (label: string) => frame.locator(`[role=gridcell][aria-label^="${label}"]`).first();

  before(() => {
    frame = editor.workbench.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  });

  it('opens from the palette and shows every pair in classes', async () => {
    await editor.workbench.run('DMA-BUF: Show Matrix');
    await editor.workbench.page.keyboard.press('Control+b');
    await frame.locator('[role=gridcell]').first().waitFor(patience);
    assert.equal(await frame.getByRole('status').first().textContent(), '20 importers × 20 exporters, 400 pairs');
    assert.deepEqual(await editor.workbench.toasts(), []);
    assert.match((await cell('marl_import × marl_host_ops and 4 more').getAttribute('aria-label')) ?? '', /: SGT, P2P when IS_ENABLED/);
  });

  it('is one tab stop, in which keys move and explain', async () => {
    const { keyboard } = editor.workbench.page;
    await frame.getByLabel('Larger cells').focus();
    await keyboard.press('Tab');
    assert.match(await focused(frame), /^marl_import × marl_host_ops and 4 more: /);
    assert.equal(await frame.locator('[role=grid] [tabindex="0"]').count(), 1);
    await keyboard.press('Control+End');
    assert.match(await focused(frame), /^nettx_bind_dmabuf × guestmem_ops: no match \(EINVAL\)$/);
    await keyboard.press('Home');
    await keyboard.press('ArrowRight');
    await keyboard.press('ArrowUp');
    assert.match(await focused(frame), /^guestmem_bind × marl_device_ops: SGT/);
    await keyboard.press('Enter');
    await frame.getByRole('heading', { name: 'guestmem_bind × marl_device_ops' }).waitFor(patience);
    await frame.locator('.steps details').first().waitFor(patience);
    assert.match(await focused(frame), /^guestmem_bind × marl_device_ops: /);
  });

  it('opens a class by keyboard, and keeps the place', async () => {
    const { keyboard } = editor.workbench.page;
    const rows = async () => Number(await frame.getByRole('grid').getAttribute('aria-rowcount'));
    const before = await rows();
    await keyboard.press('Control+ArrowUp');
    for (let step = 0; step < 7; step++) await keyboard.press('ArrowDown');
    await keyboard.press('Home');
    await keyboard.press('ArrowLeft');
    assert.match(await focused(frame), /^borealis_gem_prime_import/);
    await keyboard.press('Enter');
    assert.equal(await rows(), before + 4);
    assert.equal(await frame.locator('[role=grid] :focus').getAttribute('aria-expanded'), 'true');
    await keyboard.press('Enter');
    assert.equal(await rows(), before);
  });

  it('recolours at once what an answer decides', async () => {
    const pair = cell('marl_import × marl_host_ops');
    assert.match(await tone(pair), /hatched/);
    await frame.getByRole('button', { name: 'What if' }).click();
    const option = frame.locator('fieldset', { hasText: 'CONFIG_PCI_P2PDMA' }).first().getByLabel('no', { exact: true });
    await option.check({ force: true });
    assert.doesNotMatch(await tone(pair), /hatched/);
    assert.match((await pair.getAttribute('aria-label')) ?? '', /: SGT$/);
    await editor.workbench.page.mouse.move(0, 0);
    await editor.workbench.page.screenshot({ path: join(pictures, 'matrix.png') });
  });

  it('keeps answers, filters and folds when it was hidden, also in a dark theme', async () => {
    await frame.getByLabel('Filter importers').fill('import');
    await editor.workbench.openAt('drivers/iommu/iommufd/io_dmabuf.c', 'dma_buf_mapping_attach');
    await editor.workbench.run('Preferences: Toggle between Light/Dark Themes');
    await editor.workbench.page.locator('.tab', { hasText: 'DMA-BUF Matrix' }).click();
    await frame.locator('[role=gridcell]').first().waitFor(patience);
    assert.equal(await frame.getByLabel('Filter importers').inputValue(), 'import');
    assert.match((await cell('marl_import × marl_host_ops').getAttribute('aria-label')) ?? '', /: SGT$/);
  });

  it('leads to the source', async () => {
    await cell('marl_import × marl_host_ops').click();
    await frame.getByRole('button', { name: 'drivers/accel/marl/marl_import.c:11' }).click();
    await editor.workbench.page.locator('.tab.active', { hasText: 'marl_import.c' }).waitFor(patience);
    await editor.workbench.page.locator('.statusbar-item', { hasText: 'Ln 11,' }).waitFor(patience);
  });

  it('keeps answers as assumptions, for every other answer too', async () => {
    await frame.getByRole('button', { name: 'Keep as assumptions' }).click();
    const assumed = await eventually(async () => {
      const note = await frame.getByText('Assumed anyway: !IS_ENABLED(CONFIG_PCI_P2PDMA)').count();
      return note > 0 ? true : undefined;
    }, 30_000);
    assert.ok(assumed, 'the panel does not say that it is assumed');
  });
});

describe('the matrix file', () => {
  it('shows in a browser what the panel shows, and runs nothing else', async (context) => {
    const temporary = mkdtempSync(join(realpathSync(tmpdir()), 'dmabuf-matrix-'));
    const host = await startHost();
    context.after(async () => {
      await host.close();
      rmSync(temporary, { recursive: true, force: true });
    });
    const file = join(temporary, 'matrix.html');
    const folder = join(root, 'test/fixtures/minikernel');
    writeFileSync(file, execFileSync(process.execPath, [join(root, 'dist/cli.js'), 'matrix', '-f', 'html', '--root', folder, folder]));
    const page = await host.browser.newPage();
    const problems: string[] = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(String(error)));
    await page.goto(`file://${file}`);
    await page.locator('[role=gridcell]').first().waitFor(patience);
    await page.getByLabel('Larger cells').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert.match(await focused(page), /^marl_import × marl_host_ops and 4 more: SGT, P2P when/);
    await page.getByRole('heading', { level: 2, name: 'marl_import × marl_host_ops' }).waitFor(patience);
    await page.locator('.steps details').first().waitFor(patience);
    const download = page.waitForEvent('download');
    await page.getByLabel('Export what is shown').selectOption('svg');
    assert.equal((await download).suggestedFilename(), 'dma-buf-matrix.svg');
    assert.deepEqual(problems, []);
  });
});
