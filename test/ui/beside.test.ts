/** Beside another C extension: plain C has one answer, the other's; in our constructs there are both. */
import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../scripts/bootstrap.mjs';
import { useEditor } from './session.ts';
import { eventually } from './workbench.ts';

const plain = 'drivers/plain.c';
const text = `int count_up(int value)
{
	return value + 1;
}

int count_twice(int value)
{
	return count_up(count_up(value));
}
`;
const importer = 'drivers/iommu/iommufd/io_dmabuf.c';
const exporter = 'drivers/media/pci/vcam/vcam_buf.c';

describe('beside another C extension', () => {
  const editor = useEditor({
    settings: { 'editor.wordBasedSuggestions': 'off', 'editor.snippetSuggestions': 'none', 'outline.collapseItems': 'alwaysExpand' },
    beside: (extensions) => cpSync(join(root, 'test/fixtures/plain-c'), join(extensions, 'test.plain-c-1.0.0'), { recursive: true }),
    prepare: ({ workspace }) => writeFileSync(join(workspace, plain), text),
  });
  const hovers = async (expected: RegExp) => {
    const said = await editor.workbench.hoverAtCursor(expected);
    await editor.workbench.page.mouse.move(0, 0);
    return said;
  };
  const outline = async (settled: (labels: string[]) => boolean) => {
    const labels = () => editor.workbench.rows('Outline').locator('.label-name').allTextContents();
    await editor.workbench.run('Focus on Outline View');
    await editor.workbench.collapse('minikernel');
    return (await eventually(async () => (settled(await labels()) ? labels() : undefined), 30_000)) ?? labels();
  };
  const line = async () =>
    Number(/Ln (\d+)/.exec((await editor.workbench.page.locator('.statusbar-item', { hasText: /^Ln \d+/ }).textContent()) ?? '')?.[1]);

  it('plain C has one outline, one hover, one definition and one completion', async () => {
    const { page } = editor.workbench;
    await editor.workbench.openAt(importer, 'dma_buf_mapping_attach');
    await hovers(/PAL/);
    await editor.workbench.openAt(plain, 'count_up(count_up');
    assert.equal((await hovers(/plain C/)).trim(), 'plain C');
    assert.deepEqual(await outline((labels) => labels.includes('count_twice')), ['count_up', 'count_twice']);
    await editor.workbench.openAt(plain, 'count_up(count_up');
    await page.keyboard.press('F12');
    assert.ok(await eventually(async () => ((await line()) === 1 ? true : undefined), 10_000), 'the definition is not gone to');
    assert.equal(await page.locator('.peekview-widget').count(), 0);

    await editor.workbench.openAt(plain, '}\n\nint count_twice');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.type('count_');
    await page.keyboard.press('Control+Space');
    const suggested = page.locator('.suggest-widget.visible .monaco-list-row .label-name');
    await suggested.first().waitFor();
    assert.deepEqual((await suggested.allTextContents()).sort(), ['count_twice', 'count_up']);
    await page.keyboard.press('Escape');
    await editor.workbench.revertAndClose();
  });

  it('ours has its hover beside the other, and one way to the definition', async () => {
    const { page } = editor.workbench;
    await editor.workbench.openAt(exporter, 'vcam_match_mapping,');
    // One may be shown before the other has answered.
    await hovers(/plain C[\s\S]*match_mapping|match_mapping[\s\S]*plain C/);
    const before = await line();
    await page.keyboard.press('F12');
    assert.ok(await eventually(async () => ((await line()) < before ? true : undefined), 10_000), 'the definition is not gone to');
    assert.equal(await page.locator('.peekview-widget').count(), 0);
  });

  it('the outline of a driver has what is ours under a heading of its own, and nothing else there', async () => {
    await editor.workbench.openAt(importer, 'iommufd_map_dmabuf');
    const labels = await outline((all) => all.includes('dma_buf_mapping_attach()') && all.includes('io_pages_revoke'));
    const ours = ['io_pages_attach_ops', 'iommufd_map_dmabuf', 'pal_match', 'dma_buf_mapping_attach()'];
    const plainly = ['io_pages_revoke', 'io_pages_attach_ops', 'iommufd_map_dmabuf'];
    // The one that was registered later stands first.
    assert.deepEqual(labels, labels[0] === ours[0] ? [...ours, ...plainly] : [...plainly, ...ours]);
    const headings = await editor.workbench.rows('Outline').locator('.outline-element-label').allTextContents();
    assert.ok(headings.includes('DMA-BUF') && headings.includes('Plain C'), headings.join());
  });
});
