/** A small converted tree around a fixture: the miniature kernel's headers and core, and counterparts for what the fixture declares. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuildFile } from '../../engine/kbuild/modules.ts';
import { Project } from '../../engine/project.ts';
import type { CParser } from '../../engine/syntax/contract.ts';
import { createParser } from '../../engine/syntax/parser.ts';
import type { FixtureFile } from './fixture-text.ts';

/** Root of the miniature kernel. */
export const minikernel: string = fileURLToPath(new URL('../fixtures/minikernel/', import.meta.url));

/** Folder of the headers, for a compiler. */
export const includeFolder: string = join(minikernel, 'include');

let parser: Promise<CParser> | undefined;

/** The real parser, loaded once. */
export function sharedParser(): Promise<CParser> {
  const require = createRequire(import.meta.url);
  parser ??= createParser({ grammar: readFileSync(require.resolve('tree-sitter-c/tree-sitter-c.wasm')) });
  return parser;
}

/** A project of the given files over the shared headers and core; a file of the same path takes their place. */
export async function smallProject(files: readonly FixtureFile[], counterparts: readonly string[]): Promise<Project> {
  const project = new Project(await sharedParser());
  const all = new Map<string, string>();
  for (const { path, text } of [...sharedFiles(), ...counterparts.flatMap(standIn), ...files]) all.set(path, text);
  for (const [path, text] of all) {
    if (isBuildFile(path)) project.setBuildFile(path, text);
    else project.setFile(path, text);
  }
  return project;
}

/** Headers and core of the miniature kernel. */
export function sharedFiles(): FixtureFile[] {
  return ['include/linux', 'drivers/dma-buf'].flatMap((folder) =>
    readdirSync(join(minikernel, folder), { withFileTypes: true }).flatMap((entry) =>
      entry.isFile() ? [{ path: `${folder}/${entry.name}`, text: readFileSync(join(minikernel, folder, entry.name), 'utf8') }] : [],
    ),
  );
}

const STAND_INS: Record<string, string> = {
  sgt: `#include <linux/dma-buf-mapping.h>

static struct sg_table *stand_in_map(struct dma_buf_attachment *attach, enum dma_data_direction dir)
{
	return NULL;
}

static void stand_in_unmap(struct dma_buf_attachment *attach, struct sg_table *table, enum dma_data_direction dir)
{
}

static const struct dma_buf_ops stand_in_sgt_ops = {
	DMA_BUF_SIMPLE_SGT_EXP_MATCH(stand_in_map, stand_in_unmap),
};

struct dma_buf_attachment *stand_in_sgt_attach(struct dma_buf *dmabuf, struct device *dev)
{
	return dma_buf_sgt_attach(dmabuf, dev);
}
`,
  pal: `#include <linux/dma-buf-mapping.h>
#include <linux/kernel.h>

static const struct dma_buf_mapping_pal_exp_ops stand_in_pal_exp_ops = {};

static int stand_in_match_mapping(struct dma_buf_match_args *args)
{
	const struct dma_buf_mapping_match match[] = {
		DMA_BUF_EMAPPING_PAL(&stand_in_pal_exp_ops),
	};

	return dma_buf_match_mapping(args, match, ARRAY_SIZE(match));
}

static const struct dma_buf_ops stand_in_pal_ops = {
	.match_mapping = stand_in_match_mapping,
};

struct dma_buf_attachment *stand_in_pal_attach(struct dma_buf *dmabuf)
{
	const struct dma_buf_mapping_match match[] = {
		DMA_BUF_IMAPPING_PAL(),
	};

	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, NULL);
}
`,
};

/** An exporter and an importer of one type (`sgt` or `pal`), or the core as it is when all drivers are converted (`new-only`). Throws for another name. */
function standIn(name: string): FixtureFile[] {
  if (name === 'new-only') return newOnlyFiles();
  const text = STAND_INS[name];
  if (text === undefined) throw new Error(`there is no stand-in ${name}`);
  return [{ path: `drivers/stand-in/${name}.c`, text }];
}

/** The core and its header as they are when all drivers are converted. */
export function newOnlyFiles(): FixtureFile[] {
  return NEW_ONLY.map(({ path, change }) => ({ path, text: change(sharedText(path)) }));
}

const NEW_ONLY: readonly { path: string; change: (text: string) => string }[] = [
  {
    path: 'include/linux/dma-buf.h',
    change: (text) => text.replace(/^struct dma_buf_ops \{[^}]*\}/m, (ops) => ops.replace(/^.*\b(?:un)?map_dma_buf\b.*\n/gm, '')),
  },
  {
    path: 'drivers/dma-buf/dma-buf.c',
    change: (text) =>
      text
        .replace('return ops->map_dma_buf && ops->unmap_dma_buf', 'return false')
        .replace(/^static struct sg_table \*compat_map[\s\S]*?^static const struct dma_buf_mapping_match compat_match.*\n/m, '')
        .replace('&compat_match, 1', 'NULL, 0'),
  },
];

function sharedText(path: string): string {
  return readFileSync(join(minikernel, path), 'utf8');
}
