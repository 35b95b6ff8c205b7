/** What comes out of one pair, construct by construct. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomesOf, type Sides } from '../../support/pair.ts';

const BOTH = `struct dma_buf_mapping_match list[] = { DMA_BUF_IMAPPING_SGT(dev, false), DMA_BUF_IMAPPING_PAL() };`;
const TAIL = 'return dma_buf_match_mapping(args, m, n);';

const cases: (Sides & { name: string; gives: string[] })[] = [
  { name: 'one plain entry on each side', gives: ['SGT 0/0'] },
  {
    name: 'the order of the exporter wins',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_PAL(&pal_ops), DMA_BUF_EMAPPING_SGT(&sgt_ops), };
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
    importer: BOTH,
    gives: ['PAL 0/1'],
  },
  { name: 'no type in common', importer: 'struct dma_buf_mapping_match list[] = { DMA_BUF_IMAPPING_PAL() };', gives: ['EINVAL'] },
  {
    name: 'more outcomes than anybody would read',
    exporter: `${Array.from({ length: 20 }, (_, errno) => `if (number() == ${errno}) return -${errno + 1};`).join('\n\t')}
	return -ENODEV;`,
    gives: ['unknown: 20 different outcomes: what the lists hold is not known'],
  },
  { name: 'an empty list', exporter: 'return dma_buf_match_mapping(args, NULL, 0);', gives: ['EINVAL'] },
  {
    name: 'a list at file scope',
    before: 'static const struct dma_buf_mapping_match fixed[] = { { .type = &dma_buf_mapping_pal_type, .exp_ops = &pal_ops.ops }, };',
    exporter: 'return dma_buf_match_mapping(args, fixed, ARRAY_SIZE(fixed));',
    importer: BOTH,
    gives: ['PAL 0/1'],
  },
  {
    name: 'a single exporter match',
    before: 'static const struct dma_buf_mapping_match only = { .type = &dma_buf_mapping_sgt_type, .exp_ops = &sgt_ops.ops };',
    ops: '.single_exporter_match = &only',
    gives: ['SGT 0/0'],
  },
  { name: 'the short form in the ops', ops: 'DMA_BUF_SIMPLE_SGT_EXP_MATCH(map, NULL)', gives: ['SGT 0/0'] },
  { name: 'old ops act as one plain entry', ops: '.map_dma_buf = map', gives: ['SGT 0/0'] },
  { name: 'ops without a matcher', ops: '.release = NULL', gives: ['EINVAL'] },
  {
    name: 'a counter under a condition',
    exporter: `struct dma_buf_mapping_match m[2]; unsigned int n = 0;
	if (ask_a()) m[n++] = DMA_BUF_EMAPPING_PAL(&pal_ops);
	m[n++] = DMA_BUF_EMAPPING_SGT(&sgt_ops);
	${TAIL}`,
    importer: BOTH,
    gives: ['PAL 0/1 when ask_a()', 'SGT 0/0 when !ask_a()'],
  },
  {
    name: 'a counter beside ARRAY_SIZE leaves an entry unset',
    exporter: `struct dma_buf_mapping_match m[2]; unsigned int n = 0;
	if (ask_a()) m[n++] = DMA_BUF_EMAPPING_PAL(&pal_ops);
	m[n++] = DMA_BUF_EMAPPING_SGT(&sgt_ops);
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
    importer: 'struct dma_buf_mapping_match list[] = { DMA_BUF_IMAPPING_PAL() };',
    gives: ['PAL 0/0 when ask_a()', 'uninitialized when !ask_a()'],
  },
  {
    name: 'two entries of one type, peer-to-peer first',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT_P2P(&sgt_ops, args->dmabuf->priv), DMA_BUF_EMAPPING_SGT(&sgt_ops), };
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
    importer: 'struct dma_buf_mapping_match list[] = { DMA_BUF_IMAPPING_SGT(dev, true) };',
    gives: [
      'SGT 0/0 P2P when CONFIG_PCI_P2PDMA=y and pci_p2pdma_distance(...) >= 0',
      'SGT 1/0 P2P when pci_p2pdma_distance(...) < 0 or CONFIG_PCI_P2PDMA!=y',
    ],
  },
  {
    name: 'an importer that takes no peer-to-peer',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT_P2P(&sgt_ops, args->dmabuf->priv) };
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
    gives: ['EINVAL'],
  },
  {
    name: 'if and else choose the list',
    exporter: `struct dma_buf_mapping_match m[1];
	if (ask_a()) m[0] = DMA_BUF_EMAPPING_PAL(&pal_ops); else m[0] = DMA_BUF_EMAPPING_SGT(&sgt_ops);
	return dma_buf_match_mapping(args, m, 1);`,
    importer: BOTH,
    gives: ['PAL 0/1 when ask_a()', 'SGT 0/0 when !ask_a()'],
  },
  {
    name: 'a conditional expression chooses the entry',
    exporter: `struct dma_buf_mapping_match m[] = { ask_a() ? DMA_BUF_EMAPPING_PAL(&pal_ops) : DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
    importer: BOTH,
    gives: ['PAL 0/1 when ask_a()', 'SGT 0/0 when !ask_a()'],
  },
  {
    name: 'the same question has the same answer',
    exporter: `struct dma_buf_mapping_match m[2]; unsigned int n = 0;
	if (ask_a()) m[n++] = DMA_BUF_EMAPPING_PAL(&pal_ops);
	if (!ask_a()) m[n++] = DMA_BUF_EMAPPING_SGT(&sgt_ops);
	${TAIL}`,
    importer: BOTH,
    gives: ['PAL 0/1 when ask_a()', 'SGT 0/0 when !ask_a()'],
  },
  {
    name: 'a contradiction is no path',
    exporter: `struct dma_buf_mapping_match m[1]; int x = number();
	if (x == 1) { if (x == 2) return -EIO; m[0] = DMA_BUF_EMAPPING_PAL(&pal_ops); } else m[0] = DMA_BUF_EMAPPING_SGT(&sgt_ops);
	return dma_buf_match_mapping(args, m, 1);`,
    importer: BOTH,
    gives: ['PAL 0/1 when number() == 1', 'SGT 0/0 when number() != 1'],
  },
  {
    name: 'ranges of numbers',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) }; int x = number();
	if (x < 10) { if (x > 20) return -EIO; if (x >= 10) return -EPERM; }
	return dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'switch with fall-through, a range and a default',
    exporter: `struct dma_buf_mapping_match m[2]; unsigned int n = 0;
	switch (number()) {
	case 1:
		m[n++] = DMA_BUF_EMAPPING_PAL(&pal_ops);
		fallthrough;
	case 2:
		m[n++] = DMA_BUF_EMAPPING_SGT(&sgt_ops);
		break;
	case 5 ... 7:
		return -EACCES;
	default:
		return -ENODEV;
	}
	${TAIL}`,
    importer: BOTH,
    gives: [
      'PAL 0/1 when number() == 1',
      'SGT 0/0 when number() == 2',
      'EACCES when number() >= 5 and number() < 8',
      'ENODEV when number() >= 8 or (number() != 1 and number() != 2 and number() < 5)',
    ],
  },
  {
    name: 'an early return',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	if (!args->dmabuf->priv) return -ENODEV;
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
    gives: ['SGT 0/0 when dmabuf->priv', 'ENODEV when !dmabuf->priv'],
  },
  {
    name: 'goto forward',
    exporter: `struct dma_buf_mapping_match m[1]; int ret;
	if (ask_a()) { ret = -EBUSY; goto out; }
	m[0] = DMA_BUF_EMAPPING_SGT(&sgt_ops);
	ret = dma_buf_match_mapping(args, m, 1);
out:
	return ret;`,
    gives: ['SGT 0/0 when !ask_a()', 'EBUSY when ask_a()'],
  },
  {
    name: 'a loop fills the list',
    exporter: `struct dma_buf_mapping_match m[3]; unsigned int n;
	for (n = 0; n < ARRAY_SIZE(m); n++) m[n] = n == 1 ? DMA_BUF_EMAPPING_PAL(&pal_ops) : DMA_BUF_EMAPPING_SGT(&sgt_ops);
	${TAIL}`,
    importer: 'struct dma_buf_mapping_match list[] = { DMA_BUF_IMAPPING_PAL() };',
    gives: ['PAL 1/0'],
  },
  {
    name: 'entries under #if and in code agree about the configuration',
    exporter: `struct dma_buf_mapping_match m[] = {
#if IS_ENABLED(CONFIG_THING)
		DMA_BUF_EMAPPING_PAL(&pal_ops),
#endif
		DMA_BUF_EMAPPING_SGT(&sgt_ops),
	};
	if (IS_ENABLED(CONFIG_THING) && ARRAY_SIZE(m) != 2) return -EIO;
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
    importer: BOTH,
    gives: ['PAL 0/1 when IS_ENABLED(CONFIG_THING)', 'SGT 0/0 when !IS_ENABLED(CONFIG_THING)'],
  },
  {
    name: 'designated indices out of order',
    exporter: `struct dma_buf_mapping_match m[] = { [1] = DMA_BUF_EMAPPING_SGT(&sgt_ops), [0] = DMA_BUF_EMAPPING_PAL(&pal_ops), };
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
    importer: BOTH,
    gives: ['PAL 0/1'],
  },
  {
    name: 'a compound literal as the list',
    exporter: 'return dma_buf_match_mapping(args, (struct dma_buf_mapping_match[]){ DMA_BUF_EMAPPING_SGT(&sgt_ops) }, 1);',
    gives: ['SGT 0/0'],
  },
  {
    name: 'the length as a division of sizes',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_PAL(&pal_ops), DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	return dma_buf_match_mapping(args, m, sizeof(m) / sizeof(m[0]));`,
    gives: ['SGT 1/0'],
  },
  {
    name: 'the size in bytes as the length',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_PAL(&pal_ops) };
	return dma_buf_match_mapping(args, m, sizeof(m));`,
    gives: ['out-of-bounds'],
  },
  {
    name: 'a pointer walks the list',
    exporter: `struct dma_buf_mapping_match m[2], *next = m;
	*next++ = DMA_BUF_EMAPPING_PAL(&pal_ops);
	*next++ = DMA_BUF_EMAPPING_SGT(&sgt_ops);
	return dma_buf_match_mapping(args, m, next - m);`,
    gives: ['SGT 1/0'],
  },
  {
    name: 'entries copied from entry to entry',
    exporter: `struct dma_buf_mapping_match m[2], one = DMA_BUF_EMAPPING_SGT(&sgt_ops);
	m[0] = one; m[1] = m[0]; m[0].type = &dma_buf_mapping_pal_type;
	return dma_buf_match_mapping(args, m, 2);`,
    gives: ['SGT 1/0'],
  },
  {
    name: 'a constructor of a constructor',
    before: `static inline struct dma_buf_mapping_match inner(void) { return DMA_BUF_EMAPPING_SGT(&sgt_ops); }
#define OUTER(pdev) ({ struct dma_buf_mapping_match made = inner(); made.sgt_data.exporting_p2p_device = (pdev); made; })
`,
    exporter: `struct dma_buf_mapping_match m[] = { OUTER(args->dmabuf->priv) };
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'a helper fills the list through a pointer',
    before: `static void fill(struct dma_buf_mapping_match *list, unsigned int *count) { list[(*count)++] = DMA_BUF_EMAPPING_SGT(&sgt_ops); }\n`,
    exporter: `struct dma_buf_mapping_match m[2]; unsigned int n = 0;
	fill(m, &n);
	${TAIL}`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'what an unknown function may have changed is not known',
    exporter: `struct dma_buf_mapping_match m[1] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) }; unsigned int n = 1;
	touch(&n);
	${TAIL}`,
    gives: ['SGT 0/0 when n != 0', 'EINVAL when n == 0'],
  },
  {
    name: 'a value that is positive is no error',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	int ret = dma_buf_match_mapping(args, m, ARRAY_SIZE(m));
	if (ret) return ret;
	return args->attach->map_type.sgt_data.importer_accepts_p2p = DMA_SGT_IMPORTER_ACCEPTS_P2P;`,
    gives: ['positive-return'],
  },
  {
    name: 'code after the match changes the result',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	int ret = dma_buf_match_mapping(args, m, ARRAY_SIZE(m));
	if (!ret && ask_a()) args->attach->map_type.sgt_data.importer_accepts_p2p = DMA_SGT_IMPORTER_ACCEPTS_P2P;
	return ret;`,
    gives: ['SGT 0/0 P2P when ask_a()', 'SGT 0/0 when !ask_a()'],
  },
  {
    name: 'a second list when the first does not fit',
    exporter: `struct dma_buf_mapping_match a[] = { DMA_BUF_EMAPPING_PAL(&pal_ops) }, b[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	int ret = dma_buf_match_mapping(args, a, 1);
	return ret == -EINVAL ? dma_buf_match_mapping(args, b, 1) : ret;`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'match answers with an errno that ends the search',
    before: `static int odd_match(struct dma_buf *dmabuf, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp) { return -ENOTSUPP; }
static void odd_finish(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp) { args->attach->map_type = *imp; }
static const struct dma_buf_mapping_type odd_type = { .name = "odd", .match = odd_match, .finish_match = odd_finish };
`,
    exporter: `struct dma_buf_mapping_match m[] = { { .type = &odd_type }, DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
    importer: 'struct dma_buf_mapping_match list[] = { DMA_BUF_IMAPPING_SGT(dev, false), { .type = &odd_type } };',
    gives: ['ENOTSUPP'],
  },
  {
    name: 'a type without finish_match',
    before: 'static const struct dma_buf_mapping_type bare_type = { .name = "bare" };\n',
    exporter: `struct dma_buf_mapping_match m[] = { { .type = &bare_type } };
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
    importer: 'struct dma_buf_mapping_match list[] = { { .type = &bare_type } };',
    gives: ['null-call'],
  },
  {
    name: 'NULL importer ops where they are read',
    importer: 'return dma_buf_sgt_dynamic_attach(dmabuf, dev, NULL, NULL);',
    gives: ['null-dereference'],
  },
  {
    name: 'importer ops that accept peer-to-peer',
    before: 'static const struct dma_buf_attach_ops attach_ops = { .allow_peer2peer = 1 };\n',
    importer: 'return dma_buf_sgt_dynamic_attach(dmabuf, dev, &attach_ops, NULL);',
    gives: ['SGT 0/0 P2P'],
  },
  {
    name: 'conditions before the attach call that do not matter are not told',
    importer: `struct dma_buf_mapping_match list[1]; struct dma_buf_attachment *attach;
	if (!dev) return ERR_PTR(-EINVAL);
	if (ask_b()) touch(dev);
	list[0] = ask_a() ? DMA_BUF_IMAPPING_PAL() : DMA_BUF_IMAPPING_SGT(dev, false);
	attach = dma_buf_mapping_attach(dmabuf, list, 1, NULL, NULL);
	return attach;`,
    gives: ['SGT 0/0 when !ask_a()', 'EINVAL when ask_a()'],
  },
  {
    name: 'a union member hides what another wrote',
    exporter: `struct dma_buf_mapping_match m[1] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	m[0].fabric_data.fabric_id = 1; m[0].sgt_data.exporter_requires_p2p = DMA_SGT_NO_P2P;
	return dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'a list on the heap',
    exporter: `struct dma_buf_mapping_match *m = kcalloc(2, sizeof(*m), GFP_KERNEL); unsigned int n = 0;
	if (!m) return -ENOMEM;
	m[n++] = DMA_BUF_EMAPPING_PAL(&pal_ops);
	m[n++] = DMA_BUF_EMAPPING_SGT(&sgt_ops);
	${TAIL}`,
    gives: ['SGT 1/0 when kcalloc(...)', 'ENOMEM when !kcalloc(...)'],
  },
  ...['kzalloc_objs(*m, 2)', 'kvmalloc_objs(*m, 2, GFP_KERNEL)', 'kzalloc_objs(struct dma_buf_mapping_match, 2)'].map((call) => ({
    name: `a list on the heap, by ${call}`,
    exporter: `struct dma_buf_mapping_match *m; unsigned int n = 0;
	m = ${call};
	if (!m) return -ENOMEM;
	m[n++] = (struct dma_buf_mapping_match)DMA_BUF_EMAPPING_PAL(&pal_ops);
	m[n++] = (struct dma_buf_mapping_match)DMA_BUF_EMAPPING_SGT(&sgt_ops);
	${TAIL}`,
    gives: [`SGT 1/0 when ${call.split('(')[0]}(...)`, `ENOMEM when !${call.split('(')[0]}(...)`],
  })),
  {
    name: 'a structure of the importer, by its variable',
    before: 'struct job { struct device *dev; struct dma_buf *buf; int pages[]; };',
    importer: `struct dma_buf_mapping_match list[] = { DMA_BUF_IMAPPING_SGT(dev, false) }; struct job *job, *other;
	job = kzalloc_obj(*job);
	other = kzalloc_flex(*other, pages, 8);
	if (!job || !other) return ERR_PTR(-ENOMEM);
	job->dev = dev;`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'what a macro that nobody knows does not read',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) }; struct dma_buf_attachment *none; int size;
	size = size_of_part(none->priv);
	return size ? dma_buf_match_mapping(args, m, ARRAY_SIZE(m)) : -ENOENT;`,
    gives: ['SGT 0/0 when size_of_part(...)', 'ENOENT when !size_of_part(...)'],
  },
  {
    name: 'what is read of NULL, whoever is handed it',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) }; struct dma_buf_attachment *none = NULL;
	if (ask_a()) none = kzalloc_obj(*none);
	else log_it(none->priv);
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
    gives: ['SGT 0/0 when ask_a()', 'null-dereference when !ask_a()'],
  },
  {
    name: 'what a function reads',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) }; struct dma_buf_attachment *none;
	touch(none->priv);
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
    gives: ['uninitialized'],
  },
  {
    name: 'a structure that begins with what may be NULL',
    before: 'struct params *current_params(void); struct test { struct params base; int pal; };',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_PAL(&pal_ops), DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	struct test *test = container_of(current_params(), struct test, base);
	if (test) return dma_buf_match_mapping(args, m, 1);
	return dma_buf_match_mapping(args, m + 1, 1);`,
    importer: BOTH,
    gives: ['PAL 0/1 when current_params()', 'SGT 0/0 when !current_params()'],
  },
  {
    name: 'the same, asked otherwise, and of what is known',
    before: `struct params { int any; }; struct test { struct params base; int pal; };
struct params *current_params(void);`,
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_PAL(&pal_ops), DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	struct params *given = current_params(), *none = NULL;
	if (container_of(none, struct test, base)) return -EIO;
	if (NULL == container_of(given, struct test, base)) return -ENOENT;
	if (!given || container_of(given, struct test, base) == NULL || !container_of(given, struct test, base)) return -ENODEV;
	return dma_buf_match_mapping(args, m, 1);`,
    importer: BOTH,
    gives: ['PAL 0/1 when current_params()', 'ENOENT when !current_params()'],
  },
  {
    name: 'a structure that holds it further on is there',
    before: `struct params { int any; }; struct test { int pal; struct params base; };
struct params *current_params(void);`,
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_PAL(&pal_ops), DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	struct test *test = container_of(current_params(), struct test, base);
	return dma_buf_match_mapping(args, m, test ? 1 : 2);`,
    importer: BOTH,
    gives: ['PAL 0/1'],
  },
  {
    name: 'a member of NULL, whose address is taken and which is read',
    before: 'struct params { int any; int level; }; struct test { int pal; struct params base; };',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) }; struct test *test = NULL;
	struct params *params = &test->base;
	if (!params) return -EIO;
	if (ask_a()) return params->level;
	return dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0 when !ask_a()', 'null-dereference when ask_a()'],
  },
  ...[
    '&test->level == &test->other',
    '&test->level == given',
    '(void *)&test->level == (void *)8',
    'IS_ERR(container_of(&test->pal, struct test, level))',
    '(unsigned long)&test->level > 8',
    '*(&test->level + 1)',
  ].map((condition) => ({
    name: `a member of NULL, with whose address something is computed: ${condition}`,
    before: 'struct test { int pal; int level; int other; }; int *given;',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) }; struct test *test = NULL;
	if (${condition}) return -EIO;
	return dma_buf_match_mapping(args, m, 1);`,
    gives: ['unknown: computes with an address near NULL'],
  })),
  {
    name: 'a member of NULL, of which is known that it is neither NULL nor something else',
    before: 'struct test { int pal; int level; } there;',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) }; struct test *test = NULL;
	if (&test->level == NULL || &test->level == &there.level || !(bool)&test->level || &test->level <= (int *)0) return -EIO;
	return dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'a member of NULL, whose place is not known',
    before: 'struct params { int any; };',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) }; struct params *params = NULL;
	if (!container_of(params, struct elsewhere, base)) return -EIO;
	return dma_buf_match_mapping(args, m, 1);`,
    gives: ['unknown: the place of `base` in its struct is not known'],
  },
  {
    name: 'a list as long as another array',
    exporter: `static const struct dma_buf_mapping_type *const types[] = { &dma_buf_mapping_pal_type, &dma_buf_mapping_sgt_type };
	struct dma_buf_mapping_match m[ARRAY_SIZE(types)] = {}; unsigned int n;
	for (n = 0; n < ARRAY_SIZE(types); n++) m[n].type = types[n];
	${TAIL}`,
    gives: ['SGT 1/0'],
  },
  {
    name: 'a truth value counts as a number',
    exporter: `struct dma_buf_mapping_match m[2]; bool near = ask_a();
	m[0] = DMA_BUF_EMAPPING_PAL(&pal_ops);
	if (near) m[1] = DMA_BUF_EMAPPING_SGT(&sgt_ops);
	return dma_buf_match_mapping(args, m, 1 + near);`,
    gives: ['SGT 1/0 when ask_a()', 'EINVAL when !ask_a()'],
  },
  {
    name: 'members of an anonymous union by position, in braces of their own',
    exporter: `struct dma_buf_mapping_match m[] = { { &dma_buf_mapping_sgt_type, &sgt_ops.ops, { .sgt_data = { .exporter_requires_p2p = DMA_SGT_EXPORTER_REQUIRES_P2P_DISTANCE } } },
		{ &dma_buf_mapping_sgt_type, NULL, { { NULL, NULL, 0, DMA_SGT_NO_P2P } } } };
	return dma_buf_match_mapping(args, m, 2);`,
    gives: ['SGT 1/0'],
  },
  {
    name: 'entries copied as memory',
    exporter: `struct dma_buf_mapping_match one = DMA_BUF_EMAPPING_SGT(&sgt_ops), m[2], all[] = { one, DMA_BUF_EMAPPING_PAL(&pal_ops) };
	memcpy(m, all, sizeof(m));
	memcpy(&m[0], &all[1], sizeof(m[0]));
	return dma_buf_match_mapping(args, m, 2);`,
    importer: BOTH,
    gives: ['PAL 0/1'],
  },
  {
    name: 'one entry set to zero leaves its neighbour',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_PAL(&pal_ops), DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	memset(&m[0], 0, sizeof(m[0]));
	m[0].type = &dma_buf_mapping_pal_type;
	return dma_buf_match_mapping(args, m, 2);`,
    gives: ['SGT 1/0'],
  },
  {
    name: 'a cast in front of parentheses or a sign',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) }; int one = 1, *where = &one;
	if ((u8)(255 + 1) || (u8)-1 * 2 != 510 || (u8)-one != 255 || (s8)*where != 1 || (u8)({ int more = 255; more + one; })) return -EIO;
	return dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'statements in a function that returns a struct',
    before: `static struct dma_buf_mapping_match choose(int far)
{
	struct dma_buf_mapping_match made = DMA_BUF_EMAPPING_SGT(&sgt_ops);
	if (far) made.type = &dma_buf_mapping_pal_type;
	return made;
}
`,
    exporter: `struct dma_buf_mapping_match m[] = { choose(0), choose(1) };
	return dma_buf_match_mapping(args, m, 2);`,
    importer: BOTH,
    gives: ['SGT 0/0'],
  },
  {
    name: 'enums are unsigned unless they have a negative enumerator',
    before: 'enum plain { PLAIN }; enum both { BELOW = -1, ABOVE };\n',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) }; enum plain a = -1; enum both b = -1;
	if (a < 1 || b > 0) return -EIO;
	return dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'numbers that are not decimal may be unsigned',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) }; int below = -1;
	if (below < 0x80000000 || below > 2147483648 || below < 037777777777 || -0x80000000 < 0) return -EIO;
	return dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'a conditional expression has one type for both sides',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) }; unsigned int some = 1;
	if ((ask_a() ? some : -1) < 0) return -EIO;
	if ((ask_a() ? 5 : -1) < 0) return -EPERM;
	return dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0 when ask_a()', 'EPERM when !ask_a()'],
  },
  {
    name: 'a case that leaves the switch is told apart from its neighbours',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	switch (number()) {
	case 1:
		if (ask_a()) return -EIO;
		break;
	case 2:
		return -EIO;
	}
	return dma_buf_match_mapping(args, m, 1);`,
    gives: [
      'SGT 0/0 when (number() == 1 and !ask_a()) or (number() != 1 and number() != 2)',
      'EIO when (number() == 1 and ask_a()) or number() == 2',
    ],
  },
  {
    name: 'likely() is one or zero',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_PAL(&pal_ops), DMA_BUF_EMAPPING_SGT(&sgt_ops) }; int two = 2;
	return dma_buf_match_mapping(args, m, likely(two) + unlikely(!two));`,
    importer: BOTH,
    gives: ['PAL 0/1'],
  },
  {
    name: 'elements without braces of their own',
    before: 'struct spot { int x, y; };\n',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	int grid[2][2] = { 1, 2, 3 }; struct spot spots[] = { 1, 2, { 3 }, 5, 6 }, pair[2] = { spots[0], { 8, 9 } };
	int more[2][2] = { min_t(u8, 7, 258), 4 }; struct spot grid_of[1][2] = { spots[0], spots[2] };
	if (more[0][0] != 2 || more[0][1] != 4 || more[1][1] || grid_of[0][1].y != 6) return -EBUSY;
	if (grid[1][0] != 3 || grid[1][1] || spots[2].y != 6 || ARRAY_SIZE(spots) != 3 || pair[0].y != 2 || pair[1].x != 8) return -EIO;
	return dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'macros that are statements',
    before: '#define SET(place, value) do { if ((value) > 0) (place) = (value); } while (0)\n#define BOTH(a, b) a = 1; b = 2\n',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_PAL(&pal_ops), DMA_BUF_EMAPPING_SGT(&sgt_ops) }; int n = 0, a, b;
	SET(n, 2);
	if (n == 2)
		SET(n, -1);
	BOTH(a, b);
	return a + b == 3 ? dma_buf_match_mapping(args, m, n) : -EIO;`,
    gives: ['SGT 1/0'],
  },
  {
    name: 'min_t and max_t compute in their type',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	if (min_t(u8, 256, 1) != 0 || max_t(unsigned int, -1, 1) != 0xffffffff || min_t(enum dma_sgt_p2p, -1, 1) != 1) return -EIO;
	return dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'a call in parentheses is no cast',
    before: '#define TWICE(x) ((x) + (x))\n#define LESS(x, y) ((x) - (y) * 2)\nstatic int three(void) { return 3; }\n',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_PAL(&pal_ops), DMA_BUF_EMAPPING_SGT(&sgt_ops) }; int n = (three()) - (three());
	return TWICE(three()) == 6 && LESS(three(), three()) == -3 && (three()) * n == 0 ? dma_buf_match_mapping(args, m, (three()) - 1) : -ENODEV;`,
    gives: ['SGT 1/0'],
  },
  {
    name: 'a pointer that is const itself is followed',
    before:
      'static int three(void) { return 3; }\nstatic int (*const direct)(void) = three;\nstatic const struct { int id; int (*call)(void); } table = { .call = three };\n',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	return direct() == 3 && (*table.call)() == 3 ? dma_buf_match_mapping(args, m, 1) : -EIO;`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'a pointer to what is const may point elsewhere later',
    before: 'static const int one = 1, two = 2;\nstatic const int *chosen = &one;\nvoid choose(void) { chosen = &two; }\n',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	return *chosen == 1 ? dma_buf_match_mapping(args, m, 1) : -EIO;`,
    gives: ['SGT 0/0 when (*chosen) == 1', 'EIO when (*chosen) != 1'],
  },
  {
    name: 'a static local that changes holds what an earlier call left',
    exporter: `static int calls = 0; static int limit = 2; struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	if (limit != 2) return -EIO;
	if (calls++ > 5) return -EBUSY;
	return dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0 when calls < 6', 'EBUSY when calls >= 6'],
  },
  {
    name: 'ranges of elements',
    before: '#define LAST 2\nstatic const int limits[] = { [0 ... LAST] = 7, 8, [5 ... 6] = 9 };\n',
    exporter: `struct dma_buf_mapping_match m[] = { [0 ... 1] = DMA_BUF_EMAPPING_PAL(&pal_ops), DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	if (limits[0] != 7 || limits[2] != 7 || limits[3] != 8 || limits[4] || limits[6] != 9 || ARRAY_SIZE(limits) != 7) return -EIO;
	return dma_buf_match_mapping(args, m, ARRAY_SIZE(m));`,
    gives: ['SGT 2/0'],
  },
  {
    name: 'a macro inside an argument of itself is read first',
    before:
      '#define TWICE(x) ((x) + (x))\n#define AGAIN(x) TWICE(x)\n#define SMALL(x) min_t(bool, x, 1)\n#define SMALLER(x) SMALL((x))\n#define MODE(x) SMALLER(x)\n',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_PAL(&pal_ops), DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	if (TWICE(TWICE(TWICE(1))) != 8 || TWICE(AGAIN(TWICE(2))) != 16 || AGAIN(min_t(bool, 7, 9)) != 2 || SMALLER(7) != 1 || MODE((max_t(enum dma_sgt_p2p, 7, 9))) != 1) return -EIO;
	return dma_buf_match_mapping(args, m, TWICE(AGAIN(1)) - 2);`,
    gives: ['SGT 1/0'],
  },
  {
    name: 'a number in the type of min_t',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	return max_t(unsigned int, 16, number()) == 16 ? dma_buf_match_mapping(args, m, 1) : -EIO;`,
    gives: ['SGT 0/0 when max(16u, (u32)number()) == 16', 'EIO when max(16u, (u32)number()) != 16'],
  },
  {
    name: 'a cast of a call, a member or an element in parentheses',
    before: 'static int big(int n) { return n + 256; }\nstatic int (*const call)(int) = big;\nstruct both { int a[2], b; };\n',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	struct both both = { { 257, 258 }, 259 }, *to = &both;
	if ((u8)(*call)(1) != 1 || (u8)(big)(2) != 2 || (u8)(to)->b != 3 || (u8)(to->a)[1] != 2 || (u8)(both.b)++ != 3 || both.b != 260) return -EIO;
	return dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'an attach call that control never reaches',
    importer: `struct dma_buf_mapping_match list[] = { DMA_BUF_IMAPPING_SGT(dev, false) }; int off = 1;
	if (off || ask_a()) return NULL;
	return dma_buf_mapping_attach(dmabuf, list, number(), NULL, NULL);`,
    gives: ['unknown: the attach call is not reached'],
  },
  {
    name: 'a negative number keeps its type beside an unsigned one',
    before: 'unsigned int amount(void);\n',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	return (amount() & 7) < (long)-3 ? -EIO : dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'what wraps around is told as what is taken away',
    before: 'unsigned int amount(void);\n',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	return amount() % 2 + 4294967295u ? -EIO : dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0 when (amount() % 2) - 1 == 0', 'EIO when (amount() % 2) - 1 != 0'],
  },
  {
    name: 'half the numbers of a type, added to a number that is negative in another',
    before: 'int amount(void);\n',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	unsigned int sum = 0x80000000 + amount();
	return sum < 3 ? -EIO : dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0 when amount() >= -2147483645', 'EIO when amount() < -2147483645'],
  },
  {
    name: 'a large number keeps its type beside one that may be negative',
    before: 'int amount(void);\n',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	long wide = amount() * 2;
	return wide == 0x80000000 ? -EIO : dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'minus in front of an unsigned number',
    before: 'int amount(void);\n#define max_t(type, a, b) ({ type x = (a); type y = (b); x > y ? x : y; })\n',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	return max_t(long, -0x80000000, amount() * 2) == 5 ? -EIO : dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0 when max(2147483648, (long)(amount() * 2)) != 5', 'EIO when max(2147483648, (long)(amount() * 2)) == 5'],
  },
  {
    name: 'the smallest number, taken from a difference',
    before: 'int amount(void);\nint other(void);\n',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	int least = (int)0x80000000;
	return other() < amount() + least ? -EIO : dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0 when other() >= (amount() + (int)0x80000000)', 'EIO when other() < (amount() + (int)0x80000000)'],
  },
  {
    name: 'bit-fields hold what fits into them',
    before: 'struct bits { unsigned int low : 2, : 3, high : 1 + 2; int sign : 1; bool flag : 1; };\n',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	struct bits b = { .low = 7, .high = 9, .sign = 1, .flag = 4 };
	b.low += 2;
	if (b.low != 1 || b.high != 1 || b.sign != -1 || b.flag != 1) return -EIO;
	return dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'goto backward, and a loop that is entered before it asks',
    exporter: `struct dma_buf_mapping_match m[3]; unsigned int n = 0, i = 0;
again:
	m[n++] = DMA_BUF_EMAPPING_PAL(&pal_ops);
	if (n < 2)
		goto again;
	do {
		m[n] = DMA_BUF_EMAPPING_SGT(&sgt_ops);
		if (i > 5)
			break;
	} while (++i < 3);
	return i == 3 ? dma_buf_match_mapping(args, m, n + 1) : -EIO;`,
    gives: ['SGT 2/0'],
  },
  {
    name: 'a function that calls itself',
    before: 'static int sum(int n) { return n > 0 ? n + sum(n - 1) : 0; }\nstatic int endless(int n) { return endless(n + 1); }\n',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	if (ask_a()) return endless(0);
	return sum(4) == 10 ? dma_buf_match_mapping(args, m, 1) : -EIO;`,
    gives: ['SGT 0/0 when !ask_a()', 'unknown: calls nested deeper than 24 when ask_a()'],
  },
  {
    name: 'a narrow object holds the low bits',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) }; u8 low = number();
	if (low == 0) return -EIO;
	return dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0 when (u8)number() != 0', 'EIO when (u8)number() == 0'],
  },
  {
    name: 'a negative number is large beside an unsigned one',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) }; unsigned int limit = 3;
	if (number() == -1 && number() < limit) return -EPERM;
	if (number() == limit) return -EIO;
	return dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0 when number() != 3', 'EIO when number() == 3'],
  },
  {
    name: 'conditions are C: what binds looser stands in parentheses',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	if ((number() & 3) == 1) return -EIO;
	if (number() * (number() + 1) > 5) return -EPERM;
	return dma_buf_match_mapping(args, m, 1);`,
    gives: [
      'SGT 0/0 when (number() & 3) != 1 and number() * (number() + 1) < 6',
      'EIO when (number() & 3) == 1',
      'EPERM when (number() & 3) != 1 and number() * (number() + 1) >= 6',
    ],
  },
  {
    name: 'a case behind a label',
    exporter: `struct dma_buf_mapping_match m[1];
	switch (number()) {
	case 1:
		goto plain;
	plain:
	case 2:
		m[0] = DMA_BUF_EMAPPING_SGT(&sgt_ops);
		return dma_buf_match_mapping(args, m, 1);
	}
	return -EIO;`,
    gives: ['SGT 0/0 when number() == 1 or number() == 2', 'EIO when number() != 1 and number() != 2'],
  },
  {
    name: 'a number taken from what nothing has set, and a member copied with it',
    exporter: `struct dma_buf_mapping_match m[1], n; unsigned int count = 1, other;
	m[0] = DMA_BUF_EMAPPING_SGT(&sgt_ops);
	n.exp_ops = m[0].exp_ops;
	m[0].exp_ops = n.exp_ops;
	if (ask_a()) count = other;
	return dma_buf_match_mapping(args, m, count);`,
    gives: ['SGT 0/0 when !ask_a()', 'uninitialized when ask_a()'],
  },
  {
    name: 'compiler builtins',
    exporter: `struct dma_buf_mapping_match m[2]; unsigned int n = __builtin_choose_expr(0, 2, 1);
	m[0] = DMA_BUF_EMAPPING_SGT(&sgt_ops);
	return dma_buf_match_mapping(args, m, __builtin_expect(n + 0, 2));`,
    gives: ['SGT 0/0'],
  },
  {
    name: 'a loop over a list of unknown length',
    exporter: `struct dma_buf_mapping_match m[] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) }; struct thing *thing; int found = 0;
	list_for_each_entry(thing, &args->dmabuf->attachments, node)
		found = 1;
	return found ? dma_buf_match_mapping(args, m, ARRAY_SIZE(m)) : -ENOENT;`,
    gives: [
      'SGT 0/0 when a turn of the loop over thing, &args->dmabuf->attachments, node and found != 0',
      'ENOENT when found == 0 or !(a turn of the loop over thing, &args->dmabuf->attachments, node)',
    ],
  },
  {
    name: 'a loop that does not end is not decided',
    exporter: `struct dma_buf_mapping_match m[1] = { DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	while (ask_a()) touch(m);
	return dma_buf_match_mapping(args, m, 1);`,
    gives: ['SGT 0/0 when !ask_a()', 'unknown: more than 64 turns of a loop when ask_a()'],
  },
];

for (const { name, gives, ...sides } of cases) {
  test(name, async () => {
    assert.deepEqual(await outcomesOf(sides), gives);
  });
}
