/** Commands that decide what sources leave open: `dmabufMapping.pickAssumptions` and `dmabufMapping.chooseConfiguration`. */
import type { RootQuestions } from '@dmabuf-mapping/engine';
import * as vscode from 'vscode';
import { type Answer, type Choice, choicesOf, nameIn, withAnswer } from './assumption-choices.ts';
import type { Attachments } from './attachments.ts';
import type { LazyClient } from './lazy-client.ts';

const SECTION = 'dmabufMapping';

const ANSWERS: Record<Answer, { label: string; icon: string }> = {
  holds: { label: vscode.l10n.t('Holds'), icon: 'check' },
  fails: { label: vscode.l10n.t('Does not hold'), icon: 'circle-slash' },
  open: { label: vscode.l10n.t('Open'), icon: 'question' },
};

export function activate(context: vscode.ExtensionContext, client: LazyClient, attachments: Attachments): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('dmabufMapping.pickAssumptions', async () => {
      let last: Choice | undefined;
      for (;;) {
        const choice = await pickQuestion(client, attachments, last);
        if (!choice) return;
        const answer = await pickAnswer(choice);
        if (answer) await write(choice, answer);
        last = choice;
      }
    }),
    vscode.commands.registerCommand('dmabufMapping.chooseConfiguration', chooseConfiguration),
  );
}

interface QuestionItem extends vscode.QuickPickItem {
  choice?: Choice;
}

/** The question that a person picks; undefined if none. The list follows what the server says meanwhile, and starts at `last`. */
function pickQuestion(client: LazyClient, attachments: Attachments, last: Choice | undefined): Promise<Choice | undefined> {
  const pick = vscode.window.createQuickPick<QuestionItem>();
  pick.title = vscode.l10n.t('Pick Assumptions');
  pick.matchOnDescription = true;
  pick.keepScrollPosition = true;
  let active = last;
  const show = async () => {
    pick.busy = true;
    const roots = (await client.sendRequest<RootQuestions[] | null>('dmabuf/questions')) ?? [];
    const items = itemsOf(roots);
    const [current] = pick.activeItems;
    active = current?.choice ?? active;
    pick.items = items;
    const again = items.find(({ choice }) => choice && choice.root === active?.root && choice.question.text === active.question.text);
    if (again) pick.activeItems = [again];
    pick.busy = attachments.busy;
    pick.placeholder = placeholder(items.length, attachments.busy);
  };
  const update = () => show().catch((error) => client.outputChannel.warn(`Asking for the questions failed: ${String(error)}`));
  return new Promise<Choice | undefined>((resolve) => {
    const listeners = [
      attachments.onDidChange(() => void update()),
      pick.onDidAccept(() => {
        resolve(pick.selectedItems[0]?.choice);
        pick.hide();
      }),
      pick.onDidHide(() => {
        resolve(undefined);
        for (const listener of listeners) listener.dispose();
        pick.dispose();
      }),
    ];
    pick.show();
    void update();
  });
}

function placeholder(count: number, busy: boolean): string {
  if (busy) return vscode.l10n.t('The workspace is still being read…');
  return count > 0 ? vscode.l10n.t('A condition that outcomes depend on') : vscode.l10n.t('No outcome depends on a condition');
}

function itemsOf(roots: readonly RootQuestions[]): QuestionItem[] {
  return choicesOf(roots, assumedIn).flatMap(({ name, choices }) => [
    ...(name === undefined ? [] : [{ label: name, kind: vscode.QuickPickItemKind.Separator }]),
    ...choices.map((choice) => ({
      label: choice.question.text,
      description: choice.answer === 'open' ? '' : ANSWERS[choice.answer].label.toLowerCase(),
      iconPath: new vscode.ThemeIcon(ANSWERS[choice.answer].icon),
      choice,
    })),
  ]);
}

async function pickAnswer({ question, answer }: Choice): Promise<Answer | undefined> {
  const item = (value: Answer, detail: string) => ({
    label: ANSWERS[value].label,
    iconPath: new vscode.ThemeIcon(ANSWERS[value].icon),
    description: value === answer ? vscode.l10n.t('now') : '',
    detail,
    value,
  });
  const items = [
    item('holds', question.holds),
    item('fails', question.fails),
    item('open', vscode.l10n.t('Outcomes are told for both cases.')),
  ];
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Pick Assumptions'), placeHolder: question.text });
  return picked?.value;
}

function assumedIn(root: string): readonly string[] {
  return vscode.workspace.getConfiguration(SECTION, vscode.Uri.parse(root)).get<string[]>('assume') ?? [];
}

async function write({ root, question }: Choice, answer: Answer): Promise<void> {
  await set(vscode.Uri.parse(root), 'assume', withAnswer(question, assumedIn(root), answer));
}

/** Takes answers for true in a folder from now on, in place of other answers to the same questions. */
export async function keepAssumptions(root: string, assumptions: readonly string[], replaced: readonly string[]): Promise<void> {
  const others = assumedIn(root).filter((each) => !replaced.includes(each) && !assumptions.includes(each));
  await set(vscode.Uri.parse(root), 'assume', [...others, ...assumptions]);
}

/** Writes a setting where it belongs to one folder alone, or takes it out where it says what holds anyway. */
async function set(folder: vscode.Uri, name: string, value: string | string[]): Promise<void> {
  const settings = vscode.workspace.getConfiguration(SECTION, folder);
  const { defaultValue, globalValue, workspaceValue } = settings.inspect<string | string[]>(name) ?? {};
  const folders = vscode.workspace.workspaceFolders?.length ?? 0;
  const [target, otherwise] =
    folders > 1
      ? [vscode.ConfigurationTarget.WorkspaceFolder, workspaceValue ?? globalValue ?? defaultValue]
      : folders === 1
        ? [vscode.ConfigurationTarget.Workspace, globalValue ?? defaultValue]
        : [vscode.ConfigurationTarget.Global, defaultValue];
  await settings.update(name, JSON.stringify(value) === JSON.stringify(otherwise) ? undefined : value, target);
}

async function chooseConfiguration(): Promise<void> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const folder = folders.length > 1 ? await vscode.window.showWorkspaceFolderPick() : folders[0];
  if (!folder) return;
  const now = vscode.workspace.getConfiguration(SECTION, folder.uri).get<string>('config') ?? '';
  const choose = () => openDialog(folder);
  const choice = await vscode.window.showQuickPick(
    [
      {
        label: `$(folder-opened) ${vscode.l10n.t('Choose a File…')}`,
        description: now !== '' && now !== 'none' ? vscode.l10n.t('now {0}', now) : '',
        value: choose,
      },
      {
        label: `$(root-folder) ${vscode.l10n.t('The .config of the Folder')}`,
        description: now === '' ? vscode.l10n.t('now') : '',
        value: async () => '',
      },
      {
        label: `$(question) ${vscode.l10n.t('None: Leave CONFIG_ Symbols Open')}`,
        description: now === 'none' ? vscode.l10n.t('now') : '',
        value: async () => 'none',
      },
    ],
    { title: vscode.l10n.t('Choose Kernel .config'), placeHolder: vscode.l10n.t('The kernel configuration that decides CONFIG_ symbols') },
  );
  const value = await choice?.value();
  if (value !== undefined) await set(folder.uri, 'config', value);
}

async function openDialog(folder: vscode.WorkspaceFolder): Promise<string | undefined> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Choose Kernel .config'),
      openLabel: vscode.l10n.t('Use'),
      defaultUri: folder.uri,
    })) ?? [];
  return file && nameIn(folder.uri.path, file.path, file.fsPath);
}
