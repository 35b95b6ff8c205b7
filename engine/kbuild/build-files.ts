/** The build files of a tree, and what they say together. */
import { type Modules, readModules } from './modules.ts';

/** Keeps texts; reads them when somebody asks, and again only after a change. */
export class BuildFiles {
  private readonly texts = new Map<string, string>();
  private read: Modules | undefined;

  /** Adds, replaces or (without a text) removes a file. Answers whether that changes anything. */
  set(file: string, text: string | undefined): boolean {
    if (this.texts.get(file) === text) return false;
    if (text === undefined) this.texts.delete(file);
    else this.texts.set(file, text);
    this.read = undefined;
    return true;
  }

  modules(): Modules {
    this.read ??= readModules(this.texts);
    return this.read;
  }
}
