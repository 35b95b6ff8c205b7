/** Defects of importers: how they attach, and what they do with the attachment. */
import { driver, exporter, importer } from '../drivers.ts';
import { MATCH } from '../entries.ts';
import { type Context, MARK, type Scene } from '../scene.ts';
import type { Seed } from '../seed.ts';
import { condition, expression, statement } from '../spelling.ts';
import { ownType } from './entries.ts';

export const names = (context: Context) => ({ dmabuf: context[0]!.name, dev: context[1]!.name });
export const sgtAttach = (context: Context) => `dma_buf_sgt_attach(${names(context).dmabuf}, ${names(context).dev})`;

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

export function attachOps(scene: Scene, members: readonly string[]): string {
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
  return {
    attach: 'state->attach',
    lines: [`struct ${tag} *state = kzalloc(sizeof(*state), GFP_KERNEL);`, '', `state->attach = ${call};`],
  };
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
          return [
            ...lines,
            `if (${scene.draw.one([`!${attach}`, `${attach} == NULL`])})`,
            '\treturn -ENOMEM;',
            `${attach}->priv = NULL;`,
            'return 0;',
          ];
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
          return [
            ...lines,
            `if (${condition(scene, context)} && IS_ERR(${attach}))`,
            `\treturn -EINVAL;`,
            `${attach}->priv = NULL;`,
            'return 0;',
          ];
        },
      }),
  },
  alikes: {
    checked: (scene) =>
      checked(scene, (attach) => [
        `if (${scene.draw.one([`IS_ERR(${attach})`, `unlikely(IS_ERR(${attach}))`, `!${attach} || IS_ERR(${attach})`])})`,
        `\treturn -EINVAL;`,
      ]),
    'checked in a helper': (scene) => {
      const helper = scene.helper('failed', 'bool', 'struct dma_buf_attachment *attach', ['return IS_ERR(attach);']);
      checked(scene, (attach) => [`if (${helper}(${attach}))`, '\treturn -EINVAL;']);
    },
    'checked through a macro': (scene) => {
      const macro = scene.macro('check', '(x)', `do {\nif (IS_ERR(x))\n\treturn PTR_ERR(x);\n} while (0)`);
      checked(scene, (attach) => [`${macro}(${attach});`]);
    },
    'checked with PTR_ERR_OR_ZERO': (scene) =>
      checked(scene, (attach) => [`int failed = PTR_ERR_OR_ZERO(${attach});`, 'if (failed)', '\treturn failed;']),
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

const dynamic = (context: Context, ops: string) =>
  `dma_buf_sgt_dynamic_attach(${names(context).dmabuf}, ${names(context).dev}, ${ops}, NULL)`;

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
      void importer(scene, {
        call: (context) =>
          `${MARK}${dynamic(context, expression(scene, context, scene.draw.one(['NULL', '(void *)0', 'NULL']), { constant: true }))}`,
      }),
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
      importer(scene, {
        call: (context) => `dma_buf_sgt_dynamic_attach(${names(context).dmabuf}, ${names(context).dev}, &${ops}, (void *)NULL)`,
      });
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
      importer(scene, {
        items: () => [{ text, constant: true, kind: 'own' }],
        change: (list) => ({ ...list, length: `${MARK}${list.length}` }),
      });
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
        driver(scene, side, {
          before: () => [],
          items: () => [{ text: `(${MATCH}){ .type = &${type} }`, constant: true, kind: 'own' }],
        });
    },
    'an exporter that refuses on purpose': (scene) =>
      void exporter(scene, { body: (context) => statement(scene, context, ['return -EOPNOTSUPP;']) }),
    'a match that depends on the machine': (scene) => {
      const type = ownType(scene, ['return dmabuf->priv ? 0 : -EOPNOTSUPP;']);
      for (const side of ['exporter', 'importer'] as const)
        driver(scene, side, {
          before: () => [],
          items: () => [{ text: `(${MATCH}){ .type = &${type} }`, constant: true, kind: 'own' }],
        });
    },
  },
};

export const importerSeeds: readonly Seed[] = [uncheckedAttach, nullImporterOps, ignoredPeer2peer, impossibleMatch];
