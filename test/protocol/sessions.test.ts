/** Whatever is opened, edited, saved, closed and changed on disk: after each step the server answers what a new one does on the same texts. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { commonEnd, commonStart } from '../../engine/text/common.ts';
import { type Mutation, spoiling, spoilt } from '../fuzz/mutations.ts';
import { startBuilt } from '../support/built-server.ts';
import { makeFolder, removeFolders } from '../support/folders.ts';
import { slice } from '../support/longer.ts';
import { minikernel } from '../support/minikernel.ts';
import { everyAnswer, everyRequest } from './every-request.ts';
import { politely, RawClient } from './raw-client.ts';

after(removeFolders);

const CAPABILITIES = { textDocument: { diagnostic: { relatedInformation: true }, hover: { contentFormat: ['markdown'] } } };
const DEADLINE_MS = 60_000;
const FILES = readdirSync(minikernel, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.[ch]$/.test(name))
  .sort();
const TEXTS = FILES.map((file) => readFileSync(join(minikernel, file), 'utf8'));
/** What positions are asked about. */
const WORDS = /\b(dma_buf_\w*attach|match_mapping|\w*_ops|DMA_BUF_\w+|ARRAY_SIZE)\b/g;

interface Step {
  kind: 'open' | 'edit' | 'undo' | 'save' | 'close' | 'write' | 'delete' | 'restore';
  file: number;
  mutations: Mutation[];
}

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom<Step['kind'][]>('open', 'edit', 'edit', 'edit', 'undo', 'save', 'close', 'write', 'delete', 'restore'),
  file: fc.nat(10_000),
  mutations: spoiling.map(({ mutations }) => mutations),
});

/** A person's editor on a folder. */
class Editing {
  readonly documents = new Map<string, TextDocument>();
  readonly #client: RawClient;
  readonly #root: string;

  constructor(client: RawClient, root: string) {
    this.#client = client;
    this.#root = root;
  }

  uri(file: string): string {
    return pathToFileURL(join(this.#root, file)).href;
  }

  /** Answers the file that it was about. */
  carryOut({ kind, file: number, mutations }: Step): string {
    const open = [...this.documents.keys()];
    const which = number % FILES.length;
    const file = ['edit', 'undo', 'save', 'close'].includes(kind) ? (open[number % (open.length || 1)] ?? FILES[which]!) : FILES[which]!;
    const document = this.documents.get(file);
    switch (kind) {
      case 'open':
        this.#open(file);
        break;
      case 'edit': {
        const text = (document ?? this.#open(file)).getText();
        // Characters that stand for themselves on disk as well.
        this.#change(file, spoilt(text, mutations, TEXTS).replaceAll(/\p{Cs}/gu, ''));
        break;
      }
      case 'undo':
        if (document) this.#change(file, TEXTS[FILES.indexOf(file)]!);
        break;
      case 'save':
        if (!document) break;
        this.#write(file, document.getText());
        this.#client.notify('textDocument/didSave', { textDocument: { uri: this.uri(file) } });
        break;
      case 'close':
        if (this.documents.delete(file)) this.#client.notify('textDocument/didClose', { textDocument: { uri: this.uri(file) } });
        break;
      case 'write':
        this.#write(file, spoilt(TEXTS[which]!, mutations, TEXTS).replaceAll(/\p{Cs}/gu, ''));
        break;
      case 'delete':
        rmSync(join(this.#root, file), { force: true });
        this.#tell(file, 3);
        break;
      case 'restore':
        this.#write(file, TEXTS[which]!);
        break;
    }
    return file;
  }

  #open(file: string): TextDocument {
    const known = this.documents.get(file);
    if (known) return known;
    const path = join(this.#root, file);
    const text = existsSync(path) ? readFileSync(path, 'utf8').replace(/^\ufeff/, '') : '';
    const document = TextDocument.create(this.uri(file), 'c', 1, text);
    this.documents.set(file, document);
    this.#client.notify('textDocument/didOpen', { textDocument: { uri: document.uri, languageId: 'c', version: 1, text } });
    return document;
  }

  /** In one edit of the part that differs. */
  #change(file: string, after: string): void {
    const document = this.documents.get(file)!;
    const before = document.getText();
    const start = commonStart(before, after);
    const end = commonEnd(before, after, start);
    const range = { start: document.positionAt(start), end: document.positionAt(before.length - end) };
    const contentChanges = [{ range, text: after.slice(start, after.length - end) }];
    const version = document.version + 1;
    TextDocument.update(document, contentChanges, version);
    this.#client.notify('textDocument/didChange', { textDocument: { uri: document.uri, version }, contentChanges });
  }

  #write(file: string, text: string): void {
    const path = join(this.#root, file);
    const type = existsSync(path) ? 2 : 1;
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    this.#tell(file, type);
  }

  #tell(file: string, type: number): void {
    this.#client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: this.uri(file), type }] });
  }
}

/** What there is to ask about: the whole tree, and places in some files. */
function questions(root: string, files: readonly string[], texts: (file: string) => string): Record<string, unknown>[] {
  const uri = pathToFileURL(root).href;
  const { 'dmabuf/refresh': _, 'dmabuf/pause': __, ...all } = everyRequest(uri);
  const views = ['importer', 'exporter', 'type', 'outcome'].map((by) => ({ 'dmabuf/rowMarkdown': { root: uri, view: { by }, path: [] } }));
  const ofFiles = files.map((file) => {
    const document = TextDocument.create(pathToFileURL(join(root, file)).href, 'c', 0, texts(file));
    const textDocument = { uri: document.uri };
    const range = { start: { line: 0, character: 0 }, end: { line: 9999, character: 0 } };
    const places = [...document.getText().matchAll(WORDS)]
      .slice(0, 6)
      .map(({ index }) => ({ textDocument, position: document.positionAt(index + 1) }));
    return [
      {
        'textDocument/diagnostic': { textDocument },
        'textDocument/codeLens': { textDocument },
        'textDocument/documentSymbol': { textDocument },
      },
      {
        'textDocument/inlayHint': { textDocument, range },
        'textDocument/semanticTokens/full': { textDocument },
        'textDocument/codeAction': { textDocument, range, context: { diagnostics: [] } },
      },
      ...places.map((place) => ({
        'textDocument/hover': place,
        'textDocument/definition': place,
        'textDocument/references': { ...place, context: { includeDeclaration: true } },
        'textDocument/completion': place,
        'textDocument/documentHighlight': place,
      })),
    ];
  });
  return [all, ...views, ...ofFiles.flat()];
}

async function answersTo(client: RawClient, asked: readonly Record<string, unknown>[]): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const each of asked) answers.push(await everyAnswer(client, each));
  return answers;
}

async function start(root: string): Promise<RawClient> {
  const client = new RawClient(await startBuilt(['--stdio', '--no-cache']), politely);
  await client.initialize(pathToFileURL(root).href, CAPABILITIES);
  return client;
}

test('a session and a new server', { timeout: 7_200_000 }, async () => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 12 }), async (steps) => {
    const root = makeFolder({ '.git/HEAD': '' });
    cpSync(minikernel, root, { recursive: true });
    const client = await start(root);
    await client.untilRead();
    const editing = new Editing(client, root);
    try {
      for (const [index, each] of steps.entries()) {
        const file = editing.carryOut(each);
        // In pairs, so that some steps meet one that is not settled.
        if (index % 2 === 0) continue;
        const fresh = await start(root);
        try {
          for (const document of editing.documents.values()) {
            const { uri, languageId, version } = document;
            fresh.notify('textDocument/didOpen', { textDocument: { uri, languageId, version, text: document.getText() } });
          }
          await fresh.untilRead();
          const text = (name: string) => editing.documents.get(name)?.getText() ?? TEXTS[FILES.indexOf(name)]!;
          const asked = questions(root, [...new Set([file, ...[...editing.documents.keys()].slice(0, 3)])], text);
          const end = Date.now() + DEADLINE_MS;
          // Both search the tree for new names when nothing has changed for a while.
          let [ours, theirs] = [await answersTo(client, asked), await answersTo(fresh, asked)];
          while (JSON.stringify(ours) !== JSON.stringify(theirs) && Date.now() < end) {
            await setTimeout(100);
            [ours, theirs] = [await answersTo(client, asked), await answersTo(fresh, asked)];
          }
          assert.deepEqual(ours, theirs, `step ${index}: ${each.kind} ${file}`);
        } finally {
          fresh.child.kill('SIGKILL');
        }
      }
      assert.equal(client.errors, '');
    } finally {
      client.child.kill('SIGKILL');
      rmSync(root, { recursive: true, force: true });
    }
  });
  await fc.assert(property, { ...slice(1), endOnFailure: true, includeErrorInReport: true, interruptAfterTimeLimit: 6_000_000 });
});
