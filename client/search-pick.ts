/** A quick pick whose items somebody else finds: what is typed is asked for again while not all of them are there. */
import * as vscode from 'vscode';

export interface Search<Item extends vscode.QuickPickItem> {
  title: string;
  placeHolder: string;
  /** Items that have all words of what was typed, and how many more there are. */
  find: (words: string) => Promise<{ items: Item[]; more: number }>;
}

/** What a person picks; undefined if nothing. */
export function searchPick<Item extends vscode.QuickPickItem>({ title, placeHolder, find }: Search<Item>): Promise<Item | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = title;
  pick.placeholder = placeHolder;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  let asked = 0;
  let complete = false;
  const look = async () => {
    const turn = ++asked;
    const words = pick.value;
    pick.busy = true;
    try {
      const { items, more } = await find(words);
      if (turn !== asked) return;
      complete = more === 0 && words === '';
      pick.items = items;
      pick.title = more > 0 ? vscode.l10n.t('{0} – {1} more, type to find them', title, more) : title;
    } finally {
      if (turn === asked) pick.busy = false;
    }
  };
  return new Promise((resolve, reject) => {
    const search = () => void look().catch(reject);
    const listeners = [
      pick.onDidChangeValue(() => {
        if (!complete) search();
      }),
      pick.onDidAccept(() => {
        resolve(pick.selectedItems[0]);
        pick.hide();
      }),
      pick.onDidHide(() => {
        resolve(undefined);
        for (const listener of listeners) listener.dispose();
        pick.dispose();
      }),
    ];
    pick.show();
    search();
  });
}
