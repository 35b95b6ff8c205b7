import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { eventually, findings, hoverAt, open, placeOf, replace, revert, ruleOf } from './helpers.ts';

const palImporter = 'drivers/iommu/iommufd/io_dmabuf.c';
const attachCall = 'dma_buf_mapping_attach(';

/** The rules of drivers/broken: one file per rule. */
const rules = ['impossible-match', 'list-length', 'missing-finish-match', 'uninitialized-entry', 'wrong-side'];
const brokenFile = (rule: string) => `drivers/broken/${rule.replaceAll('-', '_')}.c`;

describe('hover', () => {
  const calls: [path: string, call: string, answer: RegExp][] = [
    [palImporter, attachCall, /PAL/],
    ['drivers/media/common/vbq/vbq_dma.c', 'dma_buf_sgt_attach(', /SGT/],
    ['drivers/infiniband/core/umem_share.c', 'dma_buf_sgt_dynamic_attach(', /SGT/],
  ];
  for (const [path, call, answer] of calls) {
    it(`says in its first line what comes out of ${call}…) in ${path}`, async () => {
      const document = await open(path);
      const text = await eventually('a hover', () => hoverAt(document, placeOf(document, call)));
      assert.match(text.split('\n')[0] ?? '', answer);
    });
  }

  it('says nothing outside of our constructs', async () => {
    const document = await open(palImporter);
    await eventually('a hover', () => hoverAt(document, placeOf(document, attachCall)));
    assert.equal(await hoverAt(document, placeOf(document, 'include')), undefined);
  });
});

describe('findings', () => {
  for (const rule of rules) {
    it(`${rule} is there, with a link to its page`, async () => {
      const { uri } = await open(brokenFile(rule));
      const found = await eventually('the finding', () => findings(uri).find((finding) => ruleOf(finding) === rule));
      assert.ok(typeof found.code === 'object' && found.code.target.path.includes(rule), 'no link to the page');
    });
  }
});

describe('a quick fix', () => {
  let changed: vscode.TextDocument | undefined;
  afterEach(async () => {
    if (changed) await revert(changed);
    changed = undefined;
  });

  for (const rule of rules) {
    it(`for ${rule} applies, and the finding goes`, async () => {
      const document = await open(brokenFile(rule));
      changed = document;
      const mine = () => findings(document.uri).filter((finding) => ruleOf(finding) === rule);
      const before = await eventually(`a finding ${rule}`, () => (mine().length > 0 ? mine() : undefined));
      const range = before[0]?.range ?? new vscode.Range(0, 0, 0, 0);
      const actions = await codeActions(document, range, vscode.CodeActionKind.QuickFix);
      const action = actions.find(({ edit }) => edit !== undefined);
      assert.ok(action?.edit, `no quick fix with an edit: ${actions.map(({ title }) => title).join(', ')}`);
      assert.ok(await vscode.workspace.applyEdit(action.edit));
      await eventually('the finding to go', () => (mine().length < before.length ? true : undefined));
    });
  }

  it('that ignores a finding writes the comment, and leaves nothing to report', async () => {
    const document = await open(brokenFile('list-length'));
    changed = document;
    const [finding] = await eventually('the finding', () => (findings(document.uri).length > 0 ? findings(document.uri) : undefined));
    const actions = await codeActions(document, finding?.range ?? new vscode.Range(0, 0, 0, 0), vscode.CodeActionKind.QuickFix);
    const ignore = actions.find(({ title }) => title === 'Ignore list-length here');
    assert.ok(ignore?.edit && (await vscode.workspace.applyEdit(ignore.edit)));
    assert.match(document.getText(), /^\t\/\* dmabuf-mapping: ignore list-length -- TODO: say why \*\/\n\tattach = /m);
    await eventually('no finding', () => findings(document.uri).length === 0 || undefined);
  });

  it('for the whole document applies the safe ones', async () => {
    const document = await open(brokenFile('list-length'));
    changed = document;
    await eventually('the finding', () => findings(document.uri).length > 0 || undefined);
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const [action] = await codeActions(document, all, vscode.CodeActionKind.SourceFixAll.append('dmabufMapping'));
    assert.ok(action?.edit && (await vscode.workspace.applyEdit(action.edit)));
    await eventually('no finding', () => findings(document.uri).length === 0 || undefined);
  });
});

function codeActions(document: vscode.TextDocument, range: vscode.Range, kind: vscode.CodeActionKind): Thenable<vscode.CodeAction[]> {
  return vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range, kind.value, 10);
}

describe('.dmabuf-mapping.json', () => {
  it('is JSON with comments, and decides about findings while it is there', async () => {
    const { uri } = await open(brokenFile('list-length'));
    await eventually('the finding', () => findings(uri).length > 0 || undefined);
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    const file = vscode.Uri.joinPath(folder!.uri, '.dmabuf-mapping.json');
    try {
      await vscode.workspace.fs.writeFile(file, Buffer.from('{ "rules": { "list-length": "off" } }\n'));
      await eventually('no finding', () => findings(uri).length === 0 || undefined);
      await vscode.workspace.fs.writeFile(file, Buffer.from('{ "rules": { "list-lenght": "off" } }\n'));
      await eventually('the problem', () => findings(file).length === 1 || undefined);
      assert.equal((await vscode.workspace.openTextDocument(file)).languageId, 'jsonc');
    } finally {
      await vscode.workspace.fs.delete(file);
    }
    await eventually('the finding again', () => findings(uri).length > 0 || undefined);
  });
});

describe('an edit that is not saved', () => {
  let changed: vscode.TextDocument | undefined;
  afterEach(async () => {
    if (changed) await revert(changed);
    changed = undefined;
  });

  it('changes the findings of its own file, and taking it back restores them', async () => {
    const document = await open(brokenFile('list-length'));
    changed = document;
    const count = () => findings(document.uri).length;
    await eventually('a finding', () => count() || undefined);
    const all = new vscode.Range(0, 0, document.lineCount, 0);
    const text = document.getText();
    await replace(document, all, '/* nothing here */\n');
    await eventually('no finding', () => count() === 0 || undefined);
    await replace(document, new vscode.Range(0, 0, document.lineCount, 0), text);
    await eventually('the finding again', () => count() || undefined);
  });

  it('changes the hover in another file', async () => {
    const importer = await open(palImporter);
    const place = placeOf(importer, attachCall);
    const before = await eventually('a hover', () => hoverAt(importer, place));
    const exporter = await open('drivers/vfio/pci/vfio_region_dmabuf.c');
    changed = exporter;
    await replace(exporter, new vscode.Range(0, 0, exporter.lineCount, 0), '/* the exporter is gone */\n');
    await eventually('another hover', async () => ((await hoverAt(importer, place)) === before ? undefined : true));
  });
});
