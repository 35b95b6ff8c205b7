/** Command `dmabufMapping.showMatrix`: the matrix of importers and exporters, in a panel of its own. */
import type { Explanation, RootMatrix } from '@dmabuf-mapping/engine';
import * as vscode from 'vscode';
import type { FromPage, ToPage } from '../page/messages.ts';
import { keepAssumptions } from './assumptions.ts';
import type { Attachments } from './attachments.ts';
import { uriOf } from './built-in.ts';
import type { LazyClient } from './lazy-client.ts';

const VIEW = 'dmabufMapping.matrix';

export function activate(context: vscode.ExtensionContext, client: LazyClient, attachments: Attachments): void {
  const resources = vscode.Uri.joinPath(context.extensionUri, 'dist');
  let shown: MatrixPanel | undefined;
  const adopt = (panel: vscode.WebviewPanel) => {
    panel.webview.options = { enableScripts: true, localResourceRoots: [resources] };
    const adopted = new MatrixPanel(panel, { client, attachments, resources });
    shown = adopted;
    panel.onDidDispose(() => {
      adopted.dispose();
      if (shown === adopted) shown = undefined;
    });
  };
  context.subscriptions.push(
    vscode.commands.registerCommand('dmabufMapping.showMatrix', () => {
      if (shown) shown.reveal();
      else adopt(vscode.window.createWebviewPanel(VIEW, vscode.l10n.t('DMA-BUF Matrix'), vscode.ViewColumn.Active));
    }),
    vscode.window.registerWebviewPanelSerializer(VIEW, { deserializeWebviewPanel: async (panel) => adopt(panel) }),
  );
}

interface Surroundings {
  client: LazyClient;
  attachments: Attachments;
  /** Folder with the page's script and styles. */
  resources: vscode.Uri;
}

class MatrixPanel implements vscode.Disposable {
  readonly #panel: vscode.WebviewPanel;
  readonly #client: LazyClient;
  readonly #attachments: Attachments;
  readonly #listeners: vscode.Disposable[];
  #roots: RootMatrix[] = [];
  /** URI of the folder whose matrix is shown. */
  #root: string | undefined;
  #asked = 0;
  /** What the page was last told, to leave it alone while that is still so. */
  #told = '';

  constructor(panel: vscode.WebviewPanel, { client, attachments, resources }: Surroundings) {
    this.#panel = panel;
    this.#client = client;
    this.#attachments = attachments;
    this.#listeners = [
      panel.webview.onDidReceiveMessage((message: FromPage) => {
        this.#receive(message).catch((error) => client.outputChannel.warn(`The matrix could not ${message.kind}: ${String(error)}`));
      }),
      attachments.onDidChange(() => void this.#update()),
    ];
    panel.webview.html = shell(panel.webview, resources);
  }

  reveal(): void {
    this.#panel.reveal();
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose();
  }

  async #receive(message: FromPage): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.#root = message.root ?? this.#root;
        this.#told = '';
        return this.#update();
      case 'choose':
        this.#root = message.root;
        return this.#show();
      case 'open': {
        const { start, end } = message.location.range;
        const selection = new vscode.Range(start.line, start.character, end.line, end.character);
        const uri = uriOf(vscode.Uri.parse(this.#root ?? ''), message.location);
        await vscode.window.showTextDocument(uri, { selection, preview: true, viewColumn: vscode.ViewColumn.Beside });
        return;
      }
      case 'explain': {
        const { importer, exporter } = message;
        const explanation = await this.#client.sendRequest<Explanation | null>('dmabuf/explain', { root: this.#root, importer, exporter });
        const runs = explanation?.runs.map(({ summary, steps }) => ({ summary, steps })) ?? null;
        return this.#tell({ kind: 'explanation', importer, exporter, runs });
      }
      case 'document': {
        const { importer, exporter } = message;
        await vscode.commands.executeCommand('dmabufMapping.explainPair', { pair: { root: this.#root, importer, exporter } });
        return;
      }
      case 'keep': {
        const { model } = this.#current() ?? {};
        const kept = new Set(message.assumptions);
        const answered = (model?.switches ?? []).map(({ choices }) => choices.map(({ assumption }) => assumption));
        const others = answered.filter((answers) => answers.some((each) => kept.has(each))).flat();
        if (this.#root !== undefined) await keepAssumptions(this.#root, message.assumptions, others);
        return;
      }
      case 'export':
        return this.#export(message);
    }
  }

  /** Asks the server again. Never rejects. */
  async #update(): Promise<void> {
    const asked = ++this.#asked;
    if (this.#attachments.phase !== 'ready') {
      const why =
        this.#attachments.phase === 'failed'
          ? vscode.l10n.t('The language server is not running.')
          : vscode.l10n.t('The language server is starting…');
      return this.#tellOnce({ kind: 'nothing', why });
    }
    try {
      const roots = await this.#client.sendRequest<RootMatrix[] | null>('dmabuf/matrix');
      if (asked !== this.#asked || !roots) return;
      this.#roots = roots;
      await this.#show();
    } catch (error) {
      this.#client.outputChannel.warn(`Asking for the matrix failed: ${String(error)}`);
    }
  }

  #current(): RootMatrix | undefined {
    const full = this.#roots.filter(({ model }) => model.coverage.pairs > 0);
    return full.find(({ uri }) => uri === this.#root) ?? full[0];
  }

  async #show(): Promise<void> {
    const current = this.#current();
    if (!current) {
      const why = this.#attachments.busy
        ? vscode.l10n.t('Reading the workspace for DMA-buf importers and exporters…')
        : vscode.l10n.t('No importer of this workspace meets an exporter. Open a kernel tree, or the folder of a driver.');
      return this.#tellOnce({ kind: 'nothing', why });
    }
    this.#root = current.uri;
    const roots = this.#roots.filter(({ model }) => model.coverage.pairs > 0).map(({ uri, name }) => ({ uri, name }));
    const { uri, ...rest } = current;
    await this.#tellOnce({ kind: 'show', shown: { ...rest, root: uri, roots } });
  }

  async #tellOnce(message: ToPage): Promise<void> {
    const text = JSON.stringify(message);
    if (text === this.#told) return;
    this.#told = text;
    await this.#tell(message);
  }

  async #tell(message: ToPage): Promise<void> {
    await this.#panel.webview.postMessage(message);
  }

  async #export(message: Extract<FromPage, { kind: 'export' }>): Promise<void> {
    const text =
      message.format === 'html' ? await this.#client.sendRequest<string | null>('dmabuf/matrixPage', { root: this.#root }) : message.text;
    if (text === null) return;
    const [kind, extension] = FORMATS[message.format];
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const name = `dma-buf-matrix.${extension}`;
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Export the Matrix as {0}', kind),
      filters: { [kind]: [extension] },
      ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
    });
    if (!target) return;
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
    vscode.window.setStatusBarMessage(vscode.l10n.t('Wrote {0}', vscode.workspace.asRelativePath(target)), 5_000);
  }
}

const FORMATS = { markdown: ['Markdown', 'md'], csv: ['CSV', 'csv'], svg: ['SVG', 'svg'], html: ['HTML', 'html'] } as const;

/** Nothing but the page's own script, by a nonce, and its own styles can run. */
function shell(webview: vscode.Webview, resources: vscode.Uri): string {
  const nonce = globalThis.crypto.randomUUID().replaceAll('-', '');
  const script = webview.asWebviewUri(vscode.Uri.joinPath(resources, 'matrix.js'));
  const styles = webview.asWebviewUri(vscode.Uri.joinPath(resources, 'matrix-styles.css'));
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>DMA-BUF Matrix</title>
<link rel="stylesheet" href="${styles}">
</head>
<body>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
