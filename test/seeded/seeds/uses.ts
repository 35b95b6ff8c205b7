/** Defects of how attachments are used: names of the old interface, and the wrong map calls. */
import { driver, importer } from '../drivers.ts';
import { importerEntry, MATCH } from '../entries.ts';
import { type Context, MARK, type Scene } from '../scene.ts';
import type { Seed } from '../seed.ts';
import { expression } from '../spelling.ts';
import { attachOps, names, sgtAttach } from './importers.ts';

const renamedCall: Seed = {
  rule: 'renamed-call',
  uncompiled: true,
  defects: {
    attach: (scene) =>
      void importer(scene, {
        call: (context) =>
          expression(scene, context, `${MARK}dma_buf_attach(${names(context).dmabuf}, ${names(context).dev})`, {
            type: 'struct dma_buf_attachment *',
          }),
      }),
    'dynamic attach': (scene) => {
      const ops = attachOps(scene, []);
      importer(scene, {
        call: (context) => `${MARK}dma_buf_dynamic_attach(${names(context).dmabuf}, ${names(context).dev}, &${ops}, NULL)`,
      });
    },
    'map and unmap': (scene) => {
      const call = scene.draw.one([
        'dma_buf_map_attachment(attach, DMA_TO_DEVICE)',
        'dma_buf_map_attachment_unlocked(attach, DMA_TO_DEVICE)',
      ]);
      scene.helper('map', 'struct sg_table *', 'struct dma_buf_attachment *attach', [`${MARK}return ${call};`]);
    },
  },
  alikes: {
    successors: (scene) => void importer(scene, { call: sgtAttach }),
    'a function of the driver with a longer name': (scene) => {
      const own = scene.helper('dma_buf_attach', 'struct dma_buf_attachment *', 'struct dma_buf *dmabuf, struct device *dev', [
        'return dma_buf_sgt_attach(dmabuf, dev);',
      ]);
      importer(scene, { call: (context) => `${own}(${names(context).dmabuf}, ${names(context).dev})` });
    },
    'in a comment, a string and #if 0': (scene) => {
      scene.main('/* dma_buf_attach(dmabuf, dev) */', '#if 0', 'static void *x = dma_buf_attach(0, 0);', '#endif');
      scene.header(`static inline const char *${scene.stem}_text(void) { return "dma_buf_map_attachment()"; }`);
      importer(scene, { call: sgtAttach });
    },
    'a member of that name': (scene) => {
      scene.header(`struct ${scene.stem}_table { int (*dma_buf_attach)(void); };`);
      scene.main(`int ${scene.stem}_run(struct ${scene.stem}_table *table)`, '{', '\treturn table->dma_buf_attach();', '}');
    },
  },
};

const removedField: Seed = {
  rule: 'removed-field',
  uncompiled: true,
  defects: {
    'of a parameter': (scene) => fieldRead(scene, 'attach'),
    'of a member of another struct': (scene) => {
      scene.header(`struct ${scene.stem}_state { struct dma_buf_attachment *attach; };`);
      fieldRead(scene, 'state->attach', `struct ${scene.stem}_state *state`);
    },
    'through a local or a cast': (scene) =>
      fieldRead(scene, scene.draw.one(['((struct dma_buf_attachment *)data)', '(*(struct dma_buf_attachment **)data)']), 'void *data'),
  },
  alikes: {
    'the successor': (scene) => fieldRead(scene, '', 'struct dma_buf_attachment *attach', 'dma_buf_sgt_dma_device(attach)'),
    'of another struct': (scene) => {
      scene.header(`struct ${scene.stem}_state { struct device *dev; bool peer2peer; };`);
      fieldRead(scene, '', `struct ${scene.stem}_state *attach`, scene.draw.one(['attach->dev', 'attach->peer2peer ? attach->dev : NULL']));
    },
    'in a comment and in #if 0': (scene) => {
      scene.main('/* attach->dev */', '#if 0', 'static void *f(struct dma_buf_attachment *attach) { return attach->dev; }', '#endif');
      driver(scene, 'importer', {});
    },
    'of what the attachment points to': (scene) => {
      scene.header(`struct ${scene.stem}_state { struct device *dev; };`);
      fieldRead(scene, '', 'struct dma_buf_attachment *attach', `((struct ${scene.stem}_state *)attach->importer_priv)->dev`);
    },
  },
};

function fieldRead(scene: Scene, base: string, parameter = 'struct dma_buf_attachment *attach', value = ''): void {
  const context: Context = [
    { type: parameter.slice(0, parameter.lastIndexOf('*') + 1), name: parameter.slice(parameter.lastIndexOf('*') + 1) },
  ];
  const member = scene.draw.one(['dev', 'peer2peer']);
  const text = value || (member === 'dev' ? `${MARK}${base}->dev` : `(${MARK}${base}->peer2peer ? NULL : NULL)`);
  const body = value || !scene.draw.chance(40) ? `return ${expression(scene, context, text)};` : `struct device *d = ${text};\n\treturn d;`;
  scene.main(`struct device *${scene.name('device')}(${parameter})`, '{', `\t${body}`, '}', '');
}

/** An importer of these kinds that keeps the attachment, and a function that uses it. */
function using(scene: Scene, kinds: readonly ('sgt' | 'pal')[], use: (attach: string) => string[], returns: string): void {
  const tag = scene.name('state');
  scene.header(`struct ${tag} { struct dma_buf_attachment *attach; };`);
  const start = scene.name('start');
  const member = scene.draw.one(['state->attach', '(*state).attach']);
  scene.keepLocal(start);
  const context: Context = [
    { type: 'struct dma_buf *', name: 'dmabuf' },
    { type: 'struct device *', name: 'dev' },
  ];
  const rows = kinds.map((kind) => `\t\t${importerEntry(scene, context, kind).text},`);
  scene.main(
    `int ${start}(struct ${tag} *state, struct dma_buf *dmabuf, struct device *dev)`,
    '{',
    `\t${MATCH} list[] = {`,
    ...rows,
    '\t};',
    '',
    `\t${member} = dma_buf_mapping_attach(dmabuf, list, ARRAY_SIZE(list), NULL, state);`,
    `\treturn PTR_ERR_OR_ZERO(${member});`,
    '}',
    '',
  );
  const name = scene.name('use');
  const attach = scene.draw.one(['state->attach', 'state->attach', 'own']);
  const local = attach === 'own' ? ['\tstruct dma_buf_attachment *own = state->attach;', ''] : [];
  scene.main(`${returns}${name}(struct ${tag} *state)`, '{', ...local, ...use(attach).map((line) => `\t${line}`), '}', '');
}

const MAPS = {
  sgt: (attach: string) => `dma_buf_sgt_map_attachment(${attach}, DMA_TO_DEVICE)`,
  pal: (attach: string) => `dma_buf_pal_map_phys(${attach})`,
};
const MAPPED = { sgt: 'struct sg_table *', pal: 'struct dma_buf_phys_list *' };

const wrongMapCall: Seed = {
  rule: 'wrong-map-call',
  defects: {
    'tables of a physical attachment': (scene) => using(scene, ['pal'], (attach) => [`${MARK}return ${MAPS.sgt(attach)};`], MAPPED.sgt),
    'physical addresses of a table attachment': (scene) =>
      using(scene, ['sgt'], (attach) => [`${MARK}return ${MAPS.pal(attach)};`], MAPPED.pal),
  },
  alikes: {
    'the right function': (scene) => {
      const kind = scene.draw.one(['sgt', 'pal'] as const);
      using(scene, [kind], (attach) => [`return ${MAPS[kind](attach)};`], MAPPED[kind]);
    },
    'an attachment of anybody': (scene) =>
      scene.main(`struct sg_table *${scene.name('map')}(struct dma_buf_attachment *attach)`, '{', `\treturn ${MAPS.sgt('attach')};`, '}'),
    'the type is asked': (scene) =>
      using(
        scene,
        ['pal', 'sgt'],
        (attach) => [`if (${attach}->map_type.type != &dma_buf_mapping_sgt_type)`, '\treturn NULL;', `return ${MAPS.sgt(attach)};`],
        MAPPED.sgt,
      ),
    'another call in a comment and in #if 0': (scene) =>
      using(
        scene,
        ['pal'],
        (attach) => [`/* ${MAPS.sgt(attach)} */`, '#if 0', `return ${MAPS.sgt(attach)};`, '#endif', `return ${MAPS.pal(attach)};`],
        MAPPED.pal,
      ),
  },
};

const unguardedMapCall: Seed = {
  rule: 'unguarded-map-call',
  defects: {
    'as a table': (scene) =>
      using(
        scene,
        scene.draw.one([
          ['pal', 'sgt'],
          ['sgt', 'pal'],
        ]),
        (attach) => [`${MARK}return ${MAPS.sgt(attach)};`],
        MAPPED.sgt,
      ),
    'as physical addresses': (scene) =>
      using(
        scene,
        scene.draw.one([
          ['pal', 'sgt'],
          ['sgt', 'pal'],
        ]),
        (attach) => [`${MARK}return ${MAPS.pal(attach)};`],
        MAPPED.pal,
      ),
    'behind another question': (scene) =>
      using(
        scene,
        ['pal', 'sgt'],
        (attach) => [`if (!${attach}->dmabuf)`, '\treturn NULL;', `${MARK}return ${MAPS.sgt(attach)};`],
        MAPPED.sgt,
      ),
  },
  alikes: {
    'asked before': (scene) =>
      using(
        scene,
        ['pal', 'sgt'],
        (attach) => [`if (${attach}->map_type.type == &dma_buf_mapping_sgt_type)`, `\treturn ${MAPS.sgt(attach)};`, 'return NULL;'],
        MAPPED.sgt,
      ),
    'asked in a helper': (scene) => {
      const helper = scene.helper('is_table', 'bool', 'struct dma_buf_attachment *attach', [
        'return attach->map_type.type == &dma_buf_mapping_sgt_type;',
      ]);
      using(scene, ['pal', 'sgt'], (attach) => [`if (!${helper}(${attach}))`, '\treturn NULL;', `return ${MAPS.sgt(attach)};`], MAPPED.sgt);
    },
    'one type only': (scene) => using(scene, ['sgt'], (attach) => [`return ${MAPS.sgt(attach)};`], MAPPED.sgt),
    'asked in a switch of the driver': (scene) =>
      using(
        scene,
        ['sgt', 'pal'],
        (attach) => [
          `bool table = ${attach}->map_type.type == &dma_buf_mapping_sgt_type;`,
          '',
          'if (!table)',
          '\treturn NULL;',
          `return ${MAPS.sgt(attach)};`,
        ],
        MAPPED.sgt,
      ),
  },
};

export const useSeeds: readonly Seed[] = [renamedCall, removedField, wrongMapCall, unguardedMapCall];
