/** Command `dmabufMapping.explainPair`: the negotiation of one pair, step by step, in a read-only document `dmabuf-mapping:`. */
import type { Explanation, FoundSides } from '@dmabuf-mapping/engine';
import * as vscode from 'vscode';
import type { Attachments } from './attachments.ts';
import { uriOf } from './built-in.ts';
import { pickCounterpart } from './counterparts.ts';
import { type ExplanationText, explanationText } from './explanation-text.ts';
import type { LazyClient } from './lazy-client.ts';
import { homeOf, type PairKey, type Row } from './rows.ts';
import { searchPick } from './search-pick.ts';

const SCHEME = 'dmabuf-mapping';

export function activate(context: vscode.ExtensionContext, client: LazyClient, attachments: Attachments): void {
  const documents = new ExplanationDocuments(client);
  context.subscriptions.push(
    documents,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, documents),
    vscode.languages.registerDocumentLinkProvider({ scheme: SCHEME }, documents),
    attachments.onDidChange(() => documents.refresh()),
    vscode.commands.registerCommand('dmabufMapping.explainPair', async (row?: Pick<Row, 'pair'>) => {
      const pair = row?.pair ?? (await choosePair(client, attachments));
      if (!pair) return;
      const document = await vscode.workspace.openTextDocument(documentOf(pair));
      await vscode.window.showTextDocument(await vscode.languages.setTextDocumentLanguage(document, 'markdown'), { preview: true });
    }),
  );
}

class ExplanationDocuments implements vscode.TextDocumentContentProvider, vscode.DocumentLinkProvider, vscode.Disposable {
  readonly #client: LazyClient;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #shown = new Map<string, ExplanationText>();

  constructor(client: LazyClient) {
    this.#client = client;
  }

  /** Open explanations follow the sources. */
  refresh(): void {
    for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === SCHEME) this.#changed.fire(uri);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const explanation = await this.#client.sendRequest<Explanation | null>('dmabuf/explain', pairOf(uri));
    if (!explanation) return `${vscode.l10n.t('This pair is no longer in the workspace.')}\n`;
    const shown = explanationText(explanation);
    this.#shown.set(uri.toString(), shown);
    return shown.text;
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const root = vscode.Uri.parse(pairOf(document.uri).root);
    const links = this.#shown.get(document.uri.toString())?.links ?? [];
    return links.map(({ line, start, end, location }) => {
      const target = uriOf(root, location).with({ fragment: `L${location.range.start.line + 1}` });
      return new vscode.DocumentLink(new vscode.Range(line, start, line, end), target);
    });
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

async function choosePair(client: LazyClient, attachments: Attachments): Promise<PairKey | undefined> {
  const importer = await searchPick({
    title: vscode.l10n.t('Explain a Pair (1/2)'),
    placeHolder: vscode.l10n.t('The importer that attaches'),
    find: async (search) => {
      const items: (vscode.QuickPickItem & { root: string; id: string })[] = [];
      let more = 0;
      for (const { uri: root } of attachments.roots) {
        const found = await client.sendRequest<FoundSides | null>('dmabuf/sides', { root, of: 'importer', search });
        for (const { id, name, location } of found?.sides ?? []) items.push({ label: name, description: homeOf(location), root, id });
        more += found?.more ?? 0;
      }
      return { items, more };
    },
  });
  if (!importer) return undefined;
  const lens = { root: importer.root, of: 'importer' as const, ids: [importer.id] };
  const words = { title: vscode.l10n.t('Explain a Pair (2/2)'), placeHolder: vscode.l10n.t('The exporter of the buffer') };
  return (await pickCounterpart(client, lens, words))?.pair;
}

function documentOf(pair: PairKey): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: '/negotiation.md', query: JSON.stringify(pair) });
}

function pairOf(uri: vscode.Uri): PairKey {
  return JSON.parse(uri.query) as PairKey;
}
