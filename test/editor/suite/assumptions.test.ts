/** What is taken for granted, by the settings and by a kernel .config, changes what the editor says. */
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'mocha';
import * as vscode from 'vscode';
import { eventually, hoverAt, open, placeOf } from './helpers.ts';

const importer = 'drivers/iommu/iommufd/io_dmabuf.c';
const attachCall = 'dma_buf_mapping_attach(';
const question = 'CONFIG_VCAM_PHYS';

function folder(): vscode.WorkspaceFolder {
  const [first] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(first, 'no folder is open');
  return first;
}

const configure = (name: string, value: unknown) =>
  vscode.workspace.getConfiguration('dmabufMapping', folder().uri).update(name, value, vscode.ConfigurationTarget.Workspace);

async function hover(): Promise<string | undefined> {
  const document = await open(importer);
  return hoverAt(document, placeOf(document, attachCall));
}

/** Waits for a hover that speaks of the question, or for one that does not. */
const asking = () => eventually('a hover with the open question', async () => ((await hover())?.includes(question) ? true : undefined));
const decided = () =>
  eventually('a hover without the question', async () => {
    const text = await hover();
    return text !== undefined && !text.includes(question) ? text : undefined;
  });

describe('what is taken for granted', () => {
  afterEach(async () => {
    await configure('assume', undefined);
    await configure('config', undefined);
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder().uri, '.config')).then(undefined, () => undefined);
    await asking();
  });

  it('by the settings changes the hover of an attach call, and is taken back with them', async () => {
    await asking();
    await configure('assume', [`${question}=y`]);
    const yes = await decided();
    await configure('assume', [`${question}=n`]);
    await eventually('the hover for the opposite', async () => {
      const no = await hover();
      return no !== undefined && !no.includes(question) && no !== yes ? no : undefined;
    });
    await configure('assume', undefined);
    await asking();
  });

  it('by a .config counts while the file is there, and not if the settings say so', async () => {
    await asking();
    const file = vscode.Uri.joinPath(folder().uri, '.config');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(`${question}=y\n`));
    await decided();
    await configure('config', 'none');
    await asking();
    await configure('config', undefined);
    await decided();
    await vscode.workspace.fs.delete(file);
    await asking();
  });
});
