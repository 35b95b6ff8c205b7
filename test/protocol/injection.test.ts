/** Names, texts and paths of a hostile tree stay text: no link, command, HTML, icon or formula comes of them, wherever they are shown. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { RootAttachments } from '../../engine/answers.ts';
import type { TreeRow, TreeView } from '../../engine/tree-answers.ts';
import { makeFolder, removeFolders } from '../support/folders.ts';
import { pairSource } from '../support/pair.ts';
import { sharedFiles } from '../support/small-project.ts';
import { politely, startRaw } from './raw-client.ts';

after(removeFolders);

const LINK = '[x](command:evil)';
const HTML = '<img src=x onerror=y></script><!--';
const BIDI = '\u202eeb\u2066';
const EVIL = `${LINK} ${HTML} \`\` | $(alert) ![i](https://evil.example/p) https://evil.example www.evil.example &lt;b&gt; ${BIDI}`;
const FOLDER = `drivers/=cmd|[x](command:evil)<img src=x>`;
const FILE = `${FOLDER}/\`$(alert)\` <b>${BIDI}\n# x.c`;

const source = pairSource({
  before: `/* ${EVIL} */
/** hostile_helper() - ${EVIL} */
static int hostile_helper(const char *text, int x);
#define HOSTILE(x) hostile_helper("${EVIL}", x)
#define LIMIT (HOSTILE(']') + '<')
struct own_state { const char *name; int mode; };
`,
  exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops), DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	struct own_state state = { "${EVIL}", hostile_helper("${EVIL}", '\\'') };
	if (state.mode > LIMIT /* ${EVIL} */) return -EPERM;
	if (hostile_helper("${LINK}${HTML}", '|') == '<') return -EIO;
#if CONFIG_${'<img>'} > 1
	if (!strcmp(state.name, "${HTML}")) return 5;
#endif
#ifdef CONFIG_REAL /* ${EVIL} */
	return dma_buf_match_mapping(args, m, 7);
#endif
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m)); /* ${EVIL} dmabuf-mapping: ignore=${LINK} */`,
});

const files = {
  [FILE]: source,
  'drivers/plain.c': pairSource({
    before: '',
    exporter:
      'struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };\n\treturn dma_buf_match_mapping(args, m, ARRAY_SIZE(m));',
  }),
  [`${FOLDER}/Makefile`]: `obj-$(CONFIG_${LINK}) += ${HTML}.o\nobj-m += plain.o\n`,
  'drivers/Makefile': `obj-$(CONFIG_[x]) += <img>|=x.o\n<img>|=x-y := plain.o\n`,
  [`${FOLDER}/Kconfig`]: `config ${HTML}\n\ttristate "${LINK}"\n`,
  '.dmabuf-mapping.json': JSON.stringify({ [EVIL]: 1, rules: { [LINK]: 'off' } }),
};

/** What is left of Markdown when all that cannot be markup is taken away: what is escaped, code spans, and fenced blocks. */
function markup(markdown: string): string {
  const unfenced = markdown.replace(/^(````+)\w*\n[\s\S]*?\n\1$/gm, '');
  let left = '';
  for (let at = 0; at < unfenced.length; at++) {
    const char = unfenced[at]!;
    if (char === '\\') at++;
    else if (char === '`') {
      const [run] = /^`+/.exec(unfenced.slice(at))!;
      const rest = unfenced.slice(at + run.length);
      const end = new RegExp(`(?<!\`)${run}(?!\`)`).exec(rest);
      assert.ok(end, `a code span without end: ${unfenced}`);
      at += run.length + end.index + run.length - 1;
    } else left += char;
  }
  return left;
}

function isHarmless(markdown: string, what: string): void {
  const left = markup(markdown);
  for (const [, target] of left.matchAll(/\]\(([^)]*)\)/g))
    assert.match(target!, /^(file:\/\/\/|command:dmabufMapping\.|https:\/\/github\.com\/dmabuf-mapping\/)/, what);
  assert.doesNotMatch(left.replaceAll(/\]\([^)]*\)/g, ''), /<[a-z!/]|\$\(|!\[|https?:\/\/|www\./i, `${what}: ${markdown}`);
  assert.doesNotMatch(markdown, /[\u202a-\u202e\u2066-\u2069]/, what);
}

/** Plain text that editors show in a line: nothing that reorders or breaks it, and no icon. */
function isPlain(text: string, what: string): void {
  assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\u2028\u2029]/u, `${what}: ${JSON.stringify(text)}`);
}

test('what the server answers', { timeout: 120_000 }, async (t) => {
  const shared = sharedFiles().map(({ path, text }) => [path, text]);
  const root = makeFolder({ ...Object.fromEntries(shared), ...files, '.git/HEAD': '' });
  const client = await startRaw(t, politely);
  const uri = pathToFileURL(root).href;
  const markdown = ['markdown'];
  await client.initialize(uri, {
    experimental: { commands: ['dmabufMapping.pickCounterpart'] },
    textDocument: {
      diagnostic: { relatedInformation: true },
      hover: { contentFormat: markdown },
      completion: { completionItem: { snippetSupport: true, documentationFormat: markdown } },
      signatureHelp: { signatureInformation: { documentationFormat: markdown } },
      documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    },
  });
  await client.untilRead();
  const ask = async <T>(method: string, params: unknown): Promise<T> => {
    const { result, error } = await client.request(method, params);
    assert.ok(!error || error.code === -32803, JSON.stringify(error));
    return result as T;
  };
  const textDocument = { uri: pathToFileURL(join(root, FILE)).href };
  const lines = source.split('\n');
  let shown = 0;
  const values = (found: unknown): string[] =>
    [...JSON.stringify(found ?? null).matchAll(/"kind":"markdown","value":("(?:[^"\\]|\\.)*")/g)].map(
      ([, value]) => JSON.parse(value!) as string,
    );
  const check = (found: unknown, what: string) => {
    for (const value of values(found)) {
      shown++;
      isHarmless(value, what);
    }
  };
  for (const [line, text] of lines.entries()) {
    const words = [...text.matchAll(/\w+|[.,({]/g)].map(({ index }) => index + 1);
    for (const character of words) {
      const place = { textDocument, position: { line, character } };
      check(await ask('textDocument/hover', place), 'hover');
      const completions = await ask<{ items: { label: string; detail?: string }[] } | null>('textDocument/completion', place);
      for (const item of completions?.items.slice(0, 8) ?? []) check(await ask('completionItem/resolve', item), 'completion');
      check(await ask('textDocument/signatureHelp', place), 'signature');
    }
  }
  assert.ok(shown > 5, String(shown));

  const views: TreeView[] = [{ by: 'importer' }, { by: 'exporter' }, { by: 'type' }, { by: 'subsystem' }, { by: 'outcome' }];
  let rows = 0;
  const walk = async (view: TreeView, path: string[]): Promise<void> => {
    for (const row of await ask<TreeRow[]>('dmabuf/rows', { root: uri, view, path })) {
      rows++;
      isPlain(row.label, 'label');
      isPlain(row.description, 'description');
      check(await ask('dmabuf/rowDetail', { root: uri, path: row.path }), 'tooltip');
      isHarmless(await ask('dmabuf/rowMarkdown', { root: uri, view, path: row.path }), 'copied');
      if (!row.leaf) await walk(view, row.path);
    }
  };
  for (const view of views) await walk(view, []);
  assert.ok(rows > 20, String(rows));

  const range = { start: { line: 0, character: 0 }, end: { line: 999, character: 0 } };
  const lenses = await ask<{ command: { title: string } }[]>('textDocument/codeLens', { textDocument });
  const hints = await ask<{ label: string; tooltip?: string }[]>('textDocument/inlayHint', { textDocument, range });
  assert.ok(lenses.length > 0 && hints.length > 0);
  for (const { command } of lenses) {
    isPlain(command.title, 'lens');
    assert.doesNotMatch(command.title, /\$\(/);
  }
  for (const { label, tooltip } of hints) for (const text of [label, ...(tooltip ?? '').split('\n')]) isPlain(text, 'hint');
  const { items } = await ask<{ items: { message: string; relatedInformation?: { message: string }[] }[] }>('textDocument/diagnostic', {
    textDocument,
  });
  assert.ok(items.length > 0);
  for (const { message, relatedInformation = [] } of items)
    for (const text of [message, ...relatedInformation.map((each) => each.message)]) isPlain(text, 'diagnostic');
  const [attachments] = await ask<RootAttachments[]>('dmabuf/attachments', { root: uri });
  assert.ok(attachments!.tree.counts.exporters >= 2);

  const page = await ask<string>('dmabuf/matrixPage', { root: uri });
  const [, body] = page.split(/<body[^>]*>/);
  const tags = [...(body ?? '').matchAll(/<([a-z!/][^>\s]*)/gi)].map(([, tag]) => tag!.toLowerCase());
  assert.ok(!tags.includes('img') && !tags.includes('b'), tags.join());
  assert.equal(page.match(/<\/script/g)?.length, page.match(/<script/g)?.length);
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval/);
});

test('what the command line writes', { timeout: 120_000 }, () => {
  const shared = sharedFiles().map(({ path, text }) => [path, text]);
  const root = makeFolder({ ...Object.fromEntries(shared), ...files, '.git/HEAD': '', '.dmabuf-mapping.json': '{}' });
  const formula = join(root, '=cmd|x.c');
  writeFileSync(formula, source);
  const run = (format: string) => {
    const { stdout, status, stderr } = spawnSync(
      process.execPath,
      ['--import', 'tsx', 'cli/main.ts', 'matrix', '--no-cache', '--format', format, '--root', root, root],
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
    return stdout;
  };
  const cells = [...run('csv').matchAll(/(?<=^|,)("(?:[^"]|"")*"|[^",\r\n]*)(?=,|\r\n)/gm)].map(([cell]) => cell);
  assert.ok(cells.some((cell) => cell.includes('=cmd|x.c')));
  assert.deepEqual(
    cells.filter((cell) => /^"?[=+\-@\t]/.test(cell)),
    [],
  );
  isHarmless(run('markdown').replaceAll(/^\|/gm, ''), 'Markdown');
  assert.doesNotMatch(run('svg'), /<(img|b|script)\b|on\w+=/i);
});
