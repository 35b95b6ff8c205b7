/** Defects of single entries, and of how a list is filled. */
import { cleanItems, driver } from '../drivers.ts';
import { expOps, importerEntry, MATCH, type Side } from '../entries.ts';
import { type Item, marked } from '../lists.ts';
import { type Context, MARK, type Scene } from '../scene.ts';
import type { Seed } from '../seed.ts';

export const anySide = (scene: Scene): Side => scene.draw.one(['exporter', 'importer']);

/** The entries with one of them in the place of another. */
function among(scene: Scene, context: Context, side: Side, entry: Item): Item[] {
  const others = cleanItems(scene, context, side).filter(({ kind }) => kind !== entry.kind && !(kind === 'p2p' && entry.kind === 'sgt'));
  const at = scene.draw.pick(others.length + 1);
  return others.toSpliced(entry.kind === 'sgt' ? others.length : at, 0, entry);
}

/** A driver with this text as one of its entries. */
export function withEntry(scene: Scene, side: Side, text: (context: Context) => string, kind = 'pal', constant = false): void {
  driver(scene, side, { items: (context) => among(scene, context, side, { text: text(context), constant, kind }) });
}

const constructorArity: Seed = {
  rule: 'constructor-arity',
  uncompiled: true,
  defects: {
    'one argument more': (scene) =>
      withEntry(scene, 'exporter', () =>
        marked(`DMA_BUF_EMAPPING_PAL(&${expOps(scene, 'pal')}, ${scene.draw.one(['NULL', '0', 'true'])})`),
      ),
    'one argument less': (scene) => withEntry(scene, 'importer', (context) => marked(`DMA_BUF_IMAPPING_SGT(${context[1]!.name})`), 'sgt'),
    'arguments of another version': (scene) =>
      withEntry(scene, 'exporter', () => marked(`DMA_BUF_EMAPPING_SGT(&${expOps(scene, 'sgt')}, NULL, true)`), 'sgt'),
    'an argument where there is none': (scene) =>
      withEntry(scene, 'importer', (context) => marked(`DMA_BUF_IMAPPING_PAL(${context[1]!.name})`)),
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
      scene.header(
        `static inline ${MATCH} DMA_BUF_IMAPPING_LINK(void)`,
        '{',
        `\treturn (${MATCH}){ .type = &dma_buf_mapping_pal_type };`,
        '}',
      );
      withEntry(scene, 'importer', () => 'DMA_BUF_IMAPPING_LINK()');
    },
    'a macro of the driver': (scene) => {
      scene.keepLocal('DMA_BUF_IMAPPING_NEAR');
      scene.main('#define DMA_BUF_IMAPPING_NEAR(d) DMA_BUF_IMAPPING_SGT(d, true)');
      withEntry(scene, 'importer', (context) => `DMA_BUF_IMAPPING_NEAR(${context[1]!.name})`, 'sgt');
    },
    'a name that is asked for first': (scene) => {
      scene.keepLocal('MADE');
      scene.main(
        '#ifdef DMA_BUF_IMAPPING_IOVA',
        '#define MADE DMA_BUF_IMAPPING_IOVA()',
        '#else',
        '#define MADE DMA_BUF_IMAPPING_PAL()',
        '#endif',
      );
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
      withEntry(
        scene,
        'exporter',
        () => marked(`(const ${MATCH}){ .type = &dma_buf_mapping_${type}_type, .exp_ops = &${name}.ops }`),
        type,
        true,
      );
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
    'NULL in the constructor': (scene) =>
      withEntry(scene, 'exporter', () => marked(`DMA_BUF_EMAPPING_PAL(${scene.draw.one(['NULL', '0', '(void *)0'])})`)),
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
  if (match)
    members.push(`.match = ${scene.helper('fits', 'int', `struct dma_buf *dmabuf, const ${MATCH} *exp, const ${MATCH} *imp`, match)}`);
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
      withEntry(
        scene,
        'importer',
        (context) => accepting(context, scene.draw.one(['true', '1', '!0', 'DMA_SGT_EXPORTER_REQUIRES_P2P_DISTANCE'])),
        'sgt',
      ),
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
    'true where a truth is asked': (scene) =>
      withEntry(scene, 'importer', (context) => `DMA_BUF_IMAPPING_SGT(${context[1]!.name}, true)`, 'sgt'),
    'the right enumerator': (scene) =>
      withEntry(
        scene,
        'importer',
        (context) => accepting(context, scene.draw.one(['DMA_SGT_IMPORTER_ACCEPTS_P2P', '2', 'DMA_SGT_NO_P2P', 'false'])),
        'sgt',
      ),
    'chosen by a condition': (scene) =>
      withEntry(
        scene,
        'importer',
        (context) => accepting(context, `${context[1]!.name} ? DMA_SGT_IMPORTER_ACCEPTS_P2P : DMA_SGT_NO_P2P`),
        'sgt',
      ),
    'a member of another struct with that name': (scene) => {
      scene.main(`struct ${scene.stem}_state { bool importer_accepts_p2p; };`);
      driver(scene, 'importer', {
        change: (list) => ({
          ...list,
          lines: [...list.lines, `struct ${scene.stem}_state state = { .importer_accepts_p2p = true };`, '(void)state;'],
        }),
      });
    },
  },
};

export const entrySeeds: readonly Seed[] = [constructorArity, unknownConstructor, opsTypeMismatch, missingExpOps, invalidSideValue];
