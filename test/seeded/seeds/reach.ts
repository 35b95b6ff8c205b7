/** Defects of what a list comes to: entries that nobody reaches, too many of them, or none. */
import { cleanItems, driver, exporter, importer, indented } from '../drivers.ts';
import { exporterEntry, importerEntry, MATCH } from '../entries.ts';
import { marked } from '../lists.ts';
import { type Context, MARK, type Scene } from '../scene.ts';
import type { Seed } from '../seed.ts';
import { condition, dmabufOf } from '../spelling.ts';
import { anySide, ownType, withEntry } from './entries.ts';

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
          const at = scene.draw.one([
            `${list.array}[${list.room}]`,
            `*(${list.array} + ${list.room})`,
            `${list.array}[ARRAY_SIZE(${list.array})]`,
          ]);
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
        before: (context) => earlyReturn(scene, context),
        items: (context) => cleanItems(scene, context, side).map((item) => ({ ...item, when: 'code' as const })),
        change: (list) => ({ ...list, length: marked(list.length) }),
      });
    },
    'every entry in one configuration': (scene) => {
      const side = anySide(scene);
      driver(scene, side, {
        before: (context) => earlyReturn(scene, context),
        items: (context) => cleanItems(scene, context, side).map((item) => ({ ...item, when: 'config' as const })),
        list: { forms: ['initializer', 'counter'] },
        change: (list) => ({ ...list, length: marked(list.length) }),
      });
    },
    'no list at all': (scene) =>
      void importer(scene, {
        call: (context) =>
          `dma_buf_mapping_attach(${dmabufOf(context)}, NULL, ${marked(scene.draw.one(['0', '0U', '1 - 1']))}, NULL, NULL)`,
      }),
  },
  alikes: {
    'one entry always': (scene) => driver(scene, anySide(scene), {}),
    'the counter is asked first': (scene) => {
      exporter(scene, {
        before: () => [],
        items: (context) => cleanItems(scene, context, 'exporter').map((item) => ({ ...item, when: 'code' as const })),
        list: { forms: ['counter', 'helper', 'member'] },
        change: (list) => ({
          ...list,
          lines: [
            ...list.lines,
            `if (${scene.draw.one([`!${list.length}`, `${list.length} == 0`, `${list.length} < 1`])})`,
            '\treturn -ENODEV;',
          ],
        }),
      });
    },
    'one in each branch': (scene) =>
      driver(scene, 'exporter', {
        items: (context) => [exporterEntry(scene, context, 'pal')],
        list: { forms: ['counter'] },
        change: (list, context) => {
          const add = list.lines.slice(2);
          return {
            ...list,
            lines: [...list.lines.slice(0, 2), `if (${condition(scene, context)}) {`, ...indented(add), '} else {', ...indented(add), '}'],
          };
        },
      }),
    'one in each configuration': (scene) =>
      driver(scene, 'exporter', {
        items: (context) => [exporterEntry(scene, context, 'pal')],
        list: { forms: ['initializer'] },
        change: (list) => {
          const [head, row, ...rest] = list.lines;
          return {
            ...list,
            lines: [head!, '#ifdef CONFIG_ONE', row!, '#else', row!, '#endif', ...rest],
            length: `ARRAY_SIZE(${list.array})`,
          };
        },
      }),
  },
};

export const reachSeeds: readonly Seed[] = [unreachableEntry, entryOverflow, emptyList];
