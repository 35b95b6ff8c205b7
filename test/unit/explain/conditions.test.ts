import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { judge, shortCondition, simplify } from '../../../engine/explain/conditions.ts';

const names = ['a', 'b', 'c', 'd'];
const literals = names.flatMap((name) => [name, `!${name}`]);
const conditions = fc.array(fc.array(fc.constantFrom(...literals), { maxLength: 4 }), { minLength: 1, maxLength: 5 });

const holds = (alternatives: string[][], values: Set<string>): boolean =>
  alternatives.some((all) => all.every((literal) => (literal.startsWith('!') ? !values.has(literal.slice(1)) : values.has(literal))));

const worlds = Array.from({ length: 1 << names.length }, (_, world) => new Set(names.filter((__, bit) => world & (1 << bit))));

describe('simplify', () => {
  it('means the same', () => {
    fc.assert(
      fc.property(conditions, (alternatives) => {
        const simple = simplify(alternatives);
        for (const world of worlds) {
          assert.equal(holds(simple, world), holds(alternatives, world));
        }
      }),
    );
  });

  it('leaves out nothing that matters and nothing twice', () => {
    fc.assert(
      fc.property(conditions, (alternatives) => {
        const simple = simplify(alternatives);
        for (const at of simple.keys()) {
          const without = simple.filter((_, position) => position !== at);
          const needed = worlds.some((world) => holds(simple, world) !== holds(without, world));
          const never = worlds.every((world) => !holds(simple, world));
          assert.ok(needed || never, JSON.stringify({ simple, at }));
        }
      }),
    );
  });
});

describe('judge', () => {
  it('knows complements and certainties exactly', () => {
    fc.assert(
      fc.property(conditions, conditions, conditions, (one, two, three) => {
        const [first] = judge([one, two, three]);
        assert.equal(
          first?.always,
          worlds.every((world) => holds(one, world)),
        );
        assert.equal(
          first?.complementOfRest,
          worlds.every((world) => holds(one, world) === !(holds(two, world) || holds(three, world))),
        );
      }),
    );
  });

  it('claims nothing of more conditions than it can weigh', () => {
    const many = Array.from({ length: 30 }, (_, at) => [`c${at}`]);
    const [all, rest] = judge([many, [many.map(([name]) => `!${name}`)]]);
    assert.deepEqual([all?.when, all?.always, rest?.complementOfRest], [many, false, false]);
    assert.deepEqual(judge([[...many, []]])[0]?.always, true);
  });

  it('survives any text', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: fc.constantFrom('(', ')', '!', '"', "'", '\\', ' or ', '&&', '=', '<', '-', '>', 'a', '1') }))),
        (sets) => {
          judge([sets]);
          for (const text of sets.flat()) {
            assert.ok(shortCondition(text).length <= 64);
          }
        },
      ),
    );
  });
});
