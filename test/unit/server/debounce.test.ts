import assert from 'node:assert/strict';
import { test } from 'node:test';
import { debounce } from '../../../server/debounce.ts';

const fail = (error: unknown) => assert.fail(String(error));

test('many calls are one run, after a pause', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const runs: string[] = [];
  const soon = debounce(50, () => void runs.push('run'), fail);
  for (let i = 0; i < 5; i++) {
    soon.schedule();
    t.mock.timers.tick(49);
  }
  assert.deepEqual(runs, []);
  t.mock.timers.tick(1);
  return Promise.resolve().then(() => assert.deepEqual(runs, ['run']));
});

test('a disposed one never runs', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const soon = debounce(50, () => assert.fail('ran'), fail);
  soon.schedule();
  soon.dispose();
  t.mock.timers.tick(100);
  await Promise.resolve();
});

test('a failure is handed on, and the next run takes place', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const failures: unknown[] = [];
  let runs = 0;
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  const soon = debounce(
    50,
    () => {
      if (++runs === 1) throw new Error('first');
      resolve();
    },
    (error) => failures.push(error),
  );
  soon.schedule();
  t.mock.timers.tick(50);
  soon.schedule();
  t.mock.timers.tick(2000);
  await promise;
  assert.deepEqual(failures, [new Error('first')]);
});
