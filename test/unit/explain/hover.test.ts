import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { definition } from '../../../engine/explain/definition.ts';
import { hover } from '../../../engine/explain/hover.ts';
import { type HandMade, handMade } from '../../support/hand-made.ts';
import { sampleTree } from './sources.ts';

const bo = '[bo_ops](dmabuf-open:drivers/bo.c#15)';
const heap = '[heap_ops](dmabuf-open:drivers/heap.c#3)';
const other = '[other_ops](dmabuf-open:drivers/heap.c#4)';
const net = '[net_import](dmabuf-open:net/import.c#6)';
const old = '[old_import](dmabuf-open:net/import.c#8)';
const sgt = '[SGT](dmabuf-open:drivers/core.c#5)';
const distance = '`pci_p2pdma_distance(...) >= 0`';

const boGroups = `- SGT, P2P when ${distance}; otherwise SGT: 1 importer, ${net}
- SGT: 1 importer, ${old}`;

const boOffers = `Offers SGT (\`needs_p2p = NEEDS_P2P\`), then SGT.
Where several entries fit, the exporter's order decides.`;

const netGroups = `- SGT, P2P when ${distance}; otherwise SGT: 1 exporter, ${bo}
- SGT: 1 exporter, ${heap}
- no match (EINVAL): 1 exporter, ${other}`;

/** Marks that have one hover in common, and that hover. */
const texts: [string[], string][] = [
  [
    ['attach', 'attachOpen', 'attachClose'],
    `SGT with 2 of 3 exporters; P2P with 1 when ${distance}

Asks for SGT.

${netGroups}`,
  ],
  [
    ['oldAttach'],
    `SGT with 2 of 3 exporters

\`dma_buf_attach()\` asks for one SGT entry.

- SGT: 2 exporters, ${bo}, ${heap}
- no match (EINVAL): 1 exporter, ${other}`,
  ],
  [
    ['list', 'use'],
    `SGT with 2 of 2 importers; P2P with 1 when ${distance}

Exporter list of ${bo}. It has room for 2 entries.
Holds SGT (\`needs_p2p = NEEDS_P2P\`), then SGT.

${boGroups}`,
  ],
  [
    ['asked'],
    `SGT with 2 of 3 exporters; P2P with 1 when ${distance}

Importer list of ${net}. It has room for 1 entry.
Holds SGT.

${netGroups}`,
  ],
  [
    ['first', 'made', 'opening'],
    `Entry 0 (of 2): SGT; chosen with 2 of 2 importers

Exporter entry of ${bo}, made by the function [DMA_BUF_EMAPPING_SGT_P2P](dmabuf-open:include/map.h#10).
Sets \`needs_p2p = NEEDS_P2P\`.

- always: 1 importer, ${old}
- under conditions: 1 importer, ${net}`,
  ],
  [
    ['second', 'member'],
    `Entry 1 (of 2): SGT; chosen with 1 of 2 importers

Exporter entry of ${bo}.

- under conditions: 1 importer, ${net}`,
  ],
  [
    ['askedEntry', 'askedMade'],
    `Entry 0 (of 1): SGT; chosen with 2 of 3 exporters

Importer entry of ${net}, made by the function [DMA_BUF_IMAPPING_SGT](dmabuf-open:include/map.h#5).

- always: 2 exporters, ${bo}, ${heap}`,
  ],
  [
    ['importerMaker'],
    `An importer entry of type ${sgt}, used by 1 importer

A function that takes \`struct device *dev\`, \`bool p2p\`.
Used before the attach call; it needs no lock. The list may be on the stack, but the attachment keeps copies of the pointers: what they lead to has to outlive it.

- 1 importer: ${net}`,
  ],
  [
    ['exporterMaker'],
    `An exporter entry of type ${sgt}, used by 1 exporter

A macro that takes \`_ops\`.
Used in \`match_mapping\`, or for a list at file scope; it needs no lock. The list may be on the stack, but the attachment keeps copies of the pointers: what they lead to has to outlive it.

- 1 exporter: ${bo}`,
  ],
  [
    ['simple'],
    `A match entry of type ${sgt}, used by 1 exporter

A macro that takes \`_map\`; it writes the whole \`.single_exporter_match\` initialiser.
It needs no lock and runs no code: ops that are \`const\` and at file scope can have it.

- 1 exporter: ${heap}`,
  ],
  [
    ['type', 'typeDeclared', 'typeInMaker', 'typeInEntry'],
    `SGT: offered by 2 of 3 exporters, asked for by 2 of 2 importers

\`sgt_match()\` decides whether two entries of this type fit; \`sgt_finish()\` writes the result into \`attach->map_type\`.
Exporters bring a \`struct sgt_exp_ops\`.

- 2 exporters: ${bo}, ${heap}
- 2 importers: ${net}, ${old}`,
  ],
  [
    ['ops', 'opsUse'],
    `SGT with 2 of 2 importers; P2P with 1 when ${distance}

${boOffers}

${boGroups}`,
  ],
  [
    ['callback', 'callbackMember'],
    `SGT with 2 of 2 importers; P2P with 1 when ${distance}

\`match_mapping\` of ${bo}. The core calls it during attach: the reservation lock of the buffer is not held, and \`args->attach\` is still all zero.
It returns what \`dma_buf_match_mapping()\` says, or a negative errno.
${boOffers}

${boGroups}`,
  ],
  [
    ['typeMatch', 'matchNamed'],
    `\`match\` of SGT: what it answers could not be read

\`dma_buf_match_mapping()\` calls it during attach for each two entries of this type, in the exporter's order; the reservation lock of the buffer is not held.
It may read the buffer and both entries; it is not shown the attachment. \`-EOPNOTSUPP\` goes on with the next entry, any other errno fails the attach.`,
  ],
  [
    ['single'],
    `no match with any of 2 importers

The core matches this one entry; no \`match_mapping\` callback runs.
Offers one entry that could not be read.

- no match (EINVAL): 2 importers, ${net}, ${old}`,
  ],
];

const silent = [
  'inComment',
  'inString',
  'sameMember',
  'memberInCore',
  'parameter',
  'unrelated',
  'local',
  'localUse',
  'localInEntry',
  'shadowed',
  'inArgument',
  'release',
  'size',
  'attachDefined',
];

describe('hover', () => {
  let tree: HandMade;
  before(async () => {
    tree = await sampleTree();
  });

  for (const [marks, text] of texts) {
    for (const mark of marks) {
      it(`answers at ${mark}`, () => {
        const { file, start } = tree.at(mark);
        assert.equal(hover(tree.analysis, file, start)?.markdown, text);
      });
    }
  }

  for (const mark of silent) {
    it(`says nothing at ${mark}`, () => {
      const { file, start } = tree.at(mark);
      assert.equal(hover(tree.analysis, file, start), undefined);
    });
  }

  it('is about the token under the cursor, also just behind it', () => {
    const at = tree.at('attach');
    const { range } = tree.analysis.location(at);
    assert.deepEqual(hover(tree.analysis, at.file, at.end - 1)?.range, range);
    assert.deepEqual(hover(tree.analysis, tree.at('ops').file, tree.at('ops').end)?.range, tree.analysis.location(tree.at('ops')).range);
  });

  it('says nothing in a file that is not known, and outside of the text', () => {
    assert.equal(hover(tree.analysis, 'no/such.c', 0), undefined);
    assert.equal(hover(tree.analysis, 'net/import.c', 1e9), undefined);
    assert.equal(hover(tree.analysis, 'net/import.c', -1), undefined);
    assert.equal(hover(tree.analysis, 'net/import.c', Number.NaN), undefined);
  });
});

const other16 = Array.from({ length: 16 }, (_, at) => `ops_${at}`);
const wide = {
  'a.c': `
const struct dma_buf_mapping_type t = { .name = "T" };
const struct dma_buf_mapping_type unused = { .name = "U", .finish_match = f };
int [|/*function*/importer|](void *buf)
{
	struct dma_buf_mapping_match [|/*list*/m|][2] = { [|/*known*/{ .type = &t }|], [|/*uninitialized*/{ }|], [|/*never*/{ .type = &unused }|] };
	return [|/*call*/[|/*attach*/dma_buf_mapping_attach|](buf, m, 3)|];
}
${other16.map((name) => `const struct dma_buf_ops ${name} = { };`).join('\n')}
`,
};

describe('hover on unusual code', () => {
  let tree: HandMade;
  before(async () => {
    tree = await handMade(wide, {
      types: [
        { name: 't', label: 'T<b>' },
        { name: 'unused', label: 'U', finishMatch: 'f' },
      ],
      exporters: other16.map((name) => ({ name, match: 'legacy' })),
      importers: [
        {
          function: 'importer',
          asks: [
            {
              call: 'call',
              list: 'list',
              conditions: ['a`b', '[x](command:y) or c'],
              entries: [{ type: 't', origin: 'known' }, { origin: 'uninitialized' }, { type: 'unused', origin: 'never' }],
            },
            { call: 'call', list: 'list', conditions: ['late'], entries: [] },
          ],
        },
      ],
      cell: (_, exporter) => {
        const at = other16.indexOf(exporter);
        if (at < 2) {
          return [
            { kind: 'matched', type: 'T<b>', exporterEntry: 0, importerEntry: 0, conditions: [`flag_${at}`] },
            { kind: 'unknown', reason: '<img>', conditions: [] },
          ];
        }
        return at < 8
          ? [
              {
                kind: 'defect',
                defect: 'uninitialized',
                conditions: [],
                where: { file: 'x(y).c', range: { start: { line: 6, character: 0 }, end: { line: 6, character: 1 } } },
              },
            ]
          : [{ kind: 'error', errno: `E${at}`, conditions: [] }];
      },
    });
  });

  const at = (mark: string): string[] => (hover(tree.analysis, tree.at(mark).file, tree.at(mark).start)?.markdown ?? '').split('\n');

  it('stays short, and keeps sources from writing Markdown', () => {
    assert.deepEqual(at('attach'), [
      'T&lt;b&gt; with 2 of 16 exporters; 2 conditional; 6 defects; 2 not decided',
      '',
      'Asks for one of these lists:',
      '',
      '- T&lt;b&gt;, then an entry nobody initialised, then U when ``a`b`` and (`[x](command:y)` or `c`)',
      '- an empty list when `late`',
      '',
      "Where several entries fit, the exporter's order decides.",
      '',
      '- `T<b>` when `flag_0`; or not decided: `<img>`: 1 exporter, [ops_0](dmabuf-open:a.c#9)',
      '- `T<b>` when `flag_1`; or not decided: `<img>`: 1 exporter, [ops_1](dmabuf-open:a.c#10)',
      '- defect: reads an entry nobody initialised ([where](dmabuf-open:x%28y%29.c#7)): 6 exporters, [ops_2](dmabuf-open:a.c#11), [ops_3](dmabuf-open:a.c#12), [ops_4](dmabuf-open:a.c#13) and 3 more',
      '- fails (E8): 1 exporter, [ops_8](dmabuf-open:a.c#17)',
      '- and 7 more outcomes',
    ]);
  });

  it('says what an uninitialised entry does', () => {
    assert.deepEqual(at('uninitialized'), [
      'Entry 1 (of 3): an entry nobody initialised',
      '',
      'Importer entry of [importer](dmabuf-open:a.c#7).',
      'In the list when ``a`b`` and (`[x](command:y)` or `c`).',
      '',
      'The core would compare a type that is no known object.',
    ]);
  });

  it('says why nothing selects an entry', () => {
    assert.deepEqual(at('never'), [
      'Entry 2 (of 3): U; never chosen with 14 of 16 exporters, not decided with 2',
      '',
      'Importer entry of [importer](dmabuf-open:a.c#7).',
      'In the list when ``a`b`` and (`[x](command:y)` or `c`).',
      '',
      'No list of an exporter names U.',
      '- not decided, or a defect: 2 exporters, [ops_0](dmabuf-open:a.c#9), [ops_1](dmabuf-open:a.c#10)',
    ]);
  });

  it('says that old trees know no types', async () => {
    const legacy = await handMade(
      { 'a.c': 'const struct dma_buf_ops [|/*ops*/o|] = { };\nvoid f(void *b) { [|/*call*/dma_buf_attach|](b, 0); }\n' },
      {
        converted: false,
        exporters: [{ name: 'o', match: 'legacy' }],
        importers: [{ function: 'f' }],
        cell: () => [{ kind: 'matched', type: 'SGT', conditions: [] }],
      },
    );
    const text = (mark: string) => hover(legacy.analysis, 'a.c', legacy.at(mark).start)?.markdown;
    assert.equal(
      text('ops'),
      'SGT with 1 of 1 importer\n\nThis tree knows no mapping types: the core reads these ops as one SGT entry.\n\n- SGT: 1 importer, [f](dmabuf-open:a.c#2)',
    );
    assert.equal(
      text('call'),
      'SGT with 1 of 1 exporter\n\nThis tree knows no mapping types: every exporter offers SGT, every attach call asks for SGT.\n\n- SGT: 1 exporter, [o](dmabuf-open:a.c#1)',
    );
  });

  it('keeps files of the same names apart', async () => {
    const two = await handMade(
      {
        'a.c': 'const struct dma_buf_ops x;\nstatic const struct dma_buf_ops [|/*one*/ops|] = { };\n',
        'b.c': 'static int [|/*two*/ops|] = 1;\n',
      },
      { exporters: [{ name: 'ops', match: 'none' }] },
    );
    assert.equal(
      hover(two.analysis, 'a.c', two.at('one').start)?.markdown,
      'no importer in this tree\n\nHas neither `match_mapping` nor `single_exporter_match`: `dma_buf_export()` refuses these ops.',
    );
    assert.equal(hover(two.analysis, 'b.c', two.at('two').start), undefined);
  });

  it('counts an entry for its own type only, where paths hand over different lists', async () => {
    const paths = await handMade(
      {
        'a.c': `const struct dma_buf_mapping_type t = { .name = "T" };
const struct dma_buf_mapping_type u = { .name = "U" };
int f(void *a) { if (a) return [|/*callOne*/match(a, [|/*one*/{ .type = &t }|])|]; return [|/*callTwo*/match(a, [|/*two*/{ .type = &u }|])|]; }
const struct dma_buf_ops o = { .match_mapping = f };
int importer(void *b) { return dma_buf_attach(b); }
`,
      },
      {
        types: [
          { name: 't', label: 'T' },
          { name: 'u', label: 'U' },
        ],
        exporters: [
          {
            name: 'o',
            match: 'callback',
            callback: 'f',
            offers: [
              { call: 'callOne', entries: [{ type: 't', origin: 'one' }] },
              { call: 'callTwo', entries: [{ type: 'u', origin: 'two' }] },
            ],
          },
        ],
        importers: [{ function: 'importer' }],
        cell: () => [{ kind: 'matched', type: 'T', exporterEntry: 0, importerEntry: 0, conditions: [] }],
      },
    );
    const first = (mark: string) => hover(paths.analysis, 'a.c', paths.at(mark).start)?.markdown.split('\n')[0];
    assert.equal(first('one'), 'Entry 0 (of 1): T; chosen with 1 of 1 importer');
    assert.equal(first('two'), 'Entry 0 (of 1): U; never chosen with 1 importer');
  });

  it('does not link to the built-in model', async () => {
    const model = await handMade(
      {
        'model:map.h':
          'const struct dma_buf_mapping_type t = { .name = "T" };\n#define MAKE_ENTRY(x) ((struct dma_buf_mapping_match){ .type = &t })\n',
        'a.c': 'int x = [|/*use*/MAKE_ENTRY|](0);\n',
      },
      { types: [{ name: 't', label: 'T' }] },
    );
    const { file, start } = model.at('use');
    assert.equal(
      hover(model.analysis, file, start)?.markdown,
      'A match entry of type T (built in), used by nobody in this tree\n\nA macro that takes `x`.\nUsed where a list is made; it needs no lock. The list may be on the stack, but the attachment keeps copies of the pointers: what they lead to has to outlive it.',
    );
    assert.deepEqual(definition(model.analysis, file, start), []);
  });
});
