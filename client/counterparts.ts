/** Command `dmabufMapping.pickCounterpart`, behind code lenses and hovers: each counterpart with its outcome, and the explanation of the one that is picked. */
import type { Counted, CounterpartGroup, TreeRow } from '@dmabuf-mapping/engine';
import * as vscode from 'vscode';
import { iconOf } from './attachments-rows.ts';
import type { LazyClient } from './lazy-client.ts';
import { homeOf, type PairKey } from './rows.ts';
import { searchPick } from './search-pick.ts';

/** What a code lens or a hover hands over. */
interface LensArguments extends Counted {
  /** The folder's URI. */
  root: string;
}

export interface CounterpartItem extends vscode.QuickPickItem {
  pair?: PairKey;
}

export function activate(context: vscode.ExtensionContext, client: LazyClient): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('dmabufMapping.pickCounterpart', async (lens: LensArguments) => {
      const picked = await pickCounterpart(client, lens, {
        title: lens.of === 'importer' ? vscode.l10n.t('Exporters') : vscode.l10n.t('Importers'),
        placeHolder: vscode.l10n.t('Pick one to read how the negotiation goes, step by step'),
      });
      if (picked?.pair) await vscode.commands.executeCommand('dmabufMapping.explainPair', { pair: picked.pair });
      else if (picked) await vscode.commands.executeCommand('dmabufMapping.showMatrix');
    }),
  );
}

/** A counterpart, or the item that stands for the matrix; undefined if nothing is picked. */
export function pickCounterpart(
  client: LazyClient,
  { root, of, ids }: LensArguments,
  words: { title: string; placeHolder: string },
): Promise<CounterpartItem | undefined> {
  return searchPick<CounterpartItem>({
    ...words,
    find: async (search) => {
      const groups = await client.sendRequest<CounterpartGroup[]>('dmabuf/counterparts', { root, of, ids, search });
      const named = groups.filter(({ counterparts }) => counterparts.length > 0);
      const items = named.flatMap(({ name, counterparts }): CounterpartItem[] => [
        ...(ids.length > 1 ? [{ label: name, kind: vscode.QuickPickItemKind.Separator }] : []),
        ...counterparts.map((row) => itemOf(root, row)),
      ]);
      const matrix = [
        { label: '', kind: vscode.QuickPickItemKind.Separator },
        { label: vscode.l10n.t('Show Matrix'), iconPath: new vscode.ThemeIcon('table'), alwaysShow: true },
      ];
      return { items: [...items, ...matrix], more: groups.reduce((sum, { more }) => sum + more, 0) };
    },
  });
}

function itemOf(root: string, { label, description, location, icon, pair }: TreeRow): CounterpartItem {
  return {
    label,
    detail: description,
    iconPath: iconOf({ icon }),
    ...(location && { description: homeOf(location) }),
    ...(pair && { pair: { root, ...pair } }),
  };
}
