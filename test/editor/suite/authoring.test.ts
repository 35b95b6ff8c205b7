import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { eventually, open, placeOf, replace, revert } from './helpers.ts';

const IMPORTER = 'drivers/iommu/iommufd/io_dmabuf.c';
const { executeCommand } = vscode.commands;

describe('writing and finding one’s way', () => {
  let changed: vscode.TextDocument | undefined;
  afterEach(async () => {
    if (changed) await revert(changed);
    changed = undefined;
  });

  it('completion proposes the constructors of the right side first', async () => {
    const document = await open(IMPORTER);
    changed = document;
    const end = placeOf(document, 'DMA_BUF_IMAPPING_PAL(),').translate(0, 'DMA_BUF_IMAPPING_PAL(),'.length);
    await replace(document, new vscode.Range(end, end), '\n\t\tDMA');
    const place = placeOf(document, '\t\tDMA\n').translate(0, 5);
    const first = await eventually('a completion', async () => {
      const { items } = await executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, place);
      return items.filter(({ sortText }) => sortText?.startsWith('0')).sort((a, b) => (a.sortText! < b.sortText! ? -1 : 1))[0];
    });
    assert.equal(first.label, 'DMA_BUF_IMAPPING_SGT');
  });

  it('the outline has our constructs', async () => {
    const { uri } = await open(IMPORTER);
    const symbols = await eventually('an outline', async () =>
      executeCommand<vscode.DocumentSymbol[] | undefined>('vscode.executeDocumentSymbolProvider', uri),
    );
    const [importer] = symbols.filter(({ name }) => name === 'iommufd_map_dmabuf');
    assert.deepEqual(
      importer?.children.map(({ name }) => name),
      ['pal_match', 'dma_buf_mapping_attach()'],
    );
  });

  it('rename changes every file that means the same type', async () => {
    const document = await open(IMPORTER);
    const header = await open('include/linux/dma-buf-mapping.h');
    const edit = await eventually('a rename', async () =>
      executeCommand<vscode.WorkspaceEdit>(
        'vscode.executeDocumentRenameProvider',
        header.uri,
        placeOf(header, 'DMA_BUF_IMAPPING_PAL'),
        'DMA_BUF_IMAPPING_RANGES',
      ).then(
        (answer) => answer,
        () => undefined,
      ),
    );
    const files = edit.entries().map(([uri]) => uri.toString());
    assert.ok(files.includes(document.uri.toString()) && files.includes(header.uri.toString()));
  });
});
