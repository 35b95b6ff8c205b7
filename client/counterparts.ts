/** Command `dmabufMapping.pickCounterpart`, behind code lenses and hovers: each counterpart with its outcome, and the explanation of the one that is picked. */
import * as vscode from 'vscode';
import type { Attachments } from './attachments.ts';
import { ICONS } from './attachments-view.ts';
import { type CounterpartChoice, counterpartsOf, type LensArguments } from './counterpart-choices.ts';

export function activate(context: vscode.ExtensionContext, attachments: Attachments): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('dmabufMapping.pickCounterpart', async (lens: LensArguments) => {
      const items = itemsOf(attachments, lens);
      const title = lens.of === 'importer' ? 'Exporters' : 'Importers';
      const picked = await vscode.window.showQuickPick(items, {
        title,
        placeHolder: 'Pick one to read how the negotiation goes, step by step',
        matchOnDescription: true,
        matchOnDetail: true,
      });
      if (picked && 'choice' in picked) await vscode.commands.executeCommand('dmabufMapping.explainPair', { pair: picked.choice.pair });
      else if (picked) await vscode.commands.executeCommand('dmabufMapping.showMatrix');
    }),
  );
}

type Item = vscode.QuickPickItem & { choice?: CounterpartChoice };

function itemsOf(attachments: Attachments, lens: LensArguments): Item[] {
  const groups = counterpartsOf(attachments.roots, lens);
  return [
    ...groups.flatMap(({ name, choices }): Item[] => [
      ...(name === undefined ? [] : [{ label: name, kind: vscode.QuickPickItemKind.Separator }]),
      ...choices.map((choice) => {
        const [icon, color] = ICONS[choice.icon];
        const { label, description, detail } = choice;
        return {
          label,
          description,
          detail,
          choice,
          iconPath: new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color)),
        };
      }),
    ]),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: 'Show Matrix', iconPath: new vscode.ThemeIcon('table'), alwaysShow: true },
  ];
}
