/** Defects of a `dma_buf_ops`. */

import { newOnlyFiles } from '../../support/small-project.ts';
import { exporter, exportOf, importer } from '../drivers.ts';
import { expOps, MATCH } from '../entries.ts';
import { MARK, type Scene } from '../scene.ts';
import type { Seed } from '../seed.ts';

const MAP = 'struct sg_table *';
const MAP_PARAMETERS = 'struct dma_buf_attachment *attach, enum dma_data_direction dir';
const UNMAP_PARAMETERS = 'struct dma_buf_attachment *attach, struct sg_table *table, enum dma_data_direction dir';

/** The two callbacks of an exporter of tables. */
function callbacks(scene: Scene, body: string[] = ['return attach->priv;']): { map: string; unmap: string } {
  return { map: scene.helper('map', MAP, MAP_PARAMETERS, body), unmap: scene.helper('unmap', 'void', UNMAP_PARAMETERS, ['(void)table;']) };
}

const simple = ({ map, unmap }: { map: string; unmap: string }) => `DMA_BUF_SIMPLE_SGT_EXP_MATCH(${map}, ${unmap})`;

/** Ops at file scope with these rows, and often somebody who exports them; answers the name. */
function opsWith(
  scene: Scene,
  rows: readonly string[],
  { exported = 'always' }: { exported?: 'always' | 'sometimes' | 'never' } = {},
): string {
  const name = scene.name('dmabuf_ops');
  scene.keepLocal(name);
  const lines = rows.map((row) => (row.startsWith('#') ? row : `\t${row},`));
  scene.main(`${scene.draw.one(['static const', 'static const', 'const'])} struct dma_buf_ops ${MARK}${name} = {`, ...lines, '};', '');
  if (exported === 'always' || (exported === 'sometimes' && scene.draw.chance(50))) exportOf(scene, name);
  return name;
}

const release = (scene: Scene) => `.release = ${scene.helper('release', 'void', 'struct dma_buf *dmabuf', ['(void)dmabuf;'])}`;

/** A `match_mapping` that is right. */
function callback(scene: Scene): string {
  const ops = expOps(scene, 'sgt');
  return scene.helper('match', 'int', 'struct dma_buf_match_args *args', [
    `${MATCH} list[] = { DMA_BUF_EMAPPING_SGT(&${ops}) };`,
    '',
    'return dma_buf_match_mapping(args, list, ARRAY_SIZE(list));',
  ]);
}

const opsNoMatcher: Seed = {
  rule: 'ops-no-matcher',
  defects: {
    'no matcher': (scene) => void opsWith(scene, [release(scene), ...(scene.draw.chance(50) ? ['.attach = NULL'] : [])]),
    'a matcher that is NULL': (scene) =>
      void opsWith(scene, [scene.draw.one(['.match_mapping = NULL', '.single_exporter_match = NULL']), release(scene)]),
    'a matcher in one configuration': (scene) => {
      const matcher = `.match_mapping = ${callback(scene)}`;
      opsWith(scene, [release(scene), '#ifdef CONFIG_WHOLE', matcher, '#endif']);
    },
  },
  alikes: {
    'the short form': (scene) => void opsWith(scene, [simple(callbacks(scene)), release(scene)]),
    'a matcher through a macro': (scene) => {
      const member = scene.macro('member', '', `.match_mapping = ${callback(scene)}`);
      opsWith(scene, [release(scene), member]);
    },
    'one in each configuration': (scene) =>
      void opsWith(scene, ['#ifdef CONFIG_WHOLE', `.match_mapping = ${callback(scene)}`, '#else', simple(callbacks(scene)), '#endif']),
    'ops that wait for their conversion': (scene) => {
      const { map, unmap } = callbacks(scene);
      opsWith(scene, [`.map_dma_buf = ${map}`, `.unmap_dma_buf = ${unmap}`, release(scene)]);
    },
    'set by code before the export': (scene) => {
      const name = scene.name('dmabuf_ops');
      const match = callback(scene);
      scene.keepLocal(name);
      scene.main(`static struct dma_buf_ops ${name} = { ${release(scene)} };`);
      scene.main(`void ${name}_init(void)`, '{', `\t${name}.match_mapping = ${match};`, '}');
      exportOf(scene, name);
    },
  },
};

const opsTwoMatchers: Seed = {
  rule: 'ops-two-matchers',
  defects: {
    both: (scene) => {
      const rows = [`${MARK}.match_mapping = ${callback(scene)}`, `${MARK}${simple(callbacks(scene))}`, release(scene)];
      opsWith(scene, scene.draw.chance(50) ? rows : rows.reverse());
    },
    'an entry beside the callback': (scene) => {
      const entry = scene.name('entry');
      scene.keepLocal(entry);
      scene.main(`static const ${MATCH} ${entry} = { .type = &dma_buf_mapping_sgt_type, .exp_ops = &${expOps(scene, 'sgt')}.ops };`);
      opsWith(scene, [`${MARK}.single_exporter_match = &${entry}`, `${MARK}.match_mapping = ${callback(scene)}`]);
    },
    'both in one configuration': (scene) =>
      void opsWith(scene, [
        `${MARK}.match_mapping = ${callback(scene)}`,
        '#ifdef CONFIG_WHOLE',
        `${MARK}${simple(callbacks(scene))}`,
        '#endif',
      ]),
  },
  alikes: {
    'one in each configuration': (scene) =>
      void opsWith(scene, ['#ifdef CONFIG_WHOLE', `.match_mapping = ${callback(scene)}`, '#else', simple(callbacks(scene)), '#endif']),
    'the other is NULL': (scene) => void opsWith(scene, [`.match_mapping = ${callback(scene)}`, '.single_exporter_match = NULL']),
    'two ops in one file': (scene) => {
      opsWith(scene, [`.match_mapping = ${callback(scene)}`]);
      opsWith(scene, [simple(callbacks(scene))]);
    },
    'the other in a comment and in #if 0': (scene) =>
      void opsWith(scene, [
        `.match_mapping = ${callback(scene)}`,
        '#if 0',
        simple(callbacks(scene)),
        '#endif',
        '/* .single_exporter_match = &entry, */ .release = NULL',
      ]),
  },
};

/** A function that makes ops point at an entry of its own. */
function pointing(scene: Scene, storage: string, how?: (ops: string, entry: string) => string[]): void {
  const ops = scene.name('dmabuf_ops');
  const exp = expOps(scene, 'sgt');
  scene.keepLocal(ops);
  scene.main(`static struct dma_buf_ops ${ops};`);
  const lines = how?.(ops, 'entry') ?? [
    scene.draw.one([`${MARK}${ops}.single_exporter_match = &entry;`, `${MARK}(&${ops})->single_exporter_match = &entry;`]),
  ];
  const value = scene.draw.one([`DMA_BUF_EMAPPING_SGT(&${exp})`, `{ .type = &dma_buf_mapping_sgt_type, .exp_ops = &${exp}.ops }`]);
  scene.main(
    `void ${scene.name('init')}(void)`,
    '{',
    `\t${storage}${MATCH} entry = ${value};`,
    '',
    ...lines.map((line) => `\t${line}`),
    '}',
    '',
  );
  exportOf(scene, ops);
}

const danglingSingleMatch: Seed = {
  rule: 'dangling-single-match',
  defects: {
    'a local': (scene) => pointing(scene, ''),
    'through a pointer': (scene) =>
      pointing(scene, '', (ops, entry) => [
        `const ${MATCH} *p = ${MARK}&${entry};`,
        `struct dma_buf_ops *o = &${ops};`,
        `${MARK}o->single_exporter_match = p;`,
      ]),
    'a compound literal in a function': (scene) =>
      pointing(scene, '', (ops) => [
        `${MARK}${ops}.single_exporter_match = &(${MATCH}){ .type = &dma_buf_mapping_sgt_type };`,
        '(void)entry;',
      ]),
  },
  alikes: {
    'a static': (scene) => pointing(scene, 'static const '),
    'taken back': (scene) =>
      pointing(scene, '', (ops, entry) => [`${ops}.single_exporter_match = &${entry};`, `${ops}.single_exporter_match = NULL;`]),
    'at file scope': (scene) => void opsWith(scene, [simple(callbacks(scene))]),
    'ops that end with the function': (scene) =>
      pointing(scene, '', (_, entry) => [`struct dma_buf_ops mine = { .single_exporter_match = &${entry} };`, '(void)mine;']),
  },
};

const removedCallback: Seed = {
  rule: 'removed-callback',
  uncompiled: true,
  defects: {
    'in an initialiser': (scene) =>
      old(scene, (map, unmap) => opsWith(scene, [`${MARK}.map_dma_buf = ${map}`, `${MARK}.unmap_dma_buf = ${unmap}`, release(scene)])),
    'one left behind': (scene) =>
      old(scene, (_, unmap) => opsWith(scene, [`.match_mapping = ${callback(scene)}`, `${MARK}.unmap_dma_buf = ${unmap}`])),
    'read by code': (scene) =>
      old(scene, () =>
        scene.main(`bool ${scene.name('maps')}(struct dma_buf *dmabuf)`, '{', `\t${MARK}return dmabuf->ops->map_dma_buf != NULL;`, '}'),
      ),
    'through a macro': (scene) =>
      old(scene, (map, unmap) =>
        opsWith(scene, [`${MARK}${scene.macro('members', '', `${MARK}.map_dma_buf = ${map}, .unmap_dma_buf = ${unmap}`)}`]),
      ),
  },
  also: ['ops-no-matcher'],
  alikes: {
    converted: (scene) => old(scene, (map, unmap) => opsWith(scene, [simple({ map, unmap })])),
    'in the ops of the type': (scene) =>
      old(scene, (map, unmap) => {
        const ops = scene.name('exp_ops');
        scene.keepLocal(ops);
        scene.main(`static const struct dma_buf_mapping_sgt_exp_ops ${ops} = { .map_dma_buf = ${map}, .unmap_dma_buf = ${unmap} };`);
        exporter(scene, { items: () => [{ text: `DMA_BUF_EMAPPING_SGT(&${ops})`, constant: true, kind: 'sgt' }] });
      }),
    'in a struct of the driver': (scene) =>
      old(scene, () => {
        scene.header(`struct ${scene.stem}_backend { int (*map_dma_buf)(void); };`);
        scene.main(`int ${scene.stem}_run(struct ${scene.stem}_backend *backend)`, '{', '\treturn backend->map_dma_buf();', '}');
      }),
    'in a comment and in #if 0': (scene) =>
      old(scene, (map, unmap) =>
        opsWith(scene, [
          simple({ map, unmap }),
          '#if 0',
          `.map_dma_buf = ${map}`,
          '#endif',
          `/* .unmap_dma_buf = ${unmap}, */ .release = NULL`,
        ]),
      ),
  },
};

/** In a tree where every driver is converted. */
function old(scene: Scene, write: (map: string, unmap: string) => unknown): void {
  scene.extra.push(...newOnlyFiles());
  const { map, unmap } = callbacks(scene);
  write(map, unmap);
}

const failing = (scene: Scene) => scene.draw.one(['-EOPNOTSUPP', '-EINVAL', '-ENODEV']);

function pinning(scene: Scene, pin: string[]): void {
  const pinned = scene.helper('pin', 'int', 'struct dma_buf_attachment *attach', pin);
  opsWith(scene, [simple(callbacks(scene)), `.pin = ${pinned}`]);
}

/** An importer that pins at once. */
function pins(scene: Scene, lines: (attach: string) => string[] = (attach) => [`return dma_buf_pin(${attach});`]): void {
  scene.header('int dma_buf_pin(struct dma_buf_attachment *attach);');
  importer(scene, {
    call: (context) => `${MARK}dma_buf_sgt_attach(${context[0]!.name}, ${context[1]!.name})`,
    returns: 'int',
    ending: (call) => [
      `struct dma_buf_attachment *attach = ${call};`,
      '',
      'if (IS_ERR(attach))',
      '\treturn PTR_ERR(attach);',
      ...lines('attach'),
    ],
  });
}

const unusableMatch: Seed = {
  rule: 'unusable-match',
  defects: {
    'pins through a callback that fails': (scene) => {
      pinning(scene, [`return ${failing(scene)};`]);
      pins(scene);
    },
    'maps through a callback that fails': (scene) =>
      void opsWith(scene, [simple(callbacks(scene, [`return ERR_PTR(${failing(scene)});`]))]),
    'fails in each of its ways': (scene) => {
      pinning(scene, ['if (attach->priv)', `\treturn ${failing(scene)};`, `return ${failing(scene)};`]);
      pins(scene);
    },
  },
  alikes: {
    'may succeed': (scene) => {
      pinning(scene, ['return attach->priv ? 0 : -EBUSY;']);
      pins(scene);
    },
    'nobody pins': (scene) => pinning(scene, [`return ${failing(scene)};`]),
    'pins, but another kind of exporter': (scene) => {
      opsWith(scene, [simple(callbacks(scene))]);
      pins(scene);
    },
    'maps when it can': (scene) =>
      void opsWith(scene, [simple(callbacks(scene, ['if (!attach->priv)', '\treturn ERR_PTR(-ENODEV);', 'return attach->priv;']))]),
  },
};

export const opsSeeds: readonly Seed[] = [opsNoMatcher, opsTwoMatchers, danglingSingleMatch, removedCallback, unusableMatch];
