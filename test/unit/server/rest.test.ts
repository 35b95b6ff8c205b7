import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Pause, Rest } from '../../../server/rest.ts';

test('a pause is told when it begins and when it is long, and never while a request is under way or soon after something has happened', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const pauses: Pause[] = [];
  const rest = new Rest((pause) => pauses.push(pause));
  const after = (milliseconds: number): Pause[] => {
    context.mock.timers.tick(milliseconds);
    return pauses.splice(0);
  };
  assert.deepEqual(after(60_000), [], 'nothing has happened yet');
  rest.stir();
  assert.deepEqual(after(2000), []);
  rest.stir();
  assert.deepEqual(after(2000), [], 'it begins anew');
  assert.deepEqual(after(2000), ['short']);
  assert.deepEqual(after(60_000), ['long']);
  rest.stir();
  assert.deepEqual(after(4000), ['short']);
  rest.begin();
  rest.begin();
  rest.stir();
  rest.end();
  assert.deepEqual(after(60_000), [], 'one request is under way');
  rest.end();
  assert.deepEqual(after(2000), []);
  assert.deepEqual([...after(2000), ...after(60_000)], ['short', 'long']);
  rest.stir();
  rest.dispose();
  rest.stir();
  assert.deepEqual(after(60_000), [], 'the server is down');
});
