/** Defects of mapping types. */
import { driver } from '../drivers.ts';
import { MATCH } from '../entries.ts';
import type { Item } from '../lists.ts';
import { type Context, MARK, type Scene } from '../scene.ts';
import type { Seed } from '../seed.ts';
import { expression } from '../spelling.ts';

const ENTRY = `const ${MATCH} *`;
const FINISH_CONTEXT: Context = [
  { type: 'struct dma_buf_match_args *', name: 'args' },
  { type: ENTRY, name: 'exp' },
  { type: ENTRY, name: 'imp' },
];
const MATCH_CONTEXT: Context = [
  { type: 'struct dma_buf *', name: 'dmabuf' },
  { type: ENTRY, name: 'exp' },
  { type: ENTRY, name: 'imp' },
];
const parameters = (context: Context) => context.map(({ type, name }) => `${type}${name}`).join(', ');

interface TypeWishes {
  match?: (context: Context) => string[];
  finish?: (context: Context, type: string) => string[];
  /** Changes the members of the initialiser. */
  members?: (members: string[]) => string[];
  /** Who uses it. */
  sides?: readonly ('exporter' | 'importer')[];
}

function finishBody(scene: Scene, type: string): string[] {
  return scene.draw.one([
    ['args->attach->map_type = *exp;'],
    ['struct dma_buf_attachment *attach = args->attach;', '', 'attach->map_type = exp[0];'],
    [`args->attach->map_type = (${MATCH}){ .type = &${type}, .exp_ops = exp->exp_ops };`],
    ['args->attach->map_type.type = exp->type;', 'args->attach->map_type.exp_ops = exp->exp_ops;'],
    ['args->attach->map_type = *imp;', 'args->attach->map_type.exp_ops = exp->exp_ops;'],
  ]);
}

/** A type, an exporter that offers it, and an importer that asks for it. */
export function typeDriver(scene: Scene, wishes: TypeWishes = {}): string {
  const { draw } = scene;
  const type = scene.name(draw.one(['type', 'mapping_type', 'link']));
  scene.header(`extern const struct dma_buf_mapping_type ${type};`);
  const members = [`.name = ${draw.one([`"${scene.stem}"`, expression(scene, [], `"${type}"`, { constant: true })])}`];
  const finish = scene.helper(
    'finish',
    'void',
    parameters(FINISH_CONTEXT),
    wishes.finish?.(FINISH_CONTEXT, type) ?? finishBody(scene, type),
  );
  members.push(`.finish_match = ${draw.one([finish, `&${finish}`])}`);
  if (wishes.match || draw.chance(30)) {
    const body = wishes.match?.(MATCH_CONTEXT) ?? ['return exp->fabric_data.port == imp->fabric_data.port ? 0 : -EOPNOTSUPP;'];
    members.push(`.match = ${scene.helper('match', 'int', parameters(MATCH_CONTEXT), body)}`);
  }
  const all = wishes.members?.(members) ?? (draw.chance(30) ? members.reverse() : members);
  if (draw.chance(20) && !all.some((member) => member.startsWith('#')) && !all.join().includes(MARK)) {
    scene.main(`const struct dma_buf_mapping_type ${MARK}${type} = ${scene.macro('init', '', `{ ${all.join(', ')} }`)};`, '');
  } else {
    const rows = all.map((member) => (member.startsWith('#') ? member : `\t${member},`));
    scene.main(`const struct dma_buf_mapping_type ${MARK}${type} = {`, ...rows, '};', '');
  }
  useType(scene, type, wishes.sides ?? ['exporter', 'importer']);
  return type;
}

function useType(scene: Scene, type: string, sides: readonly ('exporter' | 'importer')[]): void {
  const item: Item = { text: `(const ${MATCH}){ .type = &${type} }`, constant: true, kind: 'own' };
  for (const side of sides) {
    const plain = side === 'exporter' ? plainOps(scene) : 'DMA_BUF_IMAPPING_SGT(NULL, false)';
    driver(scene, side, { items: () => [item, { text: plain, constant: side === 'exporter', kind: 'sgt' }] });
  }
}

function plainOps(scene: Scene): string {
  const ops = scene.name('sgt_ops');
  scene.object('const struct dma_buf_mapping_sgt_exp_ops', ops, '{}');
  return `DMA_BUF_EMAPPING_SGT(&${ops})`;
}

const without = (member: string) => (members: string[]) => members.filter((each) => !each.startsWith(`.${member} `));
const inOneConfiguration = (member: string) => (members: string[]) =>
  members.flatMap((each) => (each.startsWith(`.${member} `) ? ['#ifdef CONFIG_WHOLE', each, '#endif'] : [each]));
const asNull = (member: string) => (members: string[]) =>
  members.map((each) => (each.startsWith(`.${member} `) ? `.${member} = NULL` : each));

function memberSeed(rule: string, member: string, value: (scene: Scene) => string): Seed {
  return {
    rule,
    defects: {
      'left out': (scene) => void typeDriver(scene, { members: without(member) }),
      NULL: (scene) => void typeDriver(scene, { members: asNull(member) }),
      'in one configuration only': (scene) => void typeDriver(scene, { members: inOneConfiguration(member) }),
    },
    alikes: {
      'set in both configurations': (scene) =>
        void typeDriver(scene, {
          members: (members) =>
            members.flatMap((each) => (each.startsWith(`.${member} `) ? ['#ifdef CONFIG_WHOLE', each, '#else', each, '#endif'] : [each])),
        }),
      'through a macro': (scene) =>
        void typeDriver(scene, {
          members: (members) => members.map((each) => (each.startsWith(`.${member} `) ? scene.macro('member', '', each) : each)),
        }),
      'set twice': (scene) =>
        void typeDriver(scene, {
          members: (members) => [`.${member} = ${value(scene)}`, ...members.filter((each) => !each.startsWith(`.${member} `))],
        }),
      'declared first': (scene) => {
        const type = typeDriver(scene);
        scene.main(`extern const struct dma_buf_mapping_type ${type};`);
      },
    },
  };
}

const missingName = memberSeed('missing-name', 'name', (scene) => `"${scene.stem}"`);
const missingFinishMatch = memberSeed('missing-finish-match', 'finish_match', (scene) =>
  scene.helper('finish', 'void', parameters(FINISH_CONTEXT), ['args->attach->map_type = *exp;']),
);

const finishMatchType: Seed = {
  rule: 'finish-match-type',
  defects: {
    'another type': (scene) =>
      void typeDriver(scene, {
        finish: () => [
          `${MARK}args->attach->map_type = (${MATCH}){ ${MARK}.type = &dma_buf_mapping_${scene.draw.one(['sgt', 'pal'])}_type, .exp_ops = exp->exp_ops };`,
        ],
      }),
    'no type': (scene) =>
      void typeDriver(scene, {
        finish: () =>
          scene.draw.one([
            [`${MARK}args->attach->map_type.exp_ops = exp->exp_ops;`],
            [`${MARK}(void)args;`],
            [`${MARK}args->attach->map_type = (${MATCH}){ .exp_ops = exp->exp_ops };`],
          ]),
      }),
    'not on every path': (scene) =>
      void typeDriver(scene, { finish: () => [`${MARK}if (exp->fabric_data.port)`, '\treturn;', 'args->attach->map_type = *exp;'] }),
  },
  alikes: {
    'member by member': (scene) =>
      void typeDriver(scene, {
        finish: (_, type) => [`args->attach->map_type.type = &${type};`, 'args->attach->map_type.exp_ops = exp->exp_ops;'],
      }),
    'in a helper': (scene) => {
      const helper = scene.helper('take', 'void', `${MATCH} *to, ${ENTRY}from`, ['*to = *from;']);
      typeDriver(scene, { finish: () => [`${helper}(&args->attach->map_type, exp);`] });
    },
    "from the importer's entry": (scene) =>
      void typeDriver(scene, { finish: () => ['args->attach->map_type = *imp;', 'args->attach->map_type.exp_ops = exp->exp_ops;'] }),
    'on each path in its own way': (scene) =>
      void typeDriver(scene, {
        finish: (_, type) => [
          'if (exp->fabric_data.port) {',
          '\targs->attach->map_type = *exp;',
          '\treturn;',
          '}',
          `args->attach->map_type = (${MATCH}){ .type = &${type} };`,
        ],
      }),
  },
};

const typeNotSingleton: Seed = {
  rule: 'type-not-singleton',
  also: ['unreachable-entry', 'impossible-match'],
  defects: {
    'defined in a header': (scene) => {
      const type = scene.name('type');
      scene.header(
        `static inline void ${type}_finish(${parameters(FINISH_CONTEXT)})`,
        '{',
        '\targs->attach->map_type = *exp;',
        '}',
        `${scene.draw.one(['static const', 'static'])} struct dma_buf_mapping_type ${MARK}${type} = { .name = "own", .finish_match = ${type}_finish };`,
      );
      useType(scene, type, ['exporter', 'importer']);
      scene.second(`int ${type}_is(struct dma_buf_attachment *attach)`, '{', `\treturn attach->map_type.type == &${type};`, '}');
    },
    'defined twice': (scene) => {
      const type = typeDriver(scene);
      scene.header(`void ${type}_done(${parameters(FINISH_CONTEXT)});`);
      scene.second(
        `void ${type}_done(${parameters(FINISH_CONTEXT)})`,
        '{',
        '\targs->attach->map_type = *exp;',
        '}',
        `const struct dma_buf_mapping_type ${MARK}${type} = { .name = "again", .finish_match = ${type}_done };`,
      );
    },
  },
  alikes: {
    'declared in a header': (scene) => {
      const type = typeDriver(scene);
      scene.second(`int ${type}_is(struct dma_buf_attachment *attach)`, '{', `\treturn attach->map_type.type == &${type};`, '}');
    },
    'a header for one file': (scene) => {
      const type = scene.name('type');
      const lines = [
        '#include <linux/dma-buf-mapping.h>',
        '',
        `static inline void ${type}_finish(${parameters(FINISH_CONTEXT)})`,
        '{',
        '\targs->attach->map_type = *exp;',
        '}',
        `static const struct dma_buf_mapping_type ${type} = { .name = "own", .finish_match = ${type}_finish };`,
        '',
      ];
      scene.extra.push({ path: `${scene.folder}/only.h`, text: lines.join('\n') });
      scene.main('#include "only.h"');
      scene.keepLocal(type);
      const item: Item = { text: `(const ${MATCH}){ .type = &${type} }`, constant: true, kind: 'own' };
      driver(scene, 'exporter', { items: () => [item], list: { forms: ['initializer'] }, plainCall: true });
      driver(scene, 'importer', { items: () => [item], list: { forms: ['initializer'] }, plainCall: true });
    },
    'two static types of one name, each for itself': (scene) => {
      typeDriver(scene);
      scene.extra.push(...['one', 'two'].map((word) => ({ path: `${scene.folder}/alone/${word}.c`, text: aloneText(word) })));
    },
    'a tentative declaration before the definition': (scene) => {
      const type = typeDriver(scene);
      scene.main(`extern const struct dma_buf_mapping_type ${type};`, `extern const struct dma_buf_mapping_type ${type};`);
    },
  },
};

/** A file with a type, and both sides of it. */
function aloneText(word: string): string {
  return `#include <linux/dma-buf-mapping.h>
#include <linux/kernel.h>

static void alone_finish(${parameters(FINISH_CONTEXT)})
{
	args->attach->map_type = *exp;
}

static const struct dma_buf_mapping_type alone_type = { .name = "alone", .finish_match = alone_finish };
static const ${MATCH} alone_match[] = { { .type = &alone_type } };

static int ${word}_match_mapping(struct dma_buf_match_args *args)
{
	return dma_buf_match_mapping(args, alone_match, ARRAY_SIZE(alone_match));
}

static const struct dma_buf_ops ${word}_ops = { .match_mapping = ${word}_match_mapping };

struct dma_buf_attachment *${word}_attach(struct dma_buf *dmabuf)
{
	return dma_buf_mapping_attach(dmabuf, alone_match, ARRAY_SIZE(alone_match), NULL, NULL);
}
`;
}

/** The type's driver as a module, and another module that uses it. */
function twoModules(scene: Scene, exported: (type: string) => string[], build: { own?: string; other?: string } = {}): void {
  const type = typeDriver(scene);
  scene.main(...exported(type));
  scene.extra.push(
    { path: `${scene.folder}/Makefile`, text: `obj-${build.own ?? '$(CONFIG_OWN)'} += both.o\nboth-y := driver.o util.o\n` },
    { path: `${scene.folder}_user/Makefile`, text: `obj-${build.other ?? '$(CONFIG_OTHER)'} += user.o\n` },
    {
      path: `${scene.folder}_user/user.c`,
      text: `#include <linux/dma-buf-mapping.h>
#include <linux/kernel.h>
#include "../main/driver.h"

struct dma_buf_attachment *user_attach(struct dma_buf *dmabuf, struct device *dev)
{
	${MATCH} match[] = { { .type = &${type} }, DMA_BUF_IMAPPING_SGT(dev, false) };

	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, NULL);
}
`,
    },
  );
}

const typeNotExported: Seed = {
  rule: 'type-not-exported',
  defects: {
    'no export': (scene) => twoModules(scene, () => []),
    'the export of something else': (scene) =>
      twoModules(scene, () => [`int ${scene.stem}_number;`, `EXPORT_SYMBOL_GPL(${scene.stem}_number);`]),
    'an export in a comment': (scene) =>
      twoModules(scene, (type) => [`/* EXPORT_SYMBOL_GPL(${type}); */`, '#if 0', `EXPORT_SYMBOL_GPL(${type});`, '#endif']),
  },
  alikes: {
    exported: (scene) => twoModules(scene, (type) => [`EXPORT_SYMBOL_GPL(${type});`]),
    'exported into a namespace': (scene) => twoModules(scene, (type) => [`EXPORT_SYMBOL_NS_GPL(${type}, "DMA_BUF");`]),
    'both built in': (scene) => twoModules(scene, () => [], { own: 'y', other: 'y' }),
    'one module': (scene) => {
      const type = typeDriver(scene);
      scene.second(`int ${type}_is(struct dma_buf_attachment *attach)`, '{', `\treturn attach->map_type.type == &${type};`, '}');
      scene.extra.push({ path: `${scene.folder}/Makefile`, text: 'obj-m += all.o\nall-y := driver.o util.o\n' });
    },
  },
};

export const typeSeeds: readonly Seed[] = [missingName, missingFinishMatch, finishMatchType, typeNotSingleton, typeNotExported];
