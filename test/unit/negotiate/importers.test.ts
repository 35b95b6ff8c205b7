/** Who the importers are: wrappers and their callers, tables of functions, and what is handed over for importer ops. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Project } from '../../../engine/project.ts';
import { smallProject } from '../../support/small-project.ts';

const HEADER = `#include <linux/dma-buf-mapping.h>
#include <linux/kernel.h>
struct umem { struct dma_buf_attachment *attach; };
struct umem *umem_get(struct device *dev, struct dma_buf *dmabuf, const struct dma_buf_attach_ops *ops);
struct umem *umem_get_fd(struct device *dev, int fd);
struct umem *umem_get_two(struct device *dev, struct dma_buf *dmabuf, bool p2p);
`;
const P2P_OPS = 'static const struct dma_buf_attach_ops p2p_ops = { .allow_peer2peer = true };\n';
const PLAIN_OPS = 'static const struct dma_buf_attach_ops plain_ops = { .allow_peer2peer = false };\n';
const UMEM = `
struct umem *umem_get(struct device *dev, struct dma_buf *dmabuf, const struct dma_buf_attach_ops *ops)
{
	struct umem *umem = kzalloc(sizeof(*umem), GFP_KERNEL);

	if (!umem)
		return NULL;
	umem->attach = dma_buf_sgt_dynamic_attach(dmabuf, dev, ops, umem);
	return umem;
}
EXPORT_SYMBOL_GPL(umem_get);
`;

/** An exporter that needs peer-to-peer, so that what is handed over decides the outcome. */
const EXPORTER = `#include <linux/dma-buf-mapping.h>
static const struct dma_buf_mapping_sgt_exp_ops sgt_ops;
static int bar_match(struct dma_buf_match_args *args)
{
	struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT_P2P(&sgt_ops, NULL) };

	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));
}
const struct dma_buf_ops bar_ops = { .match_mapping = bar_match };
`;

function project(files: Record<string, string>): Promise<Project> {
  const all = Object.entries(files).map(([path, text]) => ({ path, text: path.endsWith('.h') ? text : `#include <umem.h>\n${text}` }));
  return smallProject([{ path: 'include/umem.h', text: HEADER }, { path: 'drivers/bar.c', text: EXPORTER }, ...all], []);
}

/** `id < path: ops`, with the tables. */
function lines(tree: Project): string[] {
  return tree.importers().map(({ id, via, callee, parameters, insteadOf, tables }) => {
    const path = [...(via ?? []).slice(1).map((step) => step.function), callee].join(' > ');
    const through = (tables ?? []).map(({ name, users }) => ` through ${[name, ...users].join(' ')}`);
    return `${id} > ${path}: ${parameters ?? '-'}${insteadOf ? ` where ${insteadOf} is NULL` : ''}${through.join('')}`;
  });
}

const cases: { name: string; files: Record<string, string>; importers: string[] }[] = [
  {
    name: 'callers of an exported wrapper, each with its ops',
    files: {
      'core/umem.c': UMEM,
      'drivers/a.c': `${P2P_OPS}struct umem *a_reg(struct device *dev, struct dma_buf *b) { return umem_get(dev, b, &p2p_ops); }`,
      'drivers/b.c': `${PLAIN_OPS}struct umem *b_reg(struct device *dev, struct dma_buf *b) { return umem_get(dev, b, &plain_ops); }`,
    },
    importers: [
      'drivers/a.c:a_reg > umem_get > dma_buf_sgt_dynamic_attach: p2p_ops',
      'drivers/b.c:b_reg > umem_get > dma_buf_sgt_dynamic_attach: plain_ops',
    ],
  },
  {
    name: 'a wrapper nobody calls is listed itself',
    files: { 'core/umem.c': UMEM },
    importers: ['core/umem.c:umem_get > dma_buf_sgt_dynamic_attach: unknown: `ops` of umem_get(), which is exported and nobody calls here'],
  },
  {
    name: 'a driver through two wrappers is one importer with a path; a driver with two calls is two',
    files: {
      'core/umem.c': `${UMEM}${P2P_OPS}
struct umem *umem_get_fd(struct device *dev, int fd) { return umem_get(dev, dma_buf_get(fd), &p2p_ops); }
EXPORT_SYMBOL_GPL(umem_get_fd);`,
      'drivers/a.c': `${PLAIN_OPS}
void a_reg(struct device *dev, struct dma_buf *b, int fd) { if (fd) umem_get_fd(dev, fd); else umem_get(dev, b, &plain_ops); }`,
    },
    importers: [
      'drivers/a.c:a_reg > umem_get_fd > umem_get > dma_buf_sgt_dynamic_attach: p2p_ops',
      'drivers/a.c:a_reg#2 > umem_get > dma_buf_sgt_dynamic_attach: plain_ops',
    ],
  },
  {
    name: 'statics of the same name are not the wrapper',
    files: {
      'drivers/a.c': `${UMEM.replaceAll('umem_get', 'hold').replace('struct umem *hold', 'static struct umem *hold')}${P2P_OPS}
void a_reg(struct device *dev, struct dma_buf *b) { hold(dev, b, &p2p_ops); }`,
      'drivers/b.c': 'static void hold(int a, int b, int c) { }\nvoid b_reg(void) { hold(1, 2, 3); }',
    },
    importers: ['drivers/a.c:a_reg > hold > dma_buf_sgt_dynamic_attach: p2p_ops'],
  },
  {
    name: 'a static helper that decides everything itself is the importer',
    files: {
      'drivers/a.c': `${P2P_OPS}
static void hold(struct device *dev, struct dma_buf *b) { dma_buf_sgt_dynamic_attach(b, dev, &p2p_ops, NULL); }
void a_reg(struct device *dev, struct dma_buf *b) { hold(dev, b); }`,
    },
    importers: ['drivers/a.c:hold > dma_buf_sgt_dynamic_attach: p2p_ops'],
  },
  {
    name: 'a flag that becomes part of the list makes a wrapper, the device in it does not',
    files: {
      'core/umem.c': `
static struct dma_buf_attachment *flagged(struct device *dev, struct dma_buf *b, bool p2p)
{
	struct dma_buf_mapping_match list[] = { DMA_BUF_IMAPPING_SGT(dev, p2p) };

	return dma_buf_mapping_attach(b, list, ARRAY_SIZE(list), NULL, NULL);
}
static struct dma_buf_attachment *fixed(struct device *dev, struct dma_buf *b)
{
	struct dma_buf_mapping_match list[] = { DMA_BUF_IMAPPING_SGT(dev, false) };

	return dma_buf_mapping_attach(b, list, ARRAY_SIZE(list), NULL, NULL);
}
void open_flagged(struct device *dev, struct dma_buf *b) { flagged(dev, b, true); }
void open_fixed(struct device *dev, struct dma_buf *b) { fixed(dev, b); }`,
    },
    importers: ['core/umem.c:fixed > dma_buf_mapping_attach: NULL', 'core/umem.c:open_flagged > flagged > dma_buf_mapping_attach: NULL'],
  },
  {
    name: 'where a helper is the default for a function pointer, nobody knows which callers have none',
    files: {
      'core/prime.c': `
void prime_import_dev(struct device *dev, struct dma_buf *b) { dma_buf_sgt_attach(b, dev); }
EXPORT_SYMBOL(prime_import_dev);
void prime_open(struct device *dev, int fd)
{
	struct dma_buf *b = dma_buf_get(fd);

	if (dev->driver->import)
		dev->driver->import(dev, b);
	else
		prime_import_dev(dev, b);
}
EXPORT_SYMBOL(prime_open);`,
      'drivers/a.c': `void prime_import_dev(struct device *dev, struct dma_buf *b);
void a_import(struct device *dev, struct dma_buf *b) { prime_import_dev(dev, b); }
const struct driver a_driver = { .import = a_import };`,
      'drivers/b.c': 'void prime_open(struct device *dev, int fd);\nvoid b_ioctl(struct device *dev, int fd) { prime_open(dev, fd); }',
    },
    importers: [
      'core/prime.c:prime_open > prime_import_dev > dma_buf_sgt_attach: - where dev->driver->import is NULL',
      'drivers/a.c:a_import > prime_import_dev > dma_buf_sgt_attach: - through a_driver.import',
    ],
  },
  {
    name: 'recursion ends, and a wrapper in a circle is listed itself',
    files: {
      'drivers/a.c': `
void spin(struct dma_buf *b, struct device *dev, const struct dma_buf_attach_ops *ops, int n);
static void turn(struct dma_buf *b, struct device *dev, const struct dma_buf_attach_ops *ops, int n) { spin(b, dev, ops, n - 1); }
void spin(struct dma_buf *b, struct device *dev, const struct dma_buf_attach_ops *ops, int n)
{
	if (n > 0)
		turn(b, dev, ops, n);
	else
		dma_buf_sgt_dynamic_attach(b, dev, ops, NULL);
}
${P2P_OPS}void go(struct dma_buf *b, struct device *dev) { spin(b, dev, &p2p_ops, 2); }`,
    },
    importers: ['drivers/a.c:go > spin > dma_buf_sgt_dynamic_attach: p2p_ops'],
  },
  {
    name: 'members, choices, locals and what a call gives are told in words of the source',
    files: {
      'core/umem.c': UMEM,
      'drivers/a.c': `${P2P_OPS}${PLAIN_OPS}
struct ctx { const struct dma_buf_attach_ops *ops; struct device *dev; };
const struct dma_buf_attach_ops *pick(struct ctx *c);
void by_choice(struct ctx *c, struct dma_buf *b) { umem_get(c->dev, b, b->size ? &p2p_ops : &plain_ops); }
void by_local(struct ctx *c, struct dma_buf *b) { const struct dma_buf_attach_ops *mine = &p2p_ops; umem_get(c->dev, b, mine); }
void by_null(struct ctx *c, struct dma_buf *b) { umem_get(c->dev, b, NULL); }
void by_pick(struct ctx *c, struct dma_buf *b) { umem_get(c->dev, b, pick(c)); }
static void by_member(struct ctx *c, struct dma_buf *b) { umem_get(c->dev, b, c->ops); }
const struct table t = { .go = by_member };`,
    },
    importers: [
      'drivers/a.c:by_choice > umem_get > dma_buf_sgt_dynamic_attach: p2p_ops or plain_ops',
      'drivers/a.c:by_local > umem_get > dma_buf_sgt_dynamic_attach: p2p_ops',
      'drivers/a.c:by_null > umem_get > dma_buf_sgt_dynamic_attach: NULL',
      'drivers/a.c:by_pick > umem_get > dma_buf_sgt_dynamic_attach: unknown: what pick(c) gives',
      'drivers/a.c:by_member > umem_get > dma_buf_sgt_dynamic_attach: c->ops through t.go',
    ],
  },
  {
    name: 'a wrapper that a table holds has callers that cannot be followed',
    files: {
      'drivers/a.c': `${P2P_OPS}
static void hold(struct dma_buf *b, struct device *dev, const struct dma_buf_attach_ops *ops) { dma_buf_sgt_dynamic_attach(b, dev, ops, NULL); }
void direct(struct dma_buf *b, struct device *dev) { hold(b, dev, &p2p_ops); }
const struct memops mem_ops = { .attach = hold };`,
      'drivers/b.c': 'extern const struct memops mem_ops;\nvoid b_init(struct queue *q) { q->ops = &mem_ops; }',
      'drivers/c.c': 'static const struct memops mem_ops = {};\nvoid c_init(struct queue *q) { q->ops = &mem_ops; }',
    },
    importers: [
      'drivers/a.c:hold > dma_buf_sgt_dynamic_attach: unknown: `ops` of hold(), which is called through mem_ops.attach through mem_ops.attach drivers/b.c',
      'drivers/a.c:direct > hold > dma_buf_sgt_dynamic_attach: p2p_ops',
    ],
  },
  {
    name: 'macros that call wrappers, and macros that fill tables',
    files: {
      'include/umem-macro.h': '#define umem_get_p2p(dev, b) umem_get(dev, b, &p2p_ops)\n#define DRIVER_OPS .import = a_reg\n',
      'core/umem.c': `#include <umem-macro.h>\n${UMEM}`,
      'drivers/a.c': `#include <umem-macro.h>\n${P2P_OPS}
static void a_reg(struct device *dev, struct dma_buf *b) { umem_get_p2p(dev, b); }
static const struct driver a_driver = { DRIVER_OPS };`,
    },
    importers: ['drivers/a.c:a_reg > umem_get > dma_buf_sgt_dynamic_attach: p2p_ops through a_driver.import'],
  },
  {
    name: 'a driver that attaches itself and through two wrappers is three importers',
    files: {
      'core/umem.c': UMEM,
      'core/two.c': UMEM.replaceAll('umem_get', 'umem_get_two'),
      'drivers/a.c': `${P2P_OPS}int a_reg(struct device *dev, struct dma_buf *b)
{
	dma_buf_sgt_dynamic_attach(b, dev, &p2p_ops, dev);
	umem_get(dev, b, &p2p_ops);
	return !umem_get_two(dev, b, &p2p_ops);
}
`,
    },
    importers: [
      'drivers/a.c:a_reg > dma_buf_sgt_dynamic_attach: p2p_ops',
      'drivers/a.c:a_reg#2 > umem_get > dma_buf_sgt_dynamic_attach: p2p_ops',
      'drivers/a.c:a_reg#3 > umem_get_two > dma_buf_sgt_dynamic_attach: p2p_ops',
    ],
  },
];

describe('importers', () => {
  for (const { name, files, importers } of cases) {
    it(name, async () => {
      assert.deepEqual(lines(await project(files)), importers);
    });
  }

  it('get the outcome of the ops they hand over', async () => {
    const tree = await project(cases[0]!.files);
    const outcomes = (importer: string) =>
      tree
        .cell(importer, 'drivers/bar.c:bar_ops')
        .outcomes.map(({ kind, type, errno, conditions }) => [kind, type ?? errno, ...conditions]);
    assert.deepEqual(outcomes('drivers/a.c:a_reg'), [
      ['matched', 'SGT', 'CONFIG_PCI_P2PDMA=y', 'pci_p2pdma_distance(...) >= 0'],
      ['error', 'EINVAL', 'pci_p2pdma_distance(...) < 0 or CONFIG_PCI_P2PDMA!=y'],
    ]);
    assert.deepEqual(outcomes('drivers/b.c:b_reg'), [['error', 'EINVAL']]);
  });

  it('follow the calls of their own way only', async () => {
    const tree = await project(cases[2]!.files);
    const kinds = (importer: string) => tree.cell(importer, 'drivers/bar.c:bar_ops').outcomes.map(({ kind }) => kind);
    assert.deepEqual(kinds('drivers/a.c:a_reg'), ['matched', 'error']);
    assert.deepEqual(kinds('drivers/a.c:a_reg#2'), ['error']);
  });

  it('are found again when a file of the way changes', async () => {
    const tree = await project(cases[0]!.files);
    const text = `#include <umem.h>\n${PLAIN_OPS}struct umem *a_reg(struct device *dev, struct dma_buf *b) { return umem_get(dev, b, &plain_ops); }`;
    tree.setFile('drivers/a.c', text);
    assert.deepEqual(
      tree.cell('drivers/a.c:a_reg', 'drivers/bar.c:bar_ops').outcomes.map(({ kind }) => kind),
      ['error'],
    );
    tree.setFile('drivers/a.c', '');
    tree.setFile('drivers/b.c', '');
    assert.deepEqual(lines(tree), cases[1]!.importers);
  });

  it('are counted in the hover of the attach call that they reach', async () => {
    const ask = async (files: Record<string, string>) => {
      const tree = await project({ 'core/umem.c': UMEM, ...files });
      const line = UMEM.split('dma_buf_sgt_dynamic_attach')[0]!.split('\n').length;
      return tree.hover('core/umem.c', { line, character: 20 })?.markdown.split('\n') ?? [];
    };
    const caller = (name: string, ops: string) =>
      `${P2P_OPS}${PLAIN_OPS}struct umem *${name}(struct device *dev, struct dma_buf *b) { return umem_get(dev, b, &${ops}); }`;
    const equal = await ask({ 'drivers/a.c': caller('a_reg', 'plain_ops'), 'drivers/b.c': caller('b_reg', 'plain_ops') });
    assert.equal(equal[0], 'no match with the only exporter');
    assert.match(equal.join('\n'), /Reached by 2 importers/);
    assert.match(equal.join('\n'), /^- no match \(EINVAL\): 1 exporter, /m);
    const differing = await ask({ 'drivers/a.c': caller('a_reg', 'plain_ops'), 'drivers/b.c': caller('b_reg', 'p2p_ops') });
    assert.match(differing[0]!, /^SGT with 1 of 2 pairs/);
  });

  it('are told at their own call if nobody serves them, though others that use the wrapper are served', async () => {
    const plain = 'struct dma_buf_mapping_match m[] = { DMA_BUF_IMAPPING_SGT(dev, true) };';
    const list = (name: string, entry: string) => `void ${name}(struct device *dev, struct dma_buf *b)
{
	${entry}
	hold(b, m, ARRAY_SIZE(m));
}
`;
    const core = `struct dma_buf_attachment *hold(struct dma_buf *b, const struct dma_buf_mapping_match *m, size_t n)
{
	return dma_buf_mapping_attach(b, m, n, NULL, NULL);
}
`;
    const lost = list('lost', 'struct dma_buf_mapping_match m[] = { DMA_BUF_IMAPPING_PAL() };');
    const served = await project({ 'drivers/a.c': `${core}${list('served', plain)}${lost}` });
    const places = (tree: Project) =>
      tree
        .findings()
        .filter(({ rule, location }) => rule === 'impossible-match' && location.file === 'drivers/a.c')
        .map(({ location: { file, range } }) => `${file}:${range.start.line}`);
    assert.deepEqual(places(served), ['drivers/a.c:13']);
    assert.deepEqual(places(await project({ 'drivers/a.c': `${core}${lost}` })), ['drivers/a.c:3']);
  });

  it('are sought by the names of wrappers, and of tables and ops that others can see', async () => {
    assert.deepEqual((await project(cases[9]!.files)).sought(), ['direct', 'mem_ops', 'bar_ops']);
    assert.deepEqual((await project(cases[2]!.files)).sought(), ['umem_get', 'umem_get_fd', 'bar_ops']);
  });
});
