import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { Calm } from '../../../server/calm.ts';

/** A clock that a test winds, with what depends on it. */
function wound(t: TestContext): {
  calm: Calm;
  pass: (milliseconds: number) => Promise<void>;
  isCalm: (signal?: AbortSignal) => () => boolean;
} {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 5000;
  const calm = new Calm(undefined, () => now);
  return {
    calm,
    pass: async (milliseconds) => {
      for (let left = milliseconds; left > 0; left -= 10) {
        now += 10;
        t.mock.timers.tick(10);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    isCalm: (signal = new AbortController().signal) => {
      let settled = false;
      void calm.settled(signal).then(() => {
        settled = true;
      });
      return () => settled;
    },
  };
}

test('it is calm when nobody has asked for a moment', async (t) => {
  const { pass, isCalm } = wound(t);
  const settled = isCalm();
  await pass(90);
  assert.equal(settled(), false);
  await pass(20);
  assert.equal(settled(), true);
});

test('a request puts it off until it is answered, and for a moment more', async (t) => {
  const { calm, pass, isCalm } = wound(t);
  let answer = (): void => undefined;
  const answered = calm.during(() => new Promise<void>((resolve) => (answer = resolve)));
  const settled = isCalm();
  await pass(250);
  assert.equal(settled(), false);
  answer();
  await answered;
  await pass(80);
  assert.equal(settled(), false);
  await pass(120);
  assert.equal(settled(), true);
});

test('a handler that fails is over too, and its failure goes to who asked', async (t) => {
  const { calm, pass, isCalm } = wound(t);
  await assert.rejects(
    calm.during(() => Promise.reject(new Error('no'))),
    /no/,
  );
  const settled = isCalm();
  await pass(110);
  assert.equal(settled(), true);
});

test('who never stops asking does not put it off forever', async (t) => {
  const { calm, pass, isCalm } = wound(t);
  void calm.during(() => new Promise(() => undefined));
  const settled = isCalm();
  await pass(450);
  assert.equal(settled(), false);
  await pass(100);
  assert.equal(settled(), true);
});

test('it ends at once when it is given up', async (t) => {
  const { pass, isCalm } = wound(t);
  const abort = new AbortController();
  const settled = isCalm(abort.signal);
  abort.abort();
  await pass(10);
  assert.equal(settled(), true);
});
