/** Defects of the core, and of the comments that silence others. */

import { sharedFiles } from '../../support/small-project.ts';
import { driver } from '../drivers.ts';
import { MATCH } from '../entries.ts';
import { MARK, type Scene } from '../scene.ts';
import type { Seed } from '../seed.ts';

const CORE = 'drivers/dma-buf/dma-buf-mapping.c';
const HEAD = `int ${MARK}dma_buf_match_mapping(struct dma_buf_match_args *args, const ${MATCH} *exp, size_t exp_len)`;

/** What a loop may do otherwise than the built-in one. */
interface Loop {
  order?: 'importer';
  /** How it goes on after `match` has answered; C of the statements. */
  answered?: string;
  finish?: string;
  nothing?: string;
  sameType?: string;
  exporterFrom?: string;
}

/** The match loop in one of its spellings. */
function loopText(scene: Scene, loop: Loop = {}): string {
  const { draw } = scene;
  const answered = loop.answered ?? 'if (ret == -EOPNOTSUPP) continue; if (ret) return ret;';
  const finish = loop.finish ?? 'e->type->finish_match(args, e, i);';
  const same = loop.sameType ?? 'e->type == i->type';
  const inside = draw.one([
    [`if (!(${same})) continue;`, 'int ret = e->type->match ? e->type->match(args->dmabuf, e, i) : 0;', answered, finish, 'return 0;'],
    [`if (${same}) {`, 'if (e->type->match) {', 'int ret = e->type->match(args->dmabuf, e, i);', answered, '}', finish, 'return 0;', '}'],
  ]);
  const from = loop.exporterFrom ?? '0';
  const loops = draw.one([
    [`for (size_t a = ${from}; a < exp_len; a++)`, 'for (size_t b = 0; b < args->imp_len; b++) {'],
    [`for (unsigned int a = ${from}; exp_len > a; ++a)`, 'for (unsigned int b = 0; args->imp_len > b; b += 1) {'],
  ]);
  const ordered =
    loop.order === 'importer'
      ? loops
          .map((line) => line.replace(/ \{$/, ''))
          .reverse()
          .map((line, at) => (at === 1 ? `${line} {` : line))
      : loops;
  return [
    HEAD,
    '{',
    ...ordered,
    `const ${MATCH} *e = ${draw.one(['&exp[a]', 'exp + a'])};`,
    `const ${MATCH} *i = ${draw.one(['&args->imp_matches[b]', 'args->imp_matches + b'])};`,
    ...inside,
    '}',
    `return ${loop.nothing ?? '-EINVAL'};`,
    '}',
  ].join('\n');
}

/** The tree with that loop. */
function withLoop(scene: Scene, text: string): void {
  const before = sharedFiles().find(({ path }) => path === CORE)!.text;
  const start = before.indexOf('int dma_buf_match_mapping(');
  const end = before.indexOf('\n}\n', start) + 2;
  scene.extra.push({ path: CORE, text: before.slice(0, start) + text + before.slice(end) });
}

const drifting = (loop: Loop) => (scene: Scene) => withLoop(scene, loopText(scene, loop));

const coreDrift: Seed = {
  rule: 'core-drift',
  defects: {
    "the importer's order": drifting({ order: 'importer' }),
    'an errno does not end the search': drifting({ answered: 'if (ret) continue;' }),
    'every answer ends the search': drifting({ answered: 'if (ret) return ret;' }),
    'another errno at the end': drifting({ nothing: '-EOPNOTSUPP' }),
    'the first entry left out': drifting({ exporterFrom: '1' }),
    'not finished': drifting({ finish: '' }),
    'the sides exchanged': drifting({ finish: 'e->type->finish_match(args, i, e);' }),
  },
  alikes: {
    'the same loop': (scene) => withLoop(scene, loopText(scene)),
    'with notes': (scene) => withLoop(scene, loopText(scene, { finish: '/* both agree */ e->type->finish_match(args, e, i); (void)0;' })),
    'with the answer in a switch': (scene) =>
      withLoop(scene, loopText(scene, { answered: 'switch (ret) { case 0: break; case -EOPNOTSUPP: continue; default: return ret; }' })),
    'the type asked in other words': (scene) => withLoop(scene, loopText(scene, { sameType: '!(i->type != e->type)' })),
  },
};

/** A driver with that comment above its function. */
const commented = (comment: string, write: (scene: Scene) => void) => (scene: Scene) => {
  write(scene);
  const name = scene.name('noted');
  scene.main(`${MARK}${comment}`, `void ${name}(void)`, '{', '}');
  scene.header(`void ${name}(void);`);
};

const right = (scene: Scene) => driver(scene, scene.draw.one(['exporter', 'importer']), {});

/** An importer whose length is wrong, with that comment above the call. */
const silenced = (comment: string) => (scene: Scene) => {
  scene.main(
    `struct dma_buf_attachment *${scene.name('attach')}(struct dma_buf *dmabuf, struct device *dev)`,
    '{',
    `\t${MATCH} list[] = { DMA_BUF_IMAPPING_SGT(dev, false) };`,
    '',
    `\t${comment}`,
    '\treturn dma_buf_mapping_attach(dmabuf, list, 2, NULL, NULL);',
    '}',
  );
};

const unusedDirective: Seed = {
  rule: 'unused-directive',
  defects: {
    'nothing to silence': commented('/* dmabuf-mapping: ignore list-length -- padded */', right),
    'no such rule': commented('/* dmabuf-mapping: ignore list-lenght -- padded */', right),
    'in a line comment': commented('// dmabuf-mapping: ignore wrong-side, empty-list -- generated', right),
    'no comma': commented('/* dmabuf-mapping: ignore wrong-side list-length -- generated */', right),
    'no reason': commented('/* dmabuf-mapping: ignore missing-name */', right),
  },
  alikes: {
    needed: silenced('/* dmabuf-mapping: ignore list-length -- the board pads every list */'),
    'needed, in a line comment': silenced('// dmabuf-mapping: ignore list-length -- the board pads every list'),
    'needed, beside a rule that is silenced with it': silenced('/* dmabuf-mapping: ignore list-length, unused-directive -- generated */'),
    'about something else': (scene) => {
      scene.main(
        '/* The dma-buf mapping code ignores list-length here. */',
        `static const char ${scene.stem}_text[] = "dmabuf-mapping: ignore list-length";`,
      );
      scene.main(`const char *${scene.stem}_say(void)`, '{', `\treturn ${scene.stem}_text;`, '}');
    },
  },
};

export const treeSeeds: readonly Seed[] = [coreDrift, unusedDirective];
