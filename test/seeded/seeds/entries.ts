/** Defects of single entries, and of how a list is filled. */
import { cleanItems, driver, exporter, importer, indented } from '../drivers.ts';
import { exporterEntry, expOps, importerEntry, MATCH, type Side } from '../entries.ts';
import { type Item, marked } from '../lists.ts';
import { type Context, MARK, type Scene } from '../scene.ts';
import type { Seed } from '../seed.ts';
import { condition, dmabufOf } from '../spelling.ts';

const anySide = (scene: Scene): Side => scene.draw.one(['exporter', 'importer']);

/** The entries with one of them in the place of another. */
function among(scene: Scene, context: Context, side: Side, entry: Item): Item[] {
  const others = cleanItems(scene, context, side).filter(({ kind }) => kind !== entry.kind && !(kind === 'p2p' && entry.kind === 'sgt'));
  const at = scene.draw.pick(others.length + 1);
  return others.toSpliced(entry.kind === 'sgt' ? others.length : at, 0, entry);
}

/** A driver with this text as one of its entries. */
function withEntry(scene: Scene, side: Side, text: (context: Context) => string, kind = 'pal', constant = false): void {
  driver(scene, side, { items: (context) => among(scene, context, side, { text: text(context), constant, kind }) });
}

const constructorArity: Seed = {
  rule: 'constructor-arity',
  uncompiled: true,
  defects: {
    'one argument more': (scene) =>
      withEntry(scene, 'exporter', () => marked(`DMA_BUF_EMAPPING_PAL(&${expOps(scene, 'pal')}, ${scene.draw.one(['NULL', '0', 'true'])})`)),
    'one argument less': (scene) => withEntry(scene, 'importer', (context) => marked(`DMA_BUF_IMAPPING_SGT(${context[1]!.name})`), 'sgt'),
    'arguments of another version': (scene) =>
      withEntry(scene, 'exporter', () => marked(`DMA_BUF_EMAPPING_SGT(&${expOps(scene, 'sgt')}, NULL, true)`), 'sgt'),
    'an argument where there is none': (scene) => withEntry(scene, 'importer', (context) => marked(`DMA_BUF_IMAPPING_PAL(${context[1]!.name})`)),
  },
  alikes: {
    'arguments from a variadic macro': (scene) => {
      const name = scene.macro('with', '(...)', 'DMA_BUF_IMAPPING_SGT(__VA_ARGS__)');
      withEntry(scene, 'importer', (context) => `${name}(${context[1]!.name}, true)`, 'sgt');
    },
    'commas inside of arguments': (scene) =>
      withEntry(scene, 'importer', (context) => `DMA_BUF_IMAPPING_SGT((0, ${context[1]!.name}), ((void)0, true))`, 'sgt'),
    'a constructor of its own with more arguments': (scene) => {
      const ops = expOps(scene, 'sgt');
      const name = `${scene.stem.toUpperCase()}_EMAPPING_SGT`;
      scene.keepLocal(name);
      scene.main(`#define ${name}(ops, dev, p2p) DMA_BUF_EMAPPING_SGT(ops)`);
      withEntry(scene, 'exporter', () => `${name}(&${ops}, NULL, true)`, 'sgt');
    },
    'wrong calls in comments, strings and #if 0': (scene) => {
      scene.main('/* DMA_BUF_IMAPPING_SGT(dev) */', '#if 0', 'static int x = DMA_BUF_IMAPPING_PAL(1);', '#endif');
      scene.header(`static inline const char *${scene.stem}_text(void) { return "DMA_BUF_EMAPPING_PAL(a, b)"; }`);
      driver(scene, anySide(scene), {});
    },
  },
};

const unknownConstructor: Seed = {
  rule: 'unknown-constructor',
  also: ['unreachable-entry', 'impossible-match'],
  uncompiled: true,
  defects: {
    'a misspelled constructor': (scene) => {
      const side = anySide(scene);
      const text = side === 'exporter' ? `DMA_BUF_EMAPPING_PALL(&${expOps(scene, 'pal')})` : 'DMA_BUF_IMAPPING_PALS()';
      withEntry(scene, side, () => marked(text));
    },
    'a constructor of another tree': (scene) => withEntry(scene, 'importer', () => marked('DMA_BUF_IMAPPING_IOVA()')),
    'a misspelled type': (scene) => withEntry(scene, 'importer', () => marked(`(${MATCH}){ .type = &dma_buf_mapping_pall_type }`)),
  },
  alikes: {
    'a constructor of the driver': (scene) => {
      scene.header(`static inline ${MATCH} DMA_BUF_IMAPPING_LINK(void)`, '{', `\treturn (${MATCH}){ .type = &dma_buf_mapping_pal_type };`, '}');
      withEntry(scene, 'importer', () => 'DMA_BUF_IMAPPING_LINK()');
    },
    'a macro of the driver': (scene) => {
      scene.keepLocal('DMA_BUF_IMAPPING_NEAR');
      scene.main('#define DMA_BUF_IMAPPING_NEAR(d) DMA_BUF_IMAPPING_SGT(d, true)');
      withEntry(scene, 'importer', (context) => `DMA_BUF_IMAPPING_NEAR(${context[1]!.name})`, 'sgt');
    },
    'a name that is asked for first': (scene) => {
      scene.keepLocal('MADE');
      scene.main('#ifdef DMA_BUF_IMAPPING_IOVA', '#define MADE DMA_BUF_IMAPPING_IOVA()', '#else', '#define MADE DMA_BUF_IMAPPING_PAL()', '#endif');
      withEntry(scene, 'importer', () => 'MADE');
    },
    'unknown names in comments, strings and #if 0': (scene) => {
      scene.main('/* DMA_BUF_IMAPPING_IOVA() */', '#if 0', `static ${MATCH} x = DMA_BUF_IMAPPING_IOVA(1);`, '#endif');
      scene.header(`static inline const char *${scene.stem}_text(void) { return "&dma_buf_mapping_iova_type"; }`);
      driver(scene, anySide(scene), {});
    },
  },
};

const opsTypeMismatch: Seed = {
  rule: 'ops-type-mismatch',
  defects: {
    "another type's ops in the constructor": (scene) =>
      withEntry(scene, 'exporter', () => marked(`DMA_BUF_EMAPPING_SGT(&${expOps(scene, 'pal')})`), 'sgt', true),
    "another type's ops in a raw entry": (scene) => {
      const [type, ops] = scene.draw.one([
        ['pal', 'sgt'],
        ['sgt', 'pal'],
      ] as const);
      const name = expOps(scene, ops);
      withEntry(scene, 'exporter', () => marked(`(const ${MATCH}){ .type = &dma_buf_mapping_${type}_type, .exp_ops = &${name}.ops }`), type, true);
    },
  },
  alikes: {
    'the right ops': (scene) => driver(scene, 'exporter', {}),
    'ops inside of another struct': (scene) => {
      const tag = scene.name('both');
      scene.main(`struct ${tag} { struct dma_buf_mapping_pal_exp_ops pal; struct dma_buf_mapping_sgt_exp_ops sgt; };`);
      scene.main(`static const struct ${tag} ${tag}_of = {};`);
      scene.keepLocal(`${tag}_of`);
      withEntry(scene, 'exporter', () => `DMA_BUF_EMAPPING_PAL(&${tag}_of.pal)`, 'pal');
    },
    'ops through a pointer': (scene) => {
      const ops = expOps(scene, 'pal');
      const name = scene.name('ops_of');
      scene.keepLocal(name);
      scene.main(`static const struct dma_buf_mapping_pal_exp_ops *const ${name} = &${ops};`);
      withEntry(scene, 'exporter', () => `DMA_BUF_EMAPPING_PAL(${name})`, 'pal');
    },
    'a struct that begins with the ops': (scene) => {
      const tag = scene.name('wider');
      scene.main(`struct ${tag} { struct dma_buf_mapping_sgt_exp_ops base; int more; };`, `static const struct ${tag} ${tag}_of = {};`);
      scene.keepLocal(`${tag}_of`);
      withEntry(scene, 'exporter', () => `DMA_BUF_EMAPPING_SGT(&${tag}_of.base)`, 'sgt', true);
    },
  },
};

const missingExpOps: Seed = {
  rule: 'missing-exp-ops',
  defects: {
    'a raw entry without ops': (scene) => {
      const kind = scene.draw.one(['sgt', 'pal']);
      withEntry(scene, 'exporter', () => marked(`(const ${MATCH}){ .type = &dma_buf_mapping_${kind}_type }`), kind, true);
    },
    'NULL in the constructor': (scene) => withEntry(scene, 'exporter', () => marked(`DMA_BUF_EMAPPING_PAL(${scene.draw.one(['NULL', '0', '(void *)0'])})`)),
    'NULL in a raw entry': (scene) =>
      withEntry(scene, 'exporter', () => marked(`(${MATCH}){ .exp_ops = NULL, .type = &dma_buf_mapping_pal_type }`), 'pal', true),
  },
  alikes: {
    'ops in a raw entry': (scene) => {
      const ops = expOps(scene, 'pal');
      withEntry(scene, 'exporter', () => `(${MATCH}){ .exp_ops = &${ops}.ops, .type = &dma_buf_mapping_pal_type }`, 'pal', true);
    },
    'ops that are set afterwards': (scene) => {
      const ops = expOps(scene, 'pal');
      driver(scene, 'exporter', {
        items: () => [{ text: `(${MATCH}){ .type = &dma_buf_mapping_pal_type }`, constant: true, kind: 'pal' }],
        list: { forms: ['indices', 'counter'] },
        change: (list) => ({ ...list, lines: [...list.lines, `${list.array}[0].exp_ops = &${ops}.ops;`] }),
      });
    },
    "an importer's entry, which has none": (scene) =>
      withEntry(scene, 'importer', () => `(${MATCH}){ .type = &dma_buf_mapping_pal_type }`, 'pal', true),
    'a type whose constructors set none': (scene) => {
      const type = ownType(scene);
      scene.header(`static inline ${MATCH} ${scene.stem}_entry(void)`, '{', `\treturn (${MATCH}){ .type = &${type} };`, '}');
      withEntry(scene, 'exporter', () => `${scene.stem}_entry()`, 'own');
      withEntry(scene, 'importer', () => `${scene.stem}_entry()`, 'own');
    },
  },
};

/** A mapping type with nothing wrong, visible everywhere in the driver; answers its name. */
export function ownType(scene: Scene, match?: readonly string[]): string {
  const type = scene.name('link_type');
  const finish = scene.name('finish');
  scene.header(`extern const struct dma_buf_mapping_type ${type};`);
  scene.keepLocal(finish);
  scene.main(
    `static void ${finish}(struct dma_buf_match_args *args, const ${MATCH} *exp, const ${MATCH} *imp)`,
    '{',
    '\targs->attach->map_type = *exp;',
    '}',
  );
  const members = [`.name = "${type}"`, `.finish_match = ${finish}`];
  if (match) members.push(`.match = ${scene.helper('fits', 'int', `struct dma_buf *dmabuf, const ${MATCH} *exp, const ${MATCH} *imp`, match)}`);
  scene.main(`const struct dma_buf_mapping_type ${type} = { ${members.join(', ')} };`);
  return type;
}

function accepting(context: Context, value: string): string {
  return `(${MATCH}){ .type = &dma_buf_mapping_sgt_type, .sgt_data = { .importing_dma_device = ${context[1]!.name}, ${MARK}.importer_accepts_p2p = ${value} } }`;
}

const invalidSideValue: Seed = {
  rule: 'invalid-side-value',
  defects: {
    'true in an initialiser': (scene) =>
      withEntry(scene, 'importer', (context) => accepting(context, scene.draw.one(['true', '1', '!0', 'DMA_SGT_EXPORTER_REQUIRES_P2P_DISTANCE'])), 'sgt'),
    'the other enumerator, assigned': (scene) => {
      driver(scene, 'importer', {
        items: (context) => [importerEntry(scene, context, 'sgt', 'false')],
        list: { forms: ['indices', 'counter'] },
        change: (list) => {
          const value = scene.draw.one(['true', 'DMA_SGT_EXPORTER_REQUIRES_P2P_DISTANCE', '1']);
          const store = scene.draw.one([`${list.array}[0]`, `(*${list.array})`]);
          return { ...list, lines: [...list.lines, `${MARK}${store}.sgt_data.importer_accepts_p2p = ${value};`] };
        },
      });
    },
    "the importer's in an exporter's entry": (scene) => {
      const ops = expOps(scene, 'sgt');
      const text = `(${MATCH}){ .type = &dma_buf_mapping_sgt_type, .exp_ops = &${ops}.ops, .sgt_data = { ${MARK}.exporter_requires_p2p = DMA_SGT_IMPORTER_ACCEPTS_P2P } }`;
      withEntry(scene, 'exporter', () => text, 'sgt', true);
    },
  },
  also: ['impossible-match', 'unreachable-entry'],
  alikes: {
    'true where a truth is asked': (scene) => withEntry(scene, 'importer', (context) => `DMA_BUF_IMAPPING_SGT(${context[1]!.name}, true)`, 'sgt'),
    'the right enumerator': (scene) =>
      withEntry(scene, 'importer', (context) => accepting(context, scene.draw.one(['DMA_SGT_IMPORTER_ACCEPTS_P2P', '2', 'DMA_SGT_NO_P2P', 'false'])), 'sgt'),
    'chosen by a condition': (scene) =>
      withEntry(scene, 'importer', (context) => accepting(context, `${context[1]!.name} ? DMA_SGT_IMPORTER_ACCEPTS_P2P : DMA_SGT_NO_P2P`), 'sgt'),
    'a member of another struct with that name': (scene) => {
      scene.main(`struct ${scene.stem}_state { bool importer_accepts_p2p; };`);
      driver(scene, 'importer', {
        change: (list) => ({ ...list, lines: [...list.lines, `struct ${scene.stem}_state state = { .importer_accepts_p2p = true };`, '(void)state;'] }),
      });
    },
  },
};

const unreachableEntry: Seed = {
  rule: 'unreachable-entry',
  defects: {
    'plain before peer-to-peer': (scene) =>
      driver(scene, 'exporter', {
        items: (context) => {
          const p2p = exporterEntry(scene, context, 'p2p');
          return [exporterEntry(scene, context, 'sgt'), { ...p2p, text: marked(p2p.text) }];
        },
      }),
    'both truths in one list': (scene) =>
      driver(scene, 'importer', {
        items: (context) => {
          const second = importerEntry(scene, context, 'sgt', 'false');
          return [importerEntry(scene, context, 'sgt', 'true'), { ...second, text: marked(second.text) }];
        },
      }),
    'a type that nobody else knows': (scene) => {
      const type = ownType(scene);
      const side = anySide(scene);
      withEntry(scene, side, () => marked(`(${MATCH}){ .type = &${type} }`), 'own', true);
    },
  },
  alikes: {
    'peer-to-peer before plain': (scene) =>
      driver(scene, 'exporter', { items: (context) => [exporterEntry(scene, context, 'p2p'), exporterEntry(scene, context, 'sgt')] }),
    'a type that both sides know': (scene) => {
      const type = ownType(scene);
      withEntry(scene, 'exporter', () => `(${MATCH}){ .type = &${type} }`, 'own', true);
      withEntry(scene, 'importer', () => `(${MATCH}){ .type = &${type} }`, 'own', true);
    },
    'each in a path of its own': (scene) =>
      void exporter(scene, {
        before: () => [],
        items: (context) => [{ ...exporterEntry(scene, context, 'sgt'), when: 'code' }, exporterEntry(scene, context, 'p2p')],
      }),
    'two types': (scene) => driver(scene, anySide(scene), {}),
  },
};

const entryOverflow: Seed = {
  rule: 'entry-overflow',
  also: ['list-length'],
  defects: {
    'a counter past the end': (scene) => overflowing(scene, (lines) => lines),
    'a fixed index past the end': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        before: (context) => earlyReturn(scene, context),
        items: (context) => cleanItems(scene, context, side),
        list: { forms: ['indices'] },
        change: (list) => {
          const at = scene.draw.one([`${list.array}[${list.room}]`, `*(${list.array} + ${list.room})`, `${list.array}[ARRAY_SIZE(${list.array})]`]);
          return { ...list, lines: [...list.lines, `${MARK}${at} = ${list.array}[0];`], length: `${list.room}` };
        },
      });
    },
    'on one path': (scene) => overflowing(scene, (lines, context) => [`if (${condition(scene, context)}) {`, ...indented(lines), '}']),
  },
  alikes: {
    'room for all': (scene) => {
      const side = anySide(scene);
      driver(scene, side, { list: { forms: ['counter', 'pointer', 'helper', 'member'], slack: scene.draw.pick(3) + 1 } });
    },
    'a full list': (scene) => {
      const side = anySide(scene);
      driver(scene, side, { list: { forms: ['counter', 'pointer', 'helper', 'member', 'indices'] } });
    },
    'the counter is checked': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        items: (context) => cleanItems(scene, context, side).map(({ when: _, ...item }) => item),
        list: { forms: ['counter'] },
        change: (list) => ({
          ...list,
          lines: [...list.lines, `if (${list.length} < ${list.room})`, `\t${list.array}[${list.length}++] = ${list.array}[0];`],
        }),
      });
    },
    'a copy of the last': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        list: { forms: ['indices'] },
        change: (list) => ({ ...list, lines: [...list.lines, `${MATCH} last = ${list.array}[${list.room - 1}];`, '(void)last;'] }),
      });
    },
  },
};

/** Outside of a loop: one that may be left early is not followed. */
function earlyReturn(scene: Scene, context: Context): string[] {
  return scene.draw.chance(40) ? [`if (${condition(scene, context)})`, '\treturn -ENODEV;'] : [];
}

/** One statement more than the list has room for. */
function overflowing(scene: Scene, around: (lines: string[], context: Context) => string[]): void {
  const side = anySide(scene);
  driver(scene, side, {
    before: (context) => earlyReturn(scene, context),
    items: (context) => cleanItems(scene, context, side).map(({ when: _, ...item }) => item),
    list: { forms: ['counter'] },
    change: (list, context) => {
      const more = `${MARK}${list.array}[${list.length}++] = ${scene.draw.one([`(${MATCH}){}`, `${list.array}[0]`])};`;
      return { ...list, lines: [...list.lines, ...around([more], context)] };
    },
  });
}

const emptyList: Seed = {
  rule: 'empty-list',
  also: ['impossible-match'],
  defects: {
    'every entry under a condition': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        items: (context) => cleanItems(scene, context, side).map((item) => ({ ...item, when: 'code' as const })),
        change: (list) => ({ ...list, length: marked(list.length) }),
      });
    },
    'every entry in one configuration': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        items: (context) => cleanItems(scene, context, side).map((item) => ({ ...item, when: 'config' as const })),
        list: { forms: ['initializer', 'counter'] },
        change: (list) => ({ ...list, length: marked(list.length) }),
      });
    },
    'no list at all': (scene) =>
      void importer(scene, { call: (context) => `dma_buf_mapping_attach(${dmabufOf(context)}, NULL, ${marked(scene.draw.one(['0', '0U', '1 - 1']))}, NULL, NULL)` }),
  },
  alikes: {
    'one entry always': (scene) => driver(scene, anySide(scene), {}),
    'the counter is asked first': (scene) => {
      exporter(scene, {
        items: (context) => cleanItems(scene, context, 'exporter').map((item) => ({ ...item, when: 'code' as const })),
        list: { forms: ['counter', 'helper', 'member'] },
        change: (list) => ({ ...list, lines: [...list.lines, `if (${scene.draw.one([`!${list.length}`, `${list.length} == 0`, `${list.length} < 1`])})`, '\treturn -ENODEV;'] }),
      });
    },
    'one in each branch': (scene) =>
      driver(scene, 'exporter', {
        items: (context) => [exporterEntry(scene, context, 'pal')],
        list: { forms: ['counter'] },
        change: (list, context) => {
          const add = list.lines.slice(2);
          return { ...list, lines: [...list.lines.slice(0, 2), `if (${condition(scene, context)}) {`, ...indented(add), '} else {', ...indented(add), '}'] };
        },
      }),
    'one in each configuration': (scene) =>
      driver(scene, 'exporter', {
        items: (context) => [exporterEntry(scene, context, 'pal')],
        list: { forms: ['initializer'] },
        change: (list) => {
          const [head, row, ...rest] = list.lines;
          return { ...list, lines: [head!, '#ifdef CONFIG_ONE', row!, '#else', row!, '#endif', ...rest], length: `ARRAY_SIZE(${list.array})` };
        },
      }),
  },
};

export const entrySeeds: readonly Seed[] = [
  constructorArity,
  unknownConstructor,
  opsTypeMismatch,
  missingExpOps,
  invalidSideValue,
  unreachableEntry,
  entryOverflow,
  emptyList,
];
