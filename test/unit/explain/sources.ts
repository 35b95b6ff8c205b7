/** A marked tree for hovers and definitions: one converted exporter with a list, one with a single entry, two importers. */
import type { Outcome } from '../../../engine/answers.ts';
import { type HandMade, handMade } from '../../support/hand-made.ts';

const header = `
struct dma_buf_mapping_match { const struct dma_buf_mapping_type *type; const void *exp_ops; int extra; };
extern const struct dma_buf_mapping_type [|/*typeDeclared*/dma_buf_mapping_sgt_type|];
struct sgt_exp_ops { int ops; };
static inline struct dma_buf_mapping_match [|/*importerMaker*/DMA_BUF_IMAPPING_SGT|](struct device *dev, bool p2p)
{
	return (struct dma_buf_mapping_match){ .type = &[|/*typeInMaker*/dma_buf_mapping_sgt_type|], .extra = p2p };
}
#define [|/*exporterMaker*/DMA_BUF_EMAPPING_SGT|](_ops) ((struct dma_buf_mapping_match){ .type = &dma_buf_mapping_sgt_type, .exp_ops = (_ops) })
static inline struct dma_buf_mapping_match [|/*nestedMaker*/DMA_BUF_EMAPPING_SGT_P2P|](const struct sgt_exp_ops *ops)
{
	struct dma_buf_mapping_match match = DMA_BUF_EMAPPING_SGT(ops);
	return match;
}
#define [|/*simple*/SIMPLE_MATCH|](_map) .single_exporter_match = &((const struct dma_buf_mapping_match){ .type = &dma_buf_mapping_sgt_type })
#define PLAIN(x) ((x) + 1)
`;

const core = `
#include "map.h"
static int [|/*typeMatch*/sgt_match|](void) { return 0; }
static void sgt_finish(void) { }
const struct dma_buf_mapping_type [|/*type*/dma_buf_mapping_sgt_type|] = { .name = "SGT", .match = [|/*matchNamed*/sgt_match|], .finish_match = sgt_finish };
struct dma_buf_attachment *[|/*attachDefined*/dma_buf_mapping_attach|](void *buf, const void *list, int length) { return 0; }
int [|/*coreDefined*/dma_buf_match_mapping|](void *args, const void *list, int length) { return args->[|/*memberInCore*/single_exporter_match|]; }
`;

const exporter = `
#include "map.h"
static int [|/*mapDefined*/bo_map|](void) { return 0; }
static const struct sgt_exp_ops [|/*expOps*/bo_exp_ops|] = { .ops = [|/*inExpOps*/bo_map|] };
static int [|/*callbackDefined*/bo_match|]([|/*argument*/void *args|])
{
	/* [|/*inComment*/list|] and "[|/*inString*/list|]" */
	struct dma_buf_mapping_match [|/*list*/list|][2];
	int [|/*local*/bo_map|] = 0;
	[|/*use*/list|][0] = [|/*first*/[|/*made*/DMA_BUF_EMAPPING_SGT_P2P|][|/*opening*/(|]&[|/*inArgument*/bo_exp_ops|])|];
	list[1] = [|/*second*/(struct dma_buf_mapping_match){ .[|/*member*/type|] = &[|/*typeInEntry*/dma_buf_mapping_sgt_type|], .extra = [|/*localInEntry*/bo_map|] }|];
	args->[|/*sameMember*/list|] = PLAIN([|/*localUse*/bo_map|]);
	return [|/*call*/dma_buf_match_mapping(args, list, 2)|];
}
static const struct dma_buf_ops [|/*ops*/bo_ops|] = {
	.[|/*callbackMember*/match_mapping|] = [|/*callback*/bo_match|],
	.release = [|/*release*/bo_release|],
};
void bo_use(struct foo *[|/*parameter*/list|]) { register_ops(&[|/*opsUse*/bo_ops|]); [|/*unrelated*/kfree|](list); }
int bo_wrap(void *args) { return [|/*coreElsewhere*/dma_buf_match_mapping|](args, 0, 0); }
void bo_other(struct foo *bo_ops) { use([|/*shadowed*/bo_ops|]); }
static void [|/*releaseDefined*/bo_release|](void) { }
`;

const heap = `
#include "map.h"
static const struct dma_buf_ops [|/*heapOps*/heap_ops|] = { [|/*simpleUse*/[|/*simpleName*/SIMPLE_MATCH|](heap_map)|], };
static const struct dma_buf_ops [|/*otherOps*/other_ops|] = { .[|/*single*/single_exporter_match|] = &other_entry };
`;

const importers = `
#include "map.h"
int net_import(void *buf, struct device *dev)
{
	const struct dma_buf_mapping_match [|/*asked*/list|][] = { [|/*askedEntry*/[|/*askedMade*/DMA_BUF_IMAPPING_SGT|](dev, true)|] };
	return [|/*attachCall*/[|/*attach*/dma_buf_mapping_attach|][|/*attachOpen*/(|]buf, list, [|/*size*/ARRAY_SIZE|](list)|][|/*attachClose*/)|];
}
int old_import(void *buf, struct device *dev) { return [|/*oldAttach*/dma_buf_attach|](buf, dev); }
`;

const distance = 'pci_p2pdma_distance(...)';
const p2p: Outcome[] = [
  { kind: 'matched', type: 'SGT', exporterEntry: 0, importerEntry: 0, p2p: 'yes', conditions: [`${distance} >= 0`] },
  { kind: 'matched', type: 'SGT', exporterEntry: 1, importerEntry: 0, p2p: 'no', conditions: [`${distance} < 0`] },
];
const sgt: Outcome[] = [{ kind: 'matched', type: 'SGT', exporterEntry: 0, importerEntry: 0, p2p: 'no', conditions: [] }];
const none: Outcome[] = [{ kind: 'error', errno: 'EINVAL', conditions: [] }];

/** The tree with the outcomes that its code has. */
export function sampleTree(): Promise<HandMade> {
  const type = 'dma_buf_mapping_sgt_type';
  return handMade(
    { 'include/map.h': header, 'drivers/core.c': core, 'drivers/bo.c': exporter, 'drivers/heap.c': heap, 'net/import.c': importers },
    {
      types: [{ name: type, label: 'SGT', match: 'sgt_match', finishMatch: 'sgt_finish', expOpsTag: 'sgt_exp_ops' }],
      exporters: [
        {
          name: 'bo_ops',
          match: 'callback',
          callback: 'bo_match',
          offers: [
            {
              call: 'call',
              list: 'list',
              elements: 2,
              entries: [
                { type, fields: { 'sgt_data.needs_p2p': 'NEEDS_P2P', 'sgt_data.device': 'pdev' }, origin: 'first', made: 'made' },
                { type, origin: 'second' },
              ],
            },
          ],
        },
        {
          name: 'heap_ops',
          match: 'single',
          offers: [{ call: 'simpleUse', entries: [{ type, origin: 'simpleUse', made: 'simpleName' }] }],
        },
        { name: 'other_ops', match: 'single' },
      ],
      importers: [
        {
          function: 'net_import',
          asks: [{ call: 'attachCall', list: 'asked', elements: 1, entries: [{ type, origin: 'askedEntry', made: 'askedMade' }] }],
        },
        { function: 'old_import' },
      ],
      cell: (importer, name) => (name === 'other_ops' ? none : name === 'bo_ops' && importer === 'net_import' ? p2p : sgt),
    },
  );
}
