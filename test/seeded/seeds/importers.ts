/** Defects of importers: how they attach, and what they do with the attachment. */
import { driver, exporter, importer } from '../drivers.ts';
import { importerEntry, MATCH } from '../entries.ts';
import { type Context, MARK, type Scene } from '../scene.ts';
import type { Seed } from '../seed.ts';
import { condition, expression, statement } from '../spelling.ts';
import { ownType } from './entries.ts';

const names = (context: Context) => ({ dmabuf: context[0]!.name, dev: context[1]!.name });
const sgtAttach = (context: Context) => `dma_buf_sgt_attach(${names(context).dmabuf}, ${names(context).dev})`;

/** An attach call in one of its forms, for tables. */
function anyAttach(scene: Scene): (context: Context) => string {
  const ops = attachOps(scene, []);
  return (context) =>
    scene.draw.one([
      `${MARK}${sgtAttach(context)}`,
      `${MARK}dma_buf_sgt_dynamic_attach(${names(context).dmabuf}, ${names(context).dev}, &${ops}, NULL)`,
      `${MARK}dma_buf_mapping_attach(${names(context).dmabuf}, &(${MATCH}){ .type = &dma_buf_mapping_sgt_type }, 1, NULL, NULL)`,
    ]);
}

function attachOps(scene: Scene, members: readonly string[]): string {
  const name = scene.name('attach_ops');
  scene.keepLocal(name);
  const notify = scene.helper('moved', 'void', 'struct dma_buf_attachment *attach', ['(void)attach;']);
  scene.main(`static const struct dma_buf_attach_ops ${name} = { ${[`.move_notify = ${notify}`, ...members].join(', ')} };`);
  return name;
}

/** `attach = call;` in a local or a member; the C of the place. */
function kept(scene: Scene, call: string): { lines: string[]; attach: string } {
  if (scene.draw.chance(50)) {
    const attach = scene.draw.one(['attach', 'a', 'attachment']);
    return {
      attach,
      lines: scene.draw.one([
        [`struct dma_buf_attachment *${attach} = ${call};`, ''],
        [`struct dma_buf_attachment *${attach};`, '', `${attach} = ${call};`],
      ]),
    };
  }
  const tag = scene.name('state');
  scene.header(`struct ${tag} { int id; struct dma_buf_attachment *attach; };`);
  return { attach: 'state->attach', lines: [`struct ${tag} *state = kzalloc(sizeof(*state), GFP_KERNEL);`, '', `state->attach = ${call};`] };
}

const uncheckedAttach: Seed = {
  rule: 'unchecked-attach',
  defects: {
    'dereferenced at once': (scene) =>
      void importer(scene, {
        call: anyAttach(scene),
        returns: 'int',
        ending: (call) => {
          const { lines, attach } = kept(scene, call);
          return [...lines, `${attach}->${scene.draw.one(['priv = NULL', 'importer_priv = NULL'])};`, 'return 0;'];
        },
      }),
    'compared with NULL': (scene) =>
      void importer(scene, {
        call: anyAttach(scene),
        returns: 'int',
        ending: (call) => {
          const { lines, attach } = kept(scene, call);
          return [...lines, `if (${scene.draw.one([`!${attach}`, `${attach} == NULL`])})`, '\treturn -ENOMEM;', `${attach}->priv = NULL;`, 'return 0;'];
        },
      }),
    'given to the interface': (scene) =>
      void importer(scene, {
        call: anyAttach(scene),
        returns: 'struct sg_table *',
        ending: (call) => {
          const { lines, attach } = kept(scene, call);
          return [...lines, `return dma_buf_sgt_map_attachment(${attach}, DMA_TO_DEVICE);`];
        },
      }),
    'checked on one path only': (scene) =>
      void importer(scene, {
        call: anyAttach(scene),
        returns: 'int',
        ending: (call, context) => {
          const { lines, attach } = kept(scene, call);
          return [...lines, `if (${condition(scene, context)} && IS_ERR(${attach}))`, `\treturn -EINVAL;`, `${attach}->priv = NULL;`, 'return 0;'];
        },
      }),
  },
  alikes: {
    checked: (scene) => checked(scene, (attach) => [`if (${scene.draw.one([`IS_ERR(${attach})`, `unlikely(IS_ERR(${attach}))`, `!${attach} || IS_ERR(${attach})`])})`, `\treturn -EINVAL;`]),
    'checked in a helper': (scene) => {
      const helper = scene.helper('failed', 'bool', 'struct dma_buf_attachment *attach', ['return IS_ERR(attach);']);
      checked(scene, (attach) => [`if (${helper}(${attach}))`, '\treturn -EINVAL;']);
    },
    'checked through a macro': (scene) => {
      const macro = scene.macro('check', '(x)', `do {\nif (IS_ERR(x))\n\treturn PTR_ERR(x);\n} while (0)`);
      checked(scene, (attach) => [`${macro}(${attach});`]);
    },
    'checked with PTR_ERR_OR_ZERO': (scene) => checked(scene, (attach) => [`int failed = PTR_ERR_OR_ZERO(${attach});`, 'if (failed)', '\treturn failed;']),
    'handed to the caller': (scene) => void importer(scene, { call: anyAttach(scene) }),
  },
};

function checked(scene: Scene, check: (attach: string) => string[]): void {
  importer(scene, {
    call: anyAttach(scene),
    returns: 'int',
    ending: (call) => {
      const { lines, attach } = kept(scene, call);
      return [...lines, ...check(attach), `${attach}->priv = NULL;`, 'return 0;'];
    },
  });
}

const dynamic = (context: Context, ops: string) => `dma_buf_sgt_dynamic_attach(${names(context).dmabuf}, ${names(context).dev}, ${ops}, NULL)`;

/** A wrapper that hands its ops on, several deep. */
function wrapper(scene: Scene, lines: readonly string[] = []): string {
  const parameters = 'struct dma_buf *dmabuf, struct device *dev, const struct dma_buf_attach_ops *ops';
  const body = [...lines, `${MARK}return dma_buf_sgt_dynamic_attach(dmabuf, dev, ops, NULL);`];
  const inner = scene.helper('wrap', 'struct dma_buf_attachment *', parameters, body);
  if (scene.draw.chance(50)) return inner;
  return scene.helper('outer', 'struct dma_buf_attachment *', parameters, [`${MARK}return ${inner}(dmabuf, dev, ops);`]);
}

const nullImporterOps: Seed = {
  rule: 'null-importer-ops',
  defects: {
    'at the call': (scene) =>
      void importer(scene, { call: (context) => `${MARK}${dynamic(context, expression(scene, context, scene.draw.one(['NULL', '(void *)0', 'NULL']), { constant: true }))}` }),
    'through a wrapper': (scene) => {
      const wrap = wrapper(scene);
      importer(scene, { call: (context) => `${MARK}${wrap}(${names(context).dmabuf}, ${names(context).dev}, NULL)` });
    },
    'under a condition': (scene) => {
      const ops = attachOps(scene, []);
      importer(scene, { call: (context) => `${MARK}${dynamic(context, `${condition(scene, context)} ? &${ops} : NULL`)}` });
    },
    'through a local': (scene) =>
      void importer(scene, {
        call: (context) => `${MARK}${dynamic(context, 'ops')}`,
        ending: (call) => [`const struct dma_buf_attach_ops *ops = NULL;`, '', `${MARK}return ${call};`],
      }),
  },
  alikes: {
    'ops that are there': (scene) => {
      const ops = attachOps(scene, []);
      importer(scene, { call: (context) => dynamic(context, `&${ops}`) });
    },
    'a wrapper that looks': (scene) => {
      const wrap = wrapper(scene, ['if (!ops)', '\treturn dma_buf_sgt_attach(dmabuf, dev);']);
      importer(scene, { call: (context) => `${wrap}(${names(context).dmabuf}, ${names(context).dev}, NULL)` });
    },
    'an attach that does not read them': (scene) => void importer(scene, { ops: 'NULL' }),
    'the private pointer': (scene) => {
      const ops = attachOps(scene, []);
      importer(scene, { call: (context) => `dma_buf_sgt_dynamic_attach(${names(context).dmabuf}, ${names(context).dev}, &${ops}, (void *)NULL)` });
    },
  },
};

const ignoredPeer2peer: Seed = {
  rule: 'ignored-peer2peer',
  defects: {
    'beside a list': (scene) => {
      const ops = attachOps(scene, [`${MARK}.allow_peer2peer = ${scene.draw.one(['true', '1', '!0'])}`]);
      importer(scene, { ops: scene.draw.one([`&${ops}`, `(&${ops})`]) });
    },
    'through a wrapper': (scene) => {
      const ops = attachOps(scene, [`${MARK}.allow_peer2peer = true`]);
      const wrap = scene.helper('wrap', 'struct dma_buf_attachment *', 'struct dma_buf *dmabuf, const struct dma_buf_attach_ops *ops', [
        `${MATCH} list[] = { DMA_BUF_IMAPPING_SGT(NULL, true) };`,
        '',
        'return dma_buf_mapping_attach(dmabuf, list, ARRAY_SIZE(list), ops, NULL);',
      ]);
      importer(scene, { call: (context) => `${wrap}(${names(context).dmabuf}, &${ops})` });
    },
  },
  alikes: {
    'an attach that reads it': (scene) => {
      const ops = attachOps(scene, ['.allow_peer2peer = true']);
      importer(scene, { call: (context) => dynamic(context, `&${ops}`) });
    },
    'not allowed': (scene) => {
      const ops = attachOps(scene, [`.allow_peer2peer = ${scene.draw.one(['false', '0'])}`]);
      importer(scene, { ops: `&${ops}` });
    },
    'read by the driver': (scene) => {
      const ops = attachOps(scene, ['.allow_peer2peer = true']);
      scene.main(`bool ${ops}_peer(struct dma_buf_attachment *attach)`, '{', '\treturn attach->importer_ops->allow_peer2peer;', '}');
      importer(scene, { ops: `&${ops}` });
    },
    'used by both attach functions': (scene) => {
      const ops = attachOps(scene, ['.allow_peer2peer = true']);
      importer(scene, { ops: `&${ops}` });
      importer(scene, { call: (context) => dynamic(context, `&${ops}`) });
    },
  },
};

const renamedCall: Seed = {
  rule: 'renamed-call',
  uncompiled: true,
  defects: {
    attach: (scene) =>
      void importer(scene, { call: (context) => expression(scene, context, `${MARK}dma_buf_attach(${names(context).dmabuf}, ${names(context).dev})`, { type: 'struct dma_buf_attachment *' }) }),
    'dynamic attach': (scene) => {
      const ops = attachOps(scene, []);
      importer(scene, { call: (context) => `${MARK}dma_buf_dynamic_attach(${names(context).dmabuf}, ${names(context).dev}, &${ops}, NULL)` });
    },
    'map and unmap': (scene) => {
      const call = scene.draw.one(['dma_buf_map_attachment(attach, DMA_TO_DEVICE)', 'dma_buf_map_attachment_unlocked(attach, DMA_TO_DEVICE)']);
      scene.helper('map', 'struct sg_table *', 'struct dma_buf_attachment *attach', [`${MARK}return ${call};`]);
    },
  },
  alikes: {
    successors: (scene) => void importer(scene, { call: sgtAttach }),
    'a function of the driver with a longer name': (scene) => {
      const own = scene.helper('dma_buf_attach', 'struct dma_buf_attachment *', 'struct dma_buf *dmabuf, struct device *dev', ['return dma_buf_sgt_attach(dmabuf, dev);']);
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
  const context: Context = [{ type: parameter.slice(0, parameter.lastIndexOf('*') + 1), name: parameter.slice(parameter.lastIndexOf('*') + 1) }];
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

const MAPS = { sgt: (attach: string) => `dma_buf_sgt_map_attachment(${attach}, DMA_TO_DEVICE)`, pal: (attach: string) => `dma_buf_pal_map_phys(${attach})` };
const MAPPED = { sgt: 'struct sg_table *', pal: 'struct dma_buf_phys_list *' };

const wrongMapCall: Seed = {
  rule: 'wrong-map-call',
  defects: {
    'tables of a physical attachment': (scene) => using(scene, ['pal'], (attach) => [`${MARK}return ${MAPS.sgt(attach)};`], MAPPED.sgt),
    'physical addresses of a table attachment': (scene) => using(scene, ['sgt'], (attach) => [`${MARK}return ${MAPS.pal(attach)};`], MAPPED.pal),
    'through a macro': (scene) => {
      const macro = scene.macro('map', '(a)', `${MARK}dma_buf_sgt_map_attachment(a, DMA_TO_DEVICE)`);
      using(scene, ['pal'], (attach) => [`${MARK}return ${macro}(${attach});`], MAPPED.sgt);
    },
  },
  alikes: {
    'the right function': (scene) => {
      const kind = scene.draw.one(['sgt', 'pal'] as const);
      using(scene, [kind], (attach) => [`return ${MAPS[kind](attach)};`], MAPPED[kind]);
    },
    'an attachment of anybody': (scene) =>
      scene.main(`struct sg_table *${scene.name('map')}(struct dma_buf_attachment *attach)`, '{', `\treturn ${MAPS.sgt('attach')};`, '}'),
    'the type is asked': (scene) =>
      using(scene, ['pal', 'sgt'], (attach) => [`if (${attach}->map_type.type != &dma_buf_mapping_sgt_type)`, '\treturn NULL;', `return ${MAPS.sgt(attach)};`], MAPPED.sgt),
    'another call in a comment and in #if 0': (scene) =>
      using(scene, ['pal'], (attach) => [`/* ${MAPS.sgt(attach)} */`, '#if 0', `return ${MAPS.sgt(attach)};`, '#endif', `return ${MAPS.pal(attach)};`], MAPPED.pal),
  },
};

const unguardedMapCall: Seed = {
  rule: 'unguarded-map-call',
  defects: {
    'as a table': (scene) => using(scene, scene.draw.one([['pal', 'sgt'], ['sgt', 'pal']]), (attach) => [`${MARK}return ${MAPS.sgt(attach)};`], MAPPED.sgt),
    'as physical addresses': (scene) => using(scene, scene.draw.one([['pal', 'sgt'], ['sgt', 'pal']]), (attach) => [`${MARK}return ${MAPS.pal(attach)};`], MAPPED.pal),
    'behind another question': (scene) =>
      using(scene, ['pal', 'sgt'], (attach) => [`if (!${attach}->dmabuf)`, '\treturn NULL;', `${MARK}return ${MAPS.sgt(attach)};`], MAPPED.sgt),
  },
  alikes: {
    'asked before': (scene) =>
      using(scene, ['pal', 'sgt'], (attach) => [`if (${attach}->map_type.type == &dma_buf_mapping_sgt_type)`, `\treturn ${MAPS.sgt(attach)};`, 'return NULL;'], MAPPED.sgt),
    'asked in a helper': (scene) => {
      const helper = scene.helper('is_table', 'bool', 'struct dma_buf_attachment *attach', ['return attach->map_type.type == &dma_buf_mapping_sgt_type;']);
      using(scene, ['pal', 'sgt'], (attach) => [`if (!${helper}(${attach}))`, '\treturn NULL;', `return ${MAPS.sgt(attach)};`], MAPPED.sgt);
    },
    'one type only': (scene) => using(scene, ['sgt'], (attach) => [`return ${MAPS.sgt(attach)};`], MAPPED.sgt),
    'asked in a switch of the driver': (scene) =>
      using(
        scene,
        ['sgt', 'pal'],
        (attach) => [`bool table = ${attach}->map_type.type == &dma_buf_mapping_sgt_type;`, '', 'if (!table)', '\treturn NULL;', `return ${MAPS.sgt(attach)};`],
        MAPPED.sgt,
      ),
  },
};

const impossibleMatch: Seed = {
  rule: 'impossible-match',
  defects: {
    'a type that nobody offers': (scene) => {
      const type = ownType(scene);
      const text = `(${MATCH}){ .type = &${type} }`;
      importer(scene, {
        items: () => [{ text, constant: true, kind: 'own' }],
        list: { forms: ['initializer', 'indices', 'counter', 'file scope', 'pointer'] },
        change: (list) => ({ ...list, length: `${MARK}${list.length}` }),
      });
    },
    'a type that nobody asks for': (scene) => {
      const type = ownType(scene);
      const text = `(${MATCH}){ .type = &${type} }`;
      const { ops } = exporter(scene, { items: () => [{ text, constant: true, kind: 'own' }] });
      scene.markDefinition(ops.replace(/\.ops$/, ''));
    },
    'only peer-to-peer, which nobody accepts': (scene) => {
      const type = ownType(scene, [`return ${scene.draw.one(['-EOPNOTSUPP', '-EINVAL'])};`]);
      const text = `(${MATCH}){ .type = &${type} }`;
      const { ops } = exporter(scene, { items: () => [{ text, constant: true, kind: 'own' }] });
      scene.markDefinition(ops.replace(/\.ops$/, ''));
      importer(scene, { items: () => [{ text, constant: true, kind: 'own' }], change: (list) => ({ ...list, length: `${MARK}${list.length}` }) });
    },
  },
  alikes: {
    'a fallback': (scene) => {
      driver(scene, 'importer', {});
      driver(scene, 'exporter', {});
    },
    'a type of both sides': (scene) => {
      const type = ownType(scene);
      for (const side of ['exporter', 'importer'] as const)
        driver(scene, side, { items: () => [{ text: `(${MATCH}){ .type = &${type} }`, constant: true, kind: 'own' }] });
    },
    'an exporter that refuses on purpose': (scene) => void exporter(scene, { body: (context) => statement(scene, context, ['return -EOPNOTSUPP;']) }),
    'a match that depends on the machine': (scene) => {
      const type = ownType(scene, ['return dmabuf->priv ? 0 : -EOPNOTSUPP;']);
      for (const side of ['exporter', 'importer'] as const)
        driver(scene, side, { items: () => [{ text: `(${MATCH}){ .type = &${type} }`, constant: true, kind: 'own' }] });
    },
  },
};

export const importerSeeds: readonly Seed[] = [
  uncheckedAttach,
  nullImporterOps,
  ignoredPeer2peer,
  renamedCall,
  removedField,
  wrongMapCall,
  unguardedMapCall,
  impossibleMatch,
];
