/** Quick fixes as a person takes them: cursor on the squiggle, Ctrl+., arrow keys, Enter; then Ctrl+Z. Files are read back from disk. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { useEditor } from './session.ts';
import { eventually } from './workbench.ts';

interface Fixed {
  file: string;
  /** Where the cursor is set: before this text. */
  at: string;
  title: string;
  /** What the fix replaces, each once, and by what. */
  changes: readonly (readonly [from: string, to: string])[];
}

const fixes: readonly Fixed[] = [
  { file: 'list_length.c', at: 'sizeof(match)', title: 'Pass `ARRAY_SIZE(match)`', changes: [['sizeof(match)', 'ARRAY_SIZE(match)']] },
  {
    file: 'list_length.c',
    at: 'sizeof(match)',
    title: 'Ignore list-length here',
    changes: [
      [
        '\tattach = dma_buf_mapping_attach',
        '\t/* dmabuf-mapping: ignore list-length -- TODO: say why */\n\tattach = dma_buf_mapping_attach',
      ],
    ],
  },
  {
    file: 'wrong_side.c',
    at: 'DMA_BUF_IMAPPING_SGT',
    title: 'Use `DMA_BUF_EMAPPING_SGT(&silt_sgt_ops)` (needs a look)',
    changes: [['DMA_BUF_IMAPPING_SGT(&buffer->pdev->dev, false)', 'DMA_BUF_EMAPPING_SGT(&silt_sgt_ops)']],
  },
  {
    file: 'uninitialized_entry.c',
    at: 'ARRAY_SIZE(match)',
    title: 'Pass the counter `num` as the length',
    changes: [['ARRAY_SIZE(match)', 'num']],
  },
  {
    file: 'impossible_match.c',
    at: 'dma_buf_mapping_attach',
    title: 'Add `DMA_BUF_IMAPPING_SGT(port->dev, false)` as the last entry (needs a look)',
    changes: [['.port = 1 } },\n', '.port = 1 } },\n\t\tDMA_BUF_IMAPPING_SGT(port->dev, false),\n']],
  },
];

describe('quick fixes in the demo workspace', () => {
  const editor = useEditor({
    prepare: ({ workspace }) => {
      mkdirSync(join(workspace, '.vscode'));
      writeFileSync(
        join(workspace, '.vscode/settings.json'),
        JSON.stringify({ 'editor.codeActionsOnSave': { 'source.fixAll.dmabufMapping': 'explicit' } }),
      );
    },
  });
  const read = (path: string) => readFileSync(join(editor.workspace, path), 'utf8');
  const comesTo = async (path: string, text: string) => {
    await eventually(async () => read(path) === text || undefined, 30_000);
    assert.equal(read(path), text);
  };

  for (const { file, at, title, changes } of fixes) {
    it(`${title}: applied and undone`, async () => {
      const path = `drivers/broken/${file}`;
      const old = read(path);
      await editor.workbench.openAt(path, at);
      const squiggles = editor.workbench.page.locator('.editor-group-container.active :is(.squiggly-error, .squiggly-warning)');
      await squiggles.first().waitFor({ timeout: 30_000 });
      await editor.workbench.quickFixes(title);
      await editor.workbench.chooseQuickFix(title);
      const clean = async () => ((await squiggles.count()) === 0 ? true : undefined);
      assert.ok(await eventually(clean, 30_000), 'the squiggle stayed');
      await editor.workbench.saveAsItIs();
      await comesTo(
        path,
        changes.reduce((text, [from, to]) => text.replace(from, to), old),
      );
      await editor.workbench.page.keyboard.press('Control+z');
      await squiggles.first().waitFor({ timeout: 30_000 });
      await editor.workbench.saveAsItIs();
      await comesTo(path, old);
    });
  }

  it('all safe fixes are applied on save where the settings ask for it, and no other', async () => {
    const path = 'drivers/broken/list_length.c';
    const mended = read(path).replace('sizeof(match)', 'ARRAY_SIZE(match)');
    await editor.workbench.openAt(path, 'MODULE_LICENSE');
    await editor.workbench.page.keyboard.press('Control+s');
    await comesTo(path, mended);
  });
});
