/** Hovers of callbacks, constructors and members: what the core promises them, read from the tree itself. The cursor is at $0. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallProject } from '../../support/small-project.ts';

const core = 'drivers/dma-buf/dma-buf-mapping.c';
const header = 'include/linux/dma-buf-mapping.h';

/** The hover at the cursor in a driver, which stands before `$0` in the text. */
async function at(marked: string): Promise<string | undefined> {
  const offset = marked.indexOf('$0');
  assert.ok(offset >= 0);
  const before = marked.slice(0, offset).split('\n');
  const text = `#include <linux/dma-buf-mapping.h>\n${marked.replace('$0', '')}`;
  const project = await smallProject([{ path: 'drivers/cam.c', text }], ['sgt', 'pal']);
  return project.hover('drivers/cam.c', { line: before.length, character: before.at(-1)!.length })?.markdown;
}

/** The hover at the first place of the shared files where `text` stands. */
async function inTree(file: string, text: string): Promise<string | undefined> {
  const project = await smallProject([], ['sgt', 'pal']);
  const before = project.text(file)!.split(text, 1)[0]!.split('\n');
  return project.hover(file, { line: before.length - 1, character: before.at(-1)!.length })?.markdown;
}

const finish = `\`dma_buf_match_mapping()\` calls it once, for the entries that fit; the reservation lock of the buffer is not held, and \`args->attach\` is still all zero.
It cannot refuse. It has to set the type; whatever it does not copy is lost.`;

test('a match callback tells what it answers, and what that means', async () => {
  assert.equal(
    await inTree(core, 'sgt_match('),
    `\`match\` of SGT: 0 if the entries fit, \`-EINVAL\` to give up, \`-EOPNOTSUPP\` to try the next entry

\`dma_buf_match_mapping()\` calls it during attach for each two entries of this type, in the exporter's order; the reservation lock of the buffer is not held.
It may read the buffer and both entries; it is not shown the attachment. \`-EOPNOTSUPP\` goes on with the next entry, any other errno fails the attach.`,
  );
});

test('finish_match tells which member comes from which side', async () => {
  assert.equal(
    await inTree(core, 'sgt_finish_match('),
    `\`finish_match\` of SGT: writes the result into \`attach->map_type\`

- from the exporter's entry: \`exp_ops\`, \`sgt_data.exporting_p2p_device\`, \`sgt_data.exporter_requires_p2p\`
- from the importer's entry: \`sgt_data.importing_dma_device\`, \`sgt_data.importer_accepts_p2p\`

${finish}`,
  );
});

test('finish_match tells what it drops, and what it makes up', async () => {
  const text = `
extern const struct dma_buf_mapping_type link_type;
static void link_finish$0(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *mine, const struct dma_buf_mapping_match *theirs)
{
	args->attach->map_type.type = &link_type;
	args->attach->map_type.exp_ops = mine->exp_ops;
	args->attach->map_type.fabric_data.port = 7;
}
const struct dma_buf_mapping_type link_type = { .name = "link", .finish_match = link_finish };
static const struct dma_buf_mapping_match link_entry = { .type = &link_type, .fabric_data = { .fabric_id = 3 } };
const struct dma_buf_ops link_ops = { .single_exporter_match = &link_entry };
`;
  assert.equal(
    await at(text),
    `\`finish_match\` of LINK: writes the result into \`attach->map_type\`

- from the exporter's entry: \`exp_ops\`
- otherwise: \`fabric_data.port = 7\`
- not kept of the exporter's entry: \`fabric_data.fabric_id\`

${finish}`,
  );
});

test('map callbacks tell who calls them, and under which lock', async () => {
  const owner = '[stand_in_sgt_ops](dmabuf-open:drivers/stand-in/sgt.c#12)';
  assert.equal(
    await inTree('drivers/stand-in/sgt.c', 'stand_in_map'),
    `\`map_dma_buf\` of SGT, for ${owner}

Called by \`dma_buf_sgt_map_attachment()\`, with the reservation lock of the buffer held.
Only for attachments that came out as SGT: \`attach->map_type\` is the agreed entry, and \`attach->dmabuf->priv\` the exporter's own.`,
  );
  assert.match(
    (await at(`static void cam_unmap(struct dma_buf_attachment *a, struct sg_table *t, enum dma_data_direction d) {}
static const struct dma_buf_mapping_sgt_exp_ops cam_ops = { .unmap_dma_buf = cam_un$0map };`)) ?? '',
    /^`unmap_dma_buf` of SGT\n\nCalled by `dma_buf_sgt_unmap_attachment\(\)`\.\n/,
  );
});

test('a local of the name of a callback says nothing', async () => {
  assert.equal(
    await at(`static void cam_unmap(struct dma_buf_attachment *a, struct sg_table *t, enum dma_data_direction d) {}
static const struct dma_buf_mapping_sgt_exp_ops cam_ops = { .unmap_dma_buf = cam_unmap };
int cam_use(int cam_unmap) { return cam_un$0map; }`),
    undefined,
  );
});

const keeps =
  '- SGT keeps `exporting_p2p_device`, `exporter_requires_p2p` of the exporter; `importing_dma_device`, `importer_accepts_p2p` of the importer';
const agreed = `The entry that importer and exporter agreed on.
\`finish_match\` of its type fills it in during attach, before \`dma_buf_match_mapping()\` returns 0; until then it is all zero.
\`.type\` tells which, \`.exp_ops\` leads to the exporter's ops for that type, the rest is data of the type.
${keeps}`;

test('map_type of an attachment whose attach call is known tells what comes out of that', async () => {
  const text = `int cam(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_attachment *a = dma_buf_sgt_attach(dmabuf, dev);

	return a->map$0_type.type == &dma_buf_mapping_sgt_type;
}`;
  assert.equal(await at(text), `SGT with 1 of 2 exporters\n\n${agreed}`);
});

test('map_type of any attachment tells the types there are', async () => {
  assert.equal(
    await at('const void *cam(struct dma_buf_attachment *a) { return a->map$0_type.type; }'),
    `SGT, or PAL: by who attached to what\n\n${agreed}`,
  );
});

test('map_type of another struct says nothing', async () => {
  assert.equal(await at('struct map { int map_type; }; int cam(struct map *map) { return map->map$0_type; }'), undefined);
});

test('exp_ops of an attachment tells the struct that each type has', async () => {
  assert.match(
    (await at('const void *cam(struct dma_buf_attachment *a) { return a->map_type.exp$0_ops; }')) ?? '',
    /^The exporter's ops of the type: `struct dma_buf_mapping_sgt_exp_ops` for SGT, `struct dma_buf_mapping_pal_exp_ops` for PAL\n/,
  );
});

test('data of an entry tells whose it is, who reads it and who sets it', async () => {
  const importers = `SGT data of the importer

\`sgt_match()\` decides by it whether two SGT entries fit.
\`sgt_finish_match()\` copies it from the importer's entry, so \`attach->map_type.sgt_data.importer_accepts_p2p\` has it.
\`DMA_BUF_IMAPPING_SGT()\` sets it.`;
  assert.equal(await inTree(core, 'importer_accepts_p2p'), importers);
  assert.equal(await inTree(header, 'importer_accepts_p2p'), importers);
  assert.equal(await inTree('include/linux/dma-buf.h', 'importer_accepts_p2p'), importers);
  assert.match((await inTree(core, 'exporter_requires_p2p')) ?? '', /^SGT data of the exporter: `DMA_SGT_NO_P2P` with 1 exporter\n/);
});

test('a member of that name in another struct says nothing', async () => {
  const other = 'struct cam { int port; }; int cam(struct cam *cam) { return cam->po$0rt; }';
  assert.equal(await at(other), undefined);
  assert.equal(await at('struct cam { int port; }; struct cam cam = { .po$0rt = 1 };'), undefined);
});
