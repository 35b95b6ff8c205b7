/** Inlay hints, code lenses and colours, written into the text: hints as ⟦label⟧, colours as kind(word), lenses as lines of their own. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FileAnnotations } from '../../engine/answers.ts';
import { smallProject } from '../support/small-project.ts';

const file = 'drivers/cam.c';

async function annotated(text: string, counterparts: readonly string[], others: Record<string, string> = {}): Promise<FileAnnotations> {
  const more = Object.entries(others).map(([path, text]) => ({ path, text }));
  const project = await smallProject([{ path: file, text }, ...more], counterparts);
  return project.annotations(file);
}

/** The text with its hints in it. */
function withHints(text: string, { hints }: FileAnnotations): string {
  const lines = text.split('\n');
  for (const { position, label, side } of [...hints].reverse()) {
    const line = lines[position.line]!;
    const mark = side === 'after' ? ` ⟦${label}⟧` : `⟦${label}⟧ `;
    lines[position.line] = line.slice(0, position.character) + mark + line.slice(position.character);
  }
  return lines.join('\n');
}

const hinted = async (text: string, counterparts: readonly string[] = ['sgt', 'pal']) =>
  withHints(text, await annotated(text, counterparts)).trim();

const lenses = async (text: string, counterparts: readonly string[] = ['sgt', 'pal']) => {
  const found = await annotated(text, counterparts);
  return found.lenses.map(({ range, title, of }) => `${range.start.line + 1} ${of}: ${title}`);
};

const headers = '#include <linux/dma-buf-mapping.h>\n#include <linux/kernel.h>\n';

const importer = (entries: string) => `${headers}
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match match[] = { ${entries} };

	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, NULL);
}
`;

const exporter = (body: string) => `${headers}
static const struct dma_buf_mapping_sgt_exp_ops cam_sgt_ops = {};
static const struct dma_buf_mapping_pal_exp_ops cam_pal_ops = {};

static int cam_match(struct dma_buf_match_args *args)
{
	${body}
}

static const struct dma_buf_ops cam_ops = { .match_mapping = cam_match };
`;

const attached = (label: string) => `ARRAY_SIZE(match), NULL, NULL) ⟦${label}⟧;`;

describe('inlay hints', () => {
  it('tell the type at an attach call', async () => {
    assert.ok((await hinted(importer('DMA_BUF_IMAPPING_PAL()'))).includes(attached('→ PAL')));
  });

  it('count types where several may come out', async () => {
    assert.ok((await hinted(importer('DMA_BUF_IMAPPING_PAL(), DMA_BUF_IMAPPING_SGT(dev, false)'))).includes(attached('→ 2 types')));
  });

  it('tell an attach call that nobody can serve, and its entry that nobody chooses', async () => {
    const text = await hinted(importer('DMA_BUF_IMAPPING_PAL()'), ['sgt']);
    assert.ok(text.includes(attached('→ no match')), text);
    assert.ok(text.includes('DMA_BUF_IMAPPING_PAL() ⟦never chosen⟧ }'), text);
  });

  it('tell the place of an entry where the order of an exporter decides', async () => {
    const list = 'struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_PAL(&cam_pal_ops), DMA_BUF_EMAPPING_SGT(&cam_sgt_ops) };';
    const text = await hinted(exporter(`${list}\n\n\treturn dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`));
    assert.ok(text.includes('{ ⟦[0]⟧ DMA_BUF_EMAPPING_PAL(&cam_pal_ops), ⟦[1]⟧ DMA_BUF_EMAPPING_SGT(&cam_sgt_ops) }'), text);
  });

  it('tell every place that an entry may have', async () => {
    const text = await hinted(
      exporter(`struct dma_buf_mapping_match m[2];
	unsigned int n = 0;

	if (args->dmabuf->size > 4096)
		m[n++] = DMA_BUF_EMAPPING_PAL(&cam_pal_ops);
	m[n++] = DMA_BUF_EMAPPING_SGT(&cam_sgt_ops);
	return dma_buf_match_mapping(args, m, n);`),
    );
    assert.match(text, /⟦\[0\]⟧ [^\n]*PAL/);
    assert.match(text, /⟦\[0\] or \[1\]⟧ [^\n]*SGT/);
  });

  it('tell no place of the only entry, nor of entries of an importer', async () => {
    const one = 'struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&cam_sgt_ops) };\n\n\treturn dma_buf_match_mapping(args, m, 1);';
    assert.doesNotMatch(await hinted(exporter(one)), /⟦\[/);
    assert.doesNotMatch(await hinted(importer('DMA_BUF_IMAPPING_PAL(), DMA_BUF_IMAPPING_SGT(dev, false)')), /⟦\[/);
  });

  it('claim no entry unchosen where a counterpart is not decided, or ends in a call of NULL behind it', async () => {
    const bare = `${headers}
struct dma_buf_mapping_type bare_type = { .name = "bare" };
static const struct dma_buf_mapping_match bare_entry = { .type = &bare_type };
const struct dma_buf_ops bare_ops = { .single_exporter_match = &bare_entry };
`;
    const text = importer('{ .type = &bare_type }').replace(headers, `${headers}extern struct dma_buf_mapping_type bare_type;\n`);
    const found = await annotated(text, [], { 'drivers/bare.c': bare });
    assert.doesNotMatch(withHints(text, found), /never chosen/);
  });
});

describe('code lenses', () => {
  it('count who can serve an attach call', async () => {
    assert.deepEqual(await lenses(importer('DMA_BUF_IMAPPING_PAL()')), ['8 importer: 1 of 2 exporters match · PAL']);
  });

  it('count who can attach to an exporter', async () => {
    const list = 'struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_PAL(&cam_pal_ops), DMA_BUF_EMAPPING_SGT(&cam_sgt_ops) };';
    assert.deepEqual(await lenses(exporter(`${list}\n\n\treturn dma_buf_match_mapping(args, m, 2);`)), [
      '14 exporter: 2 of 2 importers match · PAL with 1, SGT with 1',
    ]);
  });

  it('tell at a helper how many come through it', async () => {
    const text = `${headers}
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev, const struct dma_buf_attach_ops *ops)
{
	return dma_buf_sgt_dynamic_attach(dmabuf, dev, ops, NULL);
}

static const struct dma_buf_attach_ops ops;
struct dma_buf_attachment *one(struct dma_buf *dmabuf, struct device *dev) { return cam_attach(dmabuf, dev, &ops); }
struct dma_buf_attachment *two(struct dma_buf *dmabuf, struct device *dev) { return cam_attach(dmabuf, dev, &ops); }
`;
    assert.deepEqual(await lenses(text, ['sgt']), [
      '6 importer: reached by 2 importers · 2 of 2 pairs match · SGT',
      '10 importer: 1 of 1 exporter matches · SGT',
      '11 importer: 1 of 1 exporter matches · SGT',
    ]);
  });
});

describe('a tree without mapping types', () => {
  it('has no hints, and no lens that would say what all of them say', async () => {
    const { Project } = await import('../../engine/project.ts');
    const { sharedParser } = await import('../support/small-project.ts');
    const project = new Project(await sharedParser());
    project.setFile(file, 'int cam(struct dma_buf *buf, struct device *dev) { return PTR_ERR_OR_ZERO(dma_buf_attach(buf, dev)); }\n');
    project.setFile(
      'drivers/heap.c',
      'static const struct dma_buf_ops heap_ops = { .map_dma_buf = heap_map, .unmap_dma_buf = heap_unmap };\n',
    );
    const { hints, lenses, words } = project.annotations(file);
    assert.deepEqual([hints, lenses, words.map(({ kind }) => kind)], [[], [], ['attachCall']]);
    assert.deepEqual(project.annotations('drivers/heap.c').lenses, []);
  });
});

describe('coloured words', () => {
  it('are types, constructors by side, attach calls and ops, and no local of the same name', async () => {
    const text = `${importer('DMA_BUF_IMAPPING_PAL(), { .type = &dma_buf_mapping_sgt_type }')}
static const struct dma_buf_ops cam_ops = { DMA_BUF_SIMPLE_SGT_EXP_MATCH(cam_map, cam_unmap) };
void cam_local(int cam_ops) { use(cam_ops, "dma_buf_mapping_sgt_type"); /* DMA_BUF_IMAPPING_PAL */ }
`;
    const lines = text.split('\n');
    const { words } = await annotated(text, ['sgt', 'pal']);
    assert.deepEqual(
      words.map(({ range: { start, end }, kind, side }) => [lines[start.line]!.slice(start.character, end.character), kind, side]),
      [
        ['DMA_BUF_IMAPPING_PAL', 'constructor', 'importer'],
        ['dma_buf_mapping_sgt_type', 'mappingType', undefined],
        ['dma_buf_mapping_attach', 'attachCall', undefined],
        ['cam_ops', 'exporterOps', undefined],
        ['DMA_BUF_SIMPLE_SGT_EXP_MATCH', 'constructor', 'exporter'],
      ],
    );
  });
});
