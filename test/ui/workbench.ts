/** VS Code as a person uses it: finding, pointing, typing and reading, on a page that shows the workbench. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';

const patience = 30_000;

export class Workbench {
  readonly page: Page;
  readonly folder: string;

  /** @param folder the workspace's absolute path */
  constructor(page: Page, folder: string) {
    this.page = page;
    this.folder = folder;
  }

  /** Resolves when the explorer shows the folder. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });
  }

  /** Runs the command that the palette finds for these words. */
  async run(words: string): Promise<void> {
    await this.take(words);
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  }

  /** Runs a command that asks something, whose title begins with `title`, and gives `answer`: of a list, the first row that it filters. */
  async runAndAnswer(words: string, title: string, answer: string): Promise<void> {
    await this.take(words);
    const widget = this.page.locator('.quick-input-widget');
    await widget.locator('.quick-input-title', { hasText: title }).waitFor({ timeout: patience });
    await widget.locator('input').first().fill(answer);
    await this.page.keyboard.press('Enter');
    await widget.waitFor({ state: 'hidden' });
  }

  private async take(words: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input').first();
    const row = this.page.locator('.quick-input-widget .monaco-list-row', { hasText: words }).first();
    const offered = async () => {
      // Again, if need be: the palette closes when an editor that was being opened takes the focus.
      await this.page.keyboard.press('F1');
      const filled = input.fill(`>${words}`, { timeout: 5_000 }).then(() => row.waitFor({ timeout: 5_000 }));
      const ready = await filled.then(
        () => true,
        () => undefined,
      );
      // Shut, since an open one does not learn of commands that an extension adds later.
      if (!ready) await this.page.keyboard.press('Escape');
      return ready;
    };
    if (!(await eventually(offered, patience))) throw new Error(`The palette never offers ${words}`);
    await input.press('Enter');
  }

  /** Groups the attachments tree: by Exporter, Importer, Mapping Type, Subsystem or Outcome. */
  async groupBy(grouping: string): Promise<void> {
    await this.runAndAnswer('DMA-BUF: Group Attachments By', 'Group', grouping);
  }

  /** Opens a file of the workspace, and sets the cursor before the first occurrence of `text`. */
  async openAt(path: string, text: string): Promise<void> {
    const before = readFileSync(join(this.folder, path), 'utf8').split(text, 1)[0] ?? '';
    const line = before.split('\n').length;
    const column = before.length - before.lastIndexOf('\n');
    await this.page.keyboard.press('Control+p');
    const input = this.page.locator('.quick-input-widget input').first();
    await input.fill(`${path}:${line}:${column}`);
    const name = path.split('/').at(-1) ?? path;
    // The chosen one: what was open before is listed until the search has answered.
    await this.page.locator('.quick-input-widget .monaco-list-row.focused', { hasText: name }).first().waitFor({ timeout: patience });
    await input.press('Enter');
    await this.page.locator('.tab.active', { hasText: name }).waitFor({ timeout: patience });
    await this.page.locator('.monaco-editor.focused .cursor').first().waitFor({ state: 'attached', timeout: patience });
    await this.page.locator('.statusbar-item', { hasText: `Ln ${line},` }).waitFor({ timeout: patience });
  }

  /** Saves nothing and closes the active editor. */
  async revertAndClose(): Promise<void> {
    await this.run('View: Revert and Close Editor');
  }

  /** The text of the lines that the active editor shows. */
  async visibleText(): Promise<string> {
    const lines = await this.page.locator('.editor-group-container.active .view-lines .view-line').all();
    const placed = await Promise.all(
      lines.map(async (line) => ({ top: (await line.boundingBox())?.y ?? 0, text: (await line.textContent()) ?? '' })),
    );
    return placed
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text.replaceAll('\u00a0', ' '))
      .join('\n');
  }

  /** Rests the mouse at the cursor until a hover says something that `expected` matches; answers the hover's text. */
  async hoverAtCursor(expected: RegExp): Promise<string> {
    const hover = this.page.locator('.monaco-hover:not(.hidden) .hover-contents');
    const said = async () => (await hover.allTextContents()).join('\n\n').replaceAll('\u00a0', ' ');
    const end = Date.now() + patience;
    while (Date.now() < end) {
      // Anew each time: a lens above the line may have moved it.
      const box = await this.page.locator('.monaco-editor.focused .cursor').first().boundingBox();
      if (!box) throw new Error('The editor shows no cursor');
      const [x, y] = [box.x + 8, box.y + box.height / 2];
      // Away and back in two steps: VS Code takes a hover only from a mouse that moves.
      await this.page.mouse.move(x, y + 200);
      await this.page.mouse.move(x - 3, y);
      await this.page.mouse.move(x, y);
      const text = await eventually(async () => (expected.test(await said()) ? said() : undefined), 2_000);
      if (text !== undefined) return text;
    }
    throw new Error(`No hover matches ${expected}; there is: ${await said()}`);
  }

  /** Opens the quick fixes at the cursor and answers their titles once one of them contains `title`. */
  async quickFixes(title: string): Promise<string[]> {
    const rows = this.page.locator('.action-widget .monaco-list-row');
    const row = rows.filter({ hasText: title }).first();
    const shown = async () => {
      // Again, if need be: VS Code shuts the list when it lays the window out anew.
      if (!(await rows.first().isVisible())) await this.page.keyboard.press('Control+.');
      return row.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => undefined,
      );
    };
    if (!(await eventually(shown, patience))) throw new Error(`No quick fix ${title}; there are: ${await rows.allTextContents()}`);
    return rows.allTextContents();
  }

  /** Applies the quick fix that contains `title`; the list of quick fixes has to be open. */
  async applyQuickFix(title: string): Promise<void> {
    await this.page.locator('.action-widget .monaco-list-row', { hasText: title }).first().click();
    await this.page.locator('.action-widget .monaco-list-row').first().waitFor({ state: 'hidden' });
  }

  /** Goes down the open list of quick fixes to the one with this title, and takes it. Throws if the arrow keys never come to it. */
  async chooseQuickFix(title: string): Promise<void> {
    const rows = this.page.locator('.action-widget .monaco-list-row');
    const focused = this.page.locator('.action-widget .monaco-list-row.focused').first();
    for (let left = await rows.count(); left > 0; left--) {
      if (((await focused.textContent()) ?? '').replaceAll('\u00a0', ' ') === title) {
        await this.page.keyboard.press('Enter');
        return rows.first().waitFor({ state: 'hidden' });
      }
      await this.page.keyboard.press('ArrowDown');
    }
    throw new Error(`The list has no ${title}; it has: ${(await rows.allTextContents()).join('; ')}`);
  }

  /** Saves the active editor without what the settings want done on save. */
  async saveAsItIs(): Promise<void> {
    await this.run('File: Save without Formatting');
  }

  /** Closes the section of the sidebar with this name, so that the others have its room. */
  async collapse(section: string): Promise<void> {
    const header = this.page.locator('.pane-header', { hasText: section }).first();
    if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
  }

  /** Turns the wheel, with the mouse where it is, until the row is there: a list has only the rows that are in sight. */
  async scrollTo(row: Locator): Promise<void> {
    const shown = await eventually(async () => {
      if (await row.isVisible()) return true;
      await this.page.mouse.wheel(0, 100);
      return undefined;
    }, patience);
    if (!shown) throw new Error(`Scrolled in vain for ${row}`);
  }

  /** Drags the sidebar's edge until it is this wide, in pixels. */
  async widenSidebar(width: number): Promise<void> {
    const box = await this.page.locator('.part.sidebar').boundingBox();
    if (!box) throw new Error('There is no sidebar');
    const y = box.y + box.height / 2;
    await this.page.mouse.move(box.x + box.width, y);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + width, y, { steps: 5 });
    await this.page.mouse.up();
  }

  /** What a screen reader says of the row that the keyboard is on, in the list or tree that has the focus. */
  async focusedRow(view: string): Promise<string> {
    return (await this.rows(view).and(this.page.locator('.focused')).getAttribute('aria-label', { timeout: patience })) ?? '';
  }

  /** Opens the menu of what has the focus, and takes the item with this name. All by keyboard; throws if the arrow keys never come to it. */
  async chooseFromMenu(name: string): Promise<void> {
    const items = this.page.locator('.monaco-menu .action-item:not(.disabled)');
    const item = items.filter({ hasText: name }).first();
    // Again, if need be: an extension says a little after an editor has opened what its menu is to have.
    const shown = async () => {
      await this.page.keyboard.press('Shift+F10');
      await items.first().waitFor({ timeout: patience });
      if (await item.isVisible()) return true;
      await this.page.keyboard.press('Escape');
      await items.first().waitFor({ state: 'hidden' });
      return undefined;
    };
    if (!(await eventually(shown, patience))) throw new Error(`The menu never has ${name}`);
    const focused = this.page.locator('.monaco-menu .action-item.focused');
    for (let left = await items.count(); left >= 0; left--) {
      if ((await focused.count()) > 0 && ((await focused.first().textContent()) ?? '').includes(name)) {
        await this.page.keyboard.press('Enter');
        return items.first().waitFor({ state: 'hidden' });
      }
      await this.page.keyboard.press('ArrowDown');
    }
    throw new Error(`The menu has no ${name}; it has: ${(await items.allTextContents()).join('; ')}`);
  }

  /** The rows of the view with this name. */
  rows(view: string): Locator {
    const header = this.page.locator('.pane-header', { hasText: view });
    return this.page.locator('.pane').filter({ has: header }).locator('.monaco-list-row');
  }

  /** Texts of the toasts that are shown. */
  toasts(): Promise<string[]> {
    return this.page.locator('.notifications-toasts .notification-list-item-message').allTextContents();
  }
}

/** Asks until the answer is not undefined; undefined itself after `limit` milliseconds. */
export async function eventually<T>(ask: () => Promise<T | undefined>, limit: number): Promise<T | undefined> {
  const end = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || Date.now() > end) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
