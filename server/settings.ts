import type { Severity } from '@dmabuf-mapping/engine';
import { DidChangeConfigurationNotification } from 'vscode-languageserver';
import type { ClientAbilities } from './client-abilities.ts';
import type { Folder } from './folder.ts';
import { hiddenByEditor } from './patterns.ts';
import type { Connection } from './session.ts';

/** The section of the editor's settings, and the shape of `initializationOptions` for editors without settings. */
export const SECTION = 'dmabufMapping';

/** What stands in the text without being asked for; also the names of the settings that switch it off. */
export type Shown = 'inlayHints' | 'codeLens' | 'semanticTokens';

export interface Settings {
  /** Level per rule id; a rule that is not named keeps its own. */
  severity: Record<string, Severity | 'off'>;
  /** Patterns in the manner of `.gitignore`: what is left out, what is read although rules hide it, and what the editor hides. */
  exclude: string[];
  include: string[];
  hide: string[];
  /** Which annotations are wanted. */
  show: Record<Shown, boolean>;
  /** Conditions that are taken for true. */
  assume: string[];
  /** Kernel configuration: a path, absolute or below the folder; empty for the tree's own `.config`; `none`. */
  config: string;
}

/** What `Settings.config` says to use no configuration at all. */
export const NO_CONFIGURATION = 'none';

const LEVELS: ReadonlySet<unknown> = new Set(['error', 'warning', 'info', 'hint', 'off']);

/** Reads settings from whatever a client sent, with its `files.exclude`; wrong values count as absent. Never throws. */
export function readSettings(value: unknown, hidden?: unknown): Settings {
  const section = asRecord(value);
  const { severity, exclude, include, assume, config } = section;
  const wants = (name: Shown) => asRecord(section[name]).enabled !== false;
  const levels = Object.entries(asRecord(severity)).filter((entry): entry is [string, Severity | 'off'] => LEVELS.has(entry[1]));
  return {
    severity: Object.fromEntries(levels),
    exclude: strings(exclude),
    include: strings(include),
    hide: hiddenByEditor(hidden),
    show: { inlayHints: wants('inlayHints'), codeLens: wants('codeLens'), semanticTokens: wants('semanticTokens') },
    assume: strings(assume).filter((assumption) => assumption.trim() !== ''),
    config: typeof config === 'string' ? config.trim() : '',
  };
}

/** What of a folder's settings is not what it was, and asks for more than new answers. */
export interface SettingsChange {
  patternsChanged: boolean;
  configChanged: boolean;
}

/** Settings of each folder, asked from the client where it can tell, else as it sent them. */
export class SettingsStore {
  readonly #connection: Connection;
  readonly #perFolder = new Map<string, Settings>();
  /** As it was sent, unasked. */
  #pushed: Record<string, unknown> = {};
  #common: Settings = readSettings(undefined);
  #asks = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Rejects when the client refuses to tell of changes. */
  async start(abilities: ClientAbilities, changed: () => void): Promise<void> {
    this.#asks = abilities.configuration;
    this.#connection.onDidChangeConfiguration((change) => {
      if (change.settings) this.push(asRecord(change.settings)[SECTION]);
      changed();
    });
    if (abilities.configurationChanges) {
      await this.#connection.client.register(DidChangeConfigurationNotification.type, { section: SECTION });
    }
  }

  /** Fetches what holds for documents outside of all folders, and for folders that are not loaded. Rejects when the client does. */
  async loadCommon(): Promise<void> {
    if (this.#asks) this.#common = this.#read(await this.#connection.workspace.getConfiguration({ section: SECTION }));
  }

  push(value: unknown): void {
    this.#pushed = asRecord(value);
    this.#common = this.#read(undefined);
  }

  /** Settings as last loaded; those of no folder for a folder that was not loaded. */
  of(folder: Folder): Settings {
    return this.#perFolder.get(folder.root.uri) ?? this.#common;
  }

  /** Fetches a folder's settings. Rejects when the client does. */
  async load(folder: Folder): Promise<SettingsChange> {
    const before = this.of(folder);
    const after = this.#asks ? await this.#fetch(folder.root.uri) : this.#common;
    this.#perFolder.set(folder.root.uri, after);
    return {
      patternsChanged: JSON.stringify(patternsIn(before)) !== JSON.stringify(patternsIn(after)),
      configChanged: before.config !== after.config,
    };
  }

  async #fetch(scopeUri: string): Promise<Settings> {
    const [own, hidden] = await this.#connection.workspace.getConfiguration([
      { scopeUri, section: SECTION },
      { scopeUri, section: 'files.exclude' },
    ]);
    return this.#read(own, hidden);
  }

  /** Editors that answer every question may know nothing of our section: what they do not name holds as it was sent. */
  #read(own: unknown, hidden?: unknown): Settings {
    return readSettings({ ...this.#pushed, ...asRecord(own) }, hidden);
  }

  forget(folder: Folder): void {
    this.#perFolder.delete(folder.root.uri);
  }
}

function patternsIn({ exclude, include, hide }: Settings): string[][] {
  return [exclude, include, hide];
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
