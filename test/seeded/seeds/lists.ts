/** Defects of a list as a whole: its length, and which entries are there. */
import { cleanItems, driver } from '../drivers.ts';
import { exporterEntry, importerEntry, type Side } from '../entries.ts';
import { type BuiltList, FILLED, type Form, type Item, marked } from '../lists.ts';
import type { Context, Scene } from '../scene.ts';
import type { Seed } from '../seed.ts';
import { condition, expression } from '../spelling.ts';

const anySide = (scene: Scene): Side => scene.draw.one(['exporter', 'importer']);

/** Two entries at least. */
function several(scene: Scene, context: Context, side: Side): Item[] {
  if (side === 'importer') {
    const all = [importerEntry(scene, context, 'pal'), importerEntry(scene, context, 'sgt')];
    return scene.draw.chance(50) ? all : all.reverse();
  }
  const kinds = scene.draw.one([
    ['pal', 'sgt'],
    ['p2p', 'sgt'],
    ['sgt', 'pal'],
    ['p2p', 'pal', 'sgt'],
  ] as const);
  return kinds.map((kind) => exporterEntry(scene, context, kind));
}

/** The first entries under a condition. */
const partly = (items: readonly Item[]): Item[] =>
  items.map((item, index) => (index < items.length - 1 ? { ...item, when: 'code' } : item));

const size = ({ array, room }: BuiltList, scene: Scene): string =>
  scene.draw.one([`ARRAY_SIZE(${array})`, `sizeof(${array}) / sizeof(*${array})`, `${room}`]);

const STACK: readonly Form[] = ['counter', 'pointer', 'helper', 'member', 'indices'];

/** The list with another length, in other words. */
function passed(scene: Scene, context: Context, list: BuiltList, length: string): BuiltList {
  const type = scene.draw.chance(30) ? { type: 'size_t' } : {};
  if (scene.draw.chance(30)) {
    const name = `${scene.draw.one(['total', 'size', 'elements'])}_`;
    const local = `${scene.draw.one(['size_t', 'unsigned int', 'int'])} ${name} = ${marked(length)};`;
    return { ...list, lines: [...list.lines, local], length: marked(name) };
  }
  const constant = /^[\w\s()]*$/.test(length) && !/sizeof|SIZE/.test(length);
  return { ...list, length: expression(scene, context, marked(length), constant ? type : {}) };
}

const uninitializedEntry: Seed = {
  rule: 'uninitialized-entry',
  defects: {
    'a counter beside the size of the array': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        items: (context) => partly(several(scene, context, side)),
        list: { forms: FILLED },
        change: (list, context) => passed(scene, context, list, size(list, scene)),
      });
    },
    'an array longer than its entries': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        items: (context) => several(scene, context, side),
        list: { forms: STACK, slack: scene.draw.pick(2) + 1 },
        change: (list, context) => passed(scene, context, list, size(list, scene)),
      });
    },
    'an entry in one configuration only': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        items: (context) => several(scene, context, side).map((item, index) => (index === 0 ? { ...item, when: 'config' } : item)),
        list: { forms: FILLED },
        change: (list, context) => passed(scene, context, list, size(list, scene)),
      });
    },
  },
  alikes: {
    'the counter as the length': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        items: (context) => partly(several(scene, context, side)),
        list: { forms: FILLED, slack: scene.draw.pick(3) },
      });
    },
    'every entry on every path, with the size': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        items: (context) => several(scene, context, side),
        list: { forms: STACK },
        change: (list) => ({ ...list, length: size(list, scene) }),
      });
    },
    'both branches add': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        items: (context) => several(scene, context, side),
        list: { forms: ['counter', 'indices'] },
        change: (list, context) => {
          const last = list.lines.at(-1)!;
          return {
            ...list,
            lines: last.endsWith(';') ? bothBranches(scene, context, list.lines, list.array!) : list.lines,
            length: size(list, scene),
          };
        },
      });
    },
    'the rest is zeroed': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        items: (context) => partly(several(scene, context, side)),
        list: { forms: ['counter', 'pointer'] },
        change: (list) => ({
          ...list,
          lines: list.lines.map((line) => line.replace(/^(struct dma_buf_mapping_match \w+\[\d\]);$/, '$1 = {};')),
        }),
      });
    },
  },
};

/** The whole filling twice, in the branches of one question. */
function bothBranches(scene: Scene, context: Context, lines: readonly string[], array: string): string[] {
  const first = lines.findIndex((line) => line.includes(` = `) && !/^\w[\w ]* \w+(\[\d\])? = 0;$/.test(line) && line.includes(array));
  const filled = lines.slice(first).map((line) => `\t${line}`);
  return [...lines.slice(0, first), `if (${condition(scene, context)}) {`, ...filled, '} else {', ...filled, '}'];
}

const listLength: Seed = {
  rule: 'list-length',
  // With the first entries alone nobody may agree.
  also: ['impossible-match'],
  defects: {
    'bytes instead of entries': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        items: (context) => several(scene, context, side),
        list: { forms: ['initializer', 'designated', 'file scope', 'indices', 'member'] },
        change: (list, context) => passed(scene, context, list, scene.draw.one([`sizeof(${list.array})`, `sizeof ${list.array}`])),
      });
    },
    'a number that is too large': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        items: (context) => several(scene, context, side),
        list: { forms: ['initializer', 'designated', 'file scope', 'indices'] },
        change: (list, context) =>
          passed(scene, context, list, scene.draw.one([`${list.room + 1}`, `ARRAY_SIZE(${list.array}) + 1`, `${list.room + 3}`])),
      });
    },
    "another list's size": (scene) => {
      const side = anySide(scene);
      const other = scene.name('other');
      scene.keepLocal(other);
      scene.main(`static const struct dma_buf_mapping_match ${other}[] = {`, '\t{ .type = &dma_buf_mapping_sgt_type },', '};');
      scene.main(`const struct dma_buf_mapping_match *${other}_first(void)`, '{', `\treturn &${other}[0];`, '}', '');
      driver(scene, side, {
        plainCall: true,
        ending: (call) => [`return ${call};`],
        items: (context) => several(scene, context, side),
        list: { forms: ['initializer', 'designated', 'file scope', 'indices'], plain: true },
        change: (list, context) =>
          passed(scene, context, list, scene.draw.one([`ARRAY_SIZE(${other})`, `sizeof(${other}) / sizeof(${other}[0])`])),
      });
    },
  },
  alikes: {
    'the right number': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        items: (context) => several(scene, context, side),
        list: { forms: ['initializer', 'designated', 'file scope', 'indices'] },
        change: (list, context) => ({ ...list, length: expression(scene, context, `${list.room}`, { type: 'size_t' }) }),
      });
    },
    'sizes divided in other ways': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        items: (context) => several(scene, context, side),
        list: { forms: ['initializer', 'designated', 'file scope', 'indices'] },
        change: (list) => ({
          ...list,
          length: scene.draw.one([
            `sizeof(${list.array}) / sizeof(${list.array}[0])`,
            `sizeof ${list.array} / sizeof *${list.array}`,
            `(size_t)(sizeof(${list.array}) / sizeof(struct dma_buf_mapping_match))`,
          ]),
        }),
      });
    },
    'fewer entries than there are, on purpose': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        before: () => [],
        items: (context) => several(scene, context, side),
        list: { forms: ['initializer', 'designated', 'indices'] },
        change: (list, context) => ({ ...list, length: `${condition(scene, context)} ? ${list.room} : ${list.room - 1}` }),
      });
    },
    'through a pointer to the list': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        items: (context) => several(scene, context, side),
        list: { forms: ['initializer', 'designated', 'file scope'] },
        change: (list) => ({
          ...list,
          lines: [...list.lines, `const struct dma_buf_mapping_match *given = ${list.list};`],
          list: 'given',
          length: `ARRAY_SIZE(${list.array})`,
        }),
      });
    },
  },
};

const duplicateEntry: Seed = {
  rule: 'duplicate-entry',
  defects: {
    'the same entry again': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        items: (context) => {
          const items = several(scene, context, side).filter(({ kind }) => kind !== 'p2p');
          const twice = scene.draw.one(items);
          return [...items, { ...twice, text: marked(twice.text) }];
        },
      });
    },
    'the same entry in other words': (scene) => {
      driver(scene, 'exporter', {
        items: (context) => {
          const items = several(scene, context, 'exporter').filter(({ kind }) => kind !== 'p2p');
          const twice = scene.draw.one(items);
          const ops = /&(\w*_ops\w*)/.exec(twice.text)![1]!;
          const again = exporterEntry(scene, context, twice.kind as 'sgt' | 'pal', ops);
          return [...items, { ...again, text: marked(again.text) }];
        },
      });
    },
  },
  alikes: {
    'peer-to-peer first, plain second': (scene) =>
      driver(scene, 'exporter', { items: (context) => [exporterEntry(scene, context, 'p2p'), exporterEntry(scene, context, 'sgt')] }),
    'one in each configuration': (scene) => {
      driver(scene, 'exporter', {
        items: (context) => [exporterEntry(scene, context, 'pal'), exporterEntry(scene, context, 'sgt')],
        list: { forms: ['initializer'] },
        change: (list) => {
          const [head, row, ...rest] = list.lines;
          return {
            ...list,
            lines: [head!, '#ifdef CONFIG_ONE', row!, '#else', row!, '#endif', ...rest],
            length: `ARRAY_SIZE(${list.array})`,
          };
        },
      });
    },
    'one in each branch': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        items: (context) => several(scene, context, side),
        list: { forms: ['counter', 'indices'] },
        change: (list, context) => ({ ...list, lines: bothBranches(scene, context, list.lines, list.array!) }),
      });
    },
    'written out again in a comment and in #if 0': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        items: (context) => several(scene, context, side),
        list: { forms: ['initializer'] },
        change: (list) => {
          const [head, row, ...rest] = list.lines;
          const repeated = scene.draw.one([
            ['#if 0', row!, '#endif'],
            [`\t/* ${row!.trim().replaceAll('*/', '')} */`],
            [`\t// ${row!.trim()}`],
          ]);
          return { ...list, lines: [head!, row!, ...repeated, ...rest], length: `ARRAY_SIZE(${list.array})` };
        },
      });
    },
  },
};

const wrongSide: Seed = {
  rule: 'wrong-side',
  // Without the data of its own side an entry fits wherever another does.
  also: ['missing-exp-ops', 'unreachable-entry'],
  defects: {
    "the importer's in an exporter's list": (scene) =>
      driver(scene, 'exporter', {
        items: (context) => {
          const items = several(scene, context, 'exporter').slice(0, scene.draw.pick(2) + 1);
          const at = scene.draw.pick(items.length);
          const kind = items[at]!.kind === 'pal' ? 'PAL()' : 'SGT(NULL, false)';
          return items.map((item, index) =>
            index === at ? { text: marked(`DMA_BUF_IMAPPING_${kind}`), constant: false, kind: item.kind } : item,
          );
        },
      }),
    "the exporter's in an importer's list": (scene) =>
      driver(scene, 'importer', {
        items: (context) => {
          const items = several(scene, context, 'importer').slice(0, scene.draw.pick(2) + 1);
          const at = scene.draw.pick(items.length);
          return items.map((item, index) => {
            if (index !== at) return item;
            const { kind } = item;
            const ops = scene.name('ops');
            scene.object(`const struct dma_buf_mapping_${kind}_exp_ops`, ops, '{}');
            return { text: marked(`DMA_BUF_EMAPPING_${kind.toUpperCase()}(&${ops})`), constant: kind === 'sgt', kind };
          });
        },
      }),
  },
  alikes: {
    'the right constructors in other words': (scene) => {
      const side = anySide(scene);
      driver(scene, side, { items: (context) => several(scene, context, side) });
    },
    'both sides in one file': (scene) => {
      driver(scene, 'exporter', {});
      driver(scene, 'importer', {});
    },
    'the other side in a comment or in #if 0': (scene) => {
      driver(scene, 'exporter', {
        items: (context) => several(scene, context, 'exporter'),
        list: { forms: ['initializer'] },
        change: (list) => {
          const wrong = 'DMA_BUF_IMAPPING_PAL(),';
          const lines = scene.draw.one([['#if 0', wrong, '#endif'], [`\t/* not ${wrong} */`], [`\t// ${wrong}`]]);
          return { ...list, lines: [list.lines[0]!, ...lines, ...list.lines.slice(1)], length: `ARRAY_SIZE(${list.array})` };
        },
      });
    },
    "an importer's list built beside an exporter's": (scene) => {
      driver(scene, 'importer', {
        items: (context) => cleanItems(scene, context, 'importer'),
        change: (list) => {
          const ops = scene.name('other_ops');
          scene.object('const struct dma_buf_mapping_pal_exp_ops', ops, '{}');
          const lines = [...list.lines, `struct dma_buf_mapping_match unused = DMA_BUF_EMAPPING_PAL(&${ops});`, '(void)unused;'];
          return { ...list, lines };
        },
      });
    },
  },
};

export const listSeeds: readonly Seed[] = [uninitializedEntry, listLength, duplicateEntry, wrongSide];
