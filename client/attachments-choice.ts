/** How the attachments view is grouped and filtered: chosen by commands, the grouping remembered per workspace. */
import type { TreeGrouping, TreeView } from '@dmabuf-mapping/engine';
import * as vscode from 'vscode';

const GROUPINGS: Record<TreeGrouping, { label: string; description: string; icon: string }> = {
  importer: { label: vscode.l10n.t('Importer'), description: vscode.l10n.t('who attaches, with the exporters of each'), icon: 'plug' },
  exporter: {
    label: vscode.l10n.t('Exporter'),
    description: vscode.l10n.t('who owns the memory, with the importers of each'),
    icon: 'database',
  },
  type: {
    label: vscode.l10n.t('Mapping Type'),
    description: vscode.l10n.t('what comes out, with the pairs that come to it'),
    icon: 'symbol-interface',
  },
  subsystem: {
    label: vscode.l10n.t('Subsystem'),
    description: vscode.l10n.t('where importers and exporters belong in the kernel'),
    icon: 'symbol-namespace',
  },
  outcome: {
    label: vscode.l10n.t('Outcome'),
    description: vscode.l10n.t('defects, what is not decided, what never matches, and what matches'),
    icon: 'pass',
  },
};

const BY = 'attachments.by';
const ONLY = 'attachments.only';

export class Choice implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #memory: vscode.Memento;
  #view: TreeView;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
    const by = memory.get<string>(BY, 'importer');
    this.#view = {
      by: by in GROUPINGS ? (by as TreeGrouping) : 'importer',
      ...(memory.get<string>(ONLY) === 'problems' && { only: 'problems' }),
    };
    this.#tell();
  }

  get view(): TreeView {
    return this.#view;
  }

  /** What stands beside the view's name: how it is grouped, if not as usual. */
  get description(): string {
    const { by, only } = this.#view;
    return [
      ...(by === 'importer' ? [] : [vscode.l10n.t('by {0}', GROUPINGS[by].label.toLowerCase())]),
      ...(only ? [vscode.l10n.t('only problems')] : []),
    ].join(', ');
  }

  set(view: TreeView): void {
    if (JSON.stringify(view) === JSON.stringify(this.#view)) return;
    this.#view = view;
    void this.#memory.update(BY, view.by);
    void this.#memory.update(ONLY, view.only);
    this.#tell();
    this.#changed.fire();
  }

  filterBy(filter: string): void {
    const { by, only } = this.#view;
    this.set({ by, ...(filter.trim() !== '' && { filter: filter.trim() }), ...(only && { only }) });
  }

  showOnly(only: TreeView['only']): void {
    const { by, filter } = this.#view;
    this.set({ by, ...(filter !== undefined && { filter }), ...(only && { only }) });
  }

  dispose(): void {
    this.#changed.dispose();
  }

  #tell(): void {
    const { filter, only } = this.#view;
    void vscode.commands.executeCommand('setContext', 'dmabufMapping.filtered', filter !== undefined);
    void vscode.commands.executeCommand('setContext', 'dmabufMapping.onlyProblems', only === 'problems');
  }
}

export function registerCommands(context: vscode.ExtensionContext, choice: Choice): void {
  const { registerCommand } = vscode.commands;
  context.subscriptions.push(
    registerCommand('dmabufMapping.groupAttachments', () => pickGrouping(choice)),
    registerCommand('dmabufMapping.filterAttachments', () => askForFilter(choice)),
    registerCommand('dmabufMapping.clearAttachmentsFilter', () => choice.filterBy('')),
    registerCommand('dmabufMapping.showOnlyProblems', () => choice.showOnly('problems')),
    registerCommand('dmabufMapping.showAllAttachments', () => choice.showOnly(undefined)),
  );
}

async function pickGrouping(choice: Choice): Promise<void> {
  const { by, ...rest } = choice.view;
  const item = (grouping: TreeGrouping) => {
    const { label, description, icon } = GROUPINGS[grouping];
    return { grouping, label, description: grouping === by ? `${description} · now` : description, iconPath: new vscode.ThemeIcon(icon) };
  };
  const items = (Object.keys(GROUPINGS) as TreeGrouping[]).map(item);
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Group Attachments By'),
    placeHolder: vscode.l10n.t('Now by {0}', GROUPINGS[by].label.toLowerCase()),
  });
  if (picked) choice.set({ by: picked.grouping, ...rest });
}

async function askForFilter(choice: Choice): Promise<void> {
  const filter = await vscode.window.showInputBox({
    title: vscode.l10n.t('Filter Attachments'),
    prompt: vscode.l10n.t('Words in names, files, subsystems, modules or outcomes; all of them have to be found. Empty shows everything.'),
    placeHolder: vscode.l10n.t('for instance: xe p2p'),
    value: choice.view.filter ?? '',
  });
  if (filter !== undefined) choice.filterBy(filter);
}
