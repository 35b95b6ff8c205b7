/** Defects of callbacks: what they assert, read and return. */
import { exporter, indented } from '../drivers.ts';

import { type Context, MARK, type Scene } from '../scene.ts';
import type { Seed } from '../seed.ts';
import { condition, expression, returning, statement } from '../spelling.ts';
import { typeDriver } from './types.ts';

const argsOf = (context: Context) => context[0]!.name;

/** An exporter that does this before it matches. */
const first = (scene: Scene, lines: (context: Context) => string[]) => void exporter(scene, { before: lines });

const lockAssertion: Seed = {
  rule: 'lock-assertion',
  defects: {
    'asserted before the match': (scene) =>
      first(scene, (context) =>
        statement(scene, context, [`${MARK}dma_resv_assert_held(${argsOf(context)}->dmabuf->resv);`], { outline: true, branch: true }),
      ),
    'asserted after the match': (scene) =>
      void exporter(scene, {
        ending: (call, context) => [
          `int ret = ${call};`,
          ...statement(scene, context, [`${MARK}dma_resv_assert_held(${argsOf(context)}->dmabuf->resv);`], { outline: true }),
          'return ret;',
        ],
      }),
    'asserted by a match': (scene) =>
      typeDriver(scene, {
        match: (context) => [
          ...statement(scene, context, [`${MARK}dma_resv_assert_held(${context[0]!.name}->resv);`], { outline: true, branch: true }),
          'return 0;',
        ],
      }),
  },
  alikes: {
    'the lock is taken first': (scene) =>
      first(scene, (context) => {
        const resv = `${argsOf(context)}->dmabuf->resv`;
        return [`dma_resv_lock(${resv});`, `dma_resv_assert_held(${resv});`, `dma_resv_unlock(${resv});`];
      }),
    'a function that nobody calls here': (scene) => {
      scene.main(`void ${scene.name('moved')}(struct dma_buf *dmabuf)`, '{', '\tdma_resv_assert_held(dmabuf->resv);', '}');
      exporter(scene);
    },
    'in a comment and in #if 0': (scene) =>
      first(scene, () => [
        '/* dma_resv_assert_held(args->dmabuf->resv); */',
        '#if 0',
        'dma_resv_assert_held(args->dmabuf->resv);',
        '#endif',
      ]),
    'another lock': (scene) => {
      scene.header('void lockdep_assert_held(const void *lock);', `struct ${scene.stem}_box { struct mutex lock; };`);
      first(scene, (context) => [`struct ${scene.stem}_box *box = ${argsOf(context)}->dmabuf->priv;`, 'lockdep_assert_held(&box->lock);']);
    },
  },
};

const POSTPONING = ['-ENOSYS', '-ENOTTY', '-EPROTONOSUPPORT', '-EAFNOSUPPORT'];
const errnos = (scene: Scene) => {
  scene.header('#ifndef ENOSYS', '#define ENOSYS 38', '#endif', '#ifndef ENOTTY', '#define ENOTTY 25', '#endif');
  scene.header(
    '#ifndef EPROTONOSUPPORT',
    '#define EPROTONOSUPPORT 93',
    '#endif',
    '#ifndef EAFNOSUPPORT',
    '#define EAFNOSUPPORT 97',
    '#endif',
  );
  scene.header('#ifndef ENOTSUPP', '#define ENOTSUPP 524', '#endif');
  return scene.draw.one([...POSTPONING, '-ENOTSUPP', '-ENOTSUPP']);
};

const matchErrno: Seed = {
  rule: 'match-errno',
  defects: {
    'from match_mapping': (scene) =>
      first(scene, (context) => [
        `if (${condition(scene, context)}) {`,
        ...indented(returning(scene, context, `${MARK}${errnos(scene)}`, { outline: true })),
        '}',
      ]),
    'from match': (scene) =>
      typeDriver(scene, {
        match: (context) => [
          'if (exp->fabric_data.fabric_id != imp->fabric_data.fabric_id) {',
          ...indented(returning(scene, context, `${MARK}${errnos(scene)}`, { outline: true })),
          '}',
          'return 0;',
        ],
      }),
  },
  alikes: {
    'the errno that goes on': (scene) =>
      typeDriver(scene, {
        match: (context) => [
          'if (exp->fabric_data.fabric_id != imp->fabric_data.fabric_id) {',
          ...indented(returning(scene, context, '-EOPNOTSUPP', { outline: true })),
          '}',
          'return 0;',
        ],
      }),
    'an errno that names a failure': (scene) =>
      first(scene, (context) => [
        `if (${condition(scene, context)}) {`,
        ...indented(returning(scene, context, scene.draw.one(['-EINVAL', '-ENODEV', '-EIO', '-EBUSY']))),
        '}',
      ]),
    'asked for, and translated': (scene) => {
      const errno = errnos(scene);
      const check = scene.name('check');
      scene.header(`int ${check}(struct dma_buf *dmabuf);`);
      first(scene, (context) => [`if (${check}(${argsOf(context)}->dmabuf) == ${errno})`, '\treturn -EOPNOTSUPP;']);
    },
    'in a function that is no callback': (scene) => {
      scene.main(`int ${scene.name('ioctl')}(void)`, '{', `\treturn ${errnos(scene)};`, '}');
      exporter(scene);
    },
  },
};

/** The result is looked at, then this is returned. */
const afterwards = (scene: Scene, lines: (context: Context) => string[]) =>
  void exporter(scene, { ending: (call, context) => [`int matched = ${call};`, 'if (matched)', '\treturn matched;', ...lines(context)] });

const positiveReturn: Seed = {
  rule: 'positive-return',
  defects: {
    'an errno without its sign': (scene) =>
      first(scene, (context) => [
        `if (${condition(scene, context)}) {`,
        ...indented(returning(scene, context, `${MARK}${scene.draw.one(['ENODEV', 'EINVAL', 'EBUSY'])}`, { outline: true })),
        '}',
      ]),
    'an assignment as the value': (scene) =>
      afterwards(scene, (context) => [
        `${MARK}return ${argsOf(context)}->attach->map_type.sgt_data.importer_accepts_p2p = ${scene.draw.one(['DMA_SGT_IMPORTER_ACCEPTS_P2P', 'DMA_SGT_EXPORTER_REQUIRES_P2P_DISTANCE'])};`,
      ]),
    'a truth': (scene) =>
      typeDriver(scene, {
        match: (context) =>
          returning(
            scene,
            context,
            `${MARK}${scene.draw.one(['exp->fabric_data.port == imp->fabric_data.port', 'exp->fabric_data.fabric_id != 0'])}`,
          ),
      }),
    'one for yes': (scene) =>
      afterwards(scene, (context) => returning(scene, context, `${MARK}${scene.draw.one(['1', 'true', '2'])}`, { outline: true })),
  },
  alikes: {
    'zero for yes': (scene) => afterwards(scene, (context) => returning(scene, context, scene.draw.one(['0', 'false']), { outline: true })),
    'a negative number through a variable': (scene) =>
      first(scene, (context) => [
        `int code = ${scene.draw.one(['ENODEV', 'EINVAL'])};`,
        `if (${condition(scene, context)})`,
        '\treturn -code;',
      ]),
    'a truth that is turned into an errno': (scene) =>
      typeDriver(scene, {
        match: () => [
          `return ${scene.draw.one(['exp->fabric_data.port == imp->fabric_data.port ? 0 : -EOPNOTSUPP', '(exp->fabric_data.port == imp->fabric_data.port) - 1'])};`,
        ],
      }),
    'a positive number in a helper that is asked': (scene) => {
      const helper = scene.helper('score', 'int', 'struct dma_buf *dmabuf', ['return dmabuf->size > 10 ? 2 : 1;']);
      first(scene, (context) => [`if (${helper}(${argsOf(context)}->dmabuf) > 1)`, '\treturn -EBUSY;']);
    },
  },
};

const ignoredResult: Seed = {
  rule: 'ignored-result',
  defects: {
    dropped: (scene) =>
      void exporter(scene, { markCall: true, ending: (call) => [`${MARK}${scene.draw.one(['', '(void)'])}${call};`, `${MARK}return 0;`] }),
    'overwritten with success': (scene) =>
      void exporter(scene, {
        markCall: true,
        ending: (call) => [`int ret;`, `${MARK}ret = ${call};`, `${MARK}ret = 0;`, `${MARK}return ret;`],
      }),
    'seen and not handed on': (scene) => {
      const note = scene.name('note');
      scene.header(`void ${note}(int code);`);
      exporter(scene, {
        markCall: true,
        ending: (call) =>
          scene.draw.one([
            [`int ret = ${MARK}${call};`, 'if (ret)', `\t${note}(ret);`, `${MARK}return 0;`],
            [`${MARK}if (${call})`, `\t${note}(1);`, `${MARK}return 0;`],
            [`int ret = ${MARK}${call};`, 'if (ret)', '\tgoto out;', 'out:', `${MARK}return 0;`],
          ]),
      });
    },
  },
  alikes: {
    'handed on after a look': (scene) => {
      const note = scene.name('note');
      scene.header(`void ${note}(int code);`);
      exporter(scene, { ending: (call) => [`int ret = ${call};`, 'if (ret)', `\t${note}(ret);`, 'return ret;'] });
    },
    'another errno instead': (scene) =>
      void exporter(scene, {
        ending: (call) => [`if (${call})`, `\treturn ${scene.draw.one(['-EINVAL', '-ENODEV', '-EOPNOTSUPP'])};`, 'return 0;'],
      }),
    'success after success': (scene) =>
      void exporter(scene, { ending: (call) => [`int ret = ${call};`, 'if (ret == 0) {', '\treturn 0;', '}', 'return ret;'] }),
    'the result patched': (scene) =>
      afterwards(scene, (context) => [
        `${argsOf(context)}->attach->map_type.exp_ops = ${argsOf(context)}->attach->map_type.exp_ops;`,
        'return 0;',
      ]),
  },
};

const unsetAttachField: Seed = {
  rule: 'unset-attach-field',
  // A check of what is always NULL turns everybody away.
  also: ['impossible-match'],
  defects: {
    'read in match_mapping': (scene) =>
      first(scene, (context) => {
        const member = scene.draw.one(['dmabuf', 'importer_priv', 'importer_ops', 'priv']);
        const read = expression(scene, context, `${MARK}${argsOf(context)}->attach->${member}`, { type: 'const void *' });
        return statement(scene, context, [`${MARK}if (!${read})`, '\treturn -ENODEV;']);
      }),
    'through a local': (scene) =>
      first(scene, (context) => [
        `struct dma_buf_attachment *attach = ${argsOf(context)}->attach;`,
        `${MARK}if (attach->${scene.draw.one(['importer_ops', 'importer_priv', 'priv'])})`,
        '\treturn -EBUSY;',
      ]),
    'read in a helper': (scene) => {
      const helper = scene.helper('is_mine', 'bool', 'struct dma_buf_attachment *attach', [`${MARK}return attach->importer_priv != NULL;`]);
      first(scene, (context) => [`${MARK}if (${helper}(${argsOf(context)}->attach))`, '\treturn -EBUSY;']);
    },
    'read in finish_match': (scene) =>
      typeDriver(scene, {
        finish: () => [
          'args->attach->map_type = *exp;',
          `${MARK}if (args->attach->importer_priv)`,
          '\targs->attach->map_type.exp_ops = NULL;',
        ],
      }),
  },
  alikes: {
    'the buffer of the arguments': (scene) => first(scene, (context) => [`if (!${argsOf(context)}->dmabuf->priv)`, '\treturn -ENODEV;']),
    'set before it is read': (scene) =>
      first(scene, (context) => [
        `${argsOf(context)}->attach->priv = ${argsOf(context)}->dmabuf->priv;`,
        `if (!${argsOf(context)}->attach->priv)`,
        '\treturn -ENODEV;',
      ]),
    'what the match has set': (scene) =>
      afterwards(scene, (context) => [
        `if (${argsOf(context)}->attach->map_type.type == &dma_buf_mapping_pal_type)`,
        '\treturn 0;',
        'return 0;',
      ]),
    'read in a function that is no callback': (scene) => {
      scene.main(`void *${scene.name('priv_of')}(struct dma_buf_attachment *attach)`, '{', '\treturn attach->dmabuf->priv;', '}');
      exporter(scene);
    },
  },
};

export const callbackSeeds: readonly Seed[] = [lockAssertion, matchErrno, positiveReturn, ignoredResult, unsetAttachField];
