import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { StreamMessageWriter } from 'vscode-jsonrpc/node';
import { wholeMessages } from '../../../server/whole-messages.ts';

/** A stream that keeps what it is given, piece by piece. */
function kept(): { out: Writable; pieces: string[] } {
  const pieces: string[] = [];
  const out = new Writable({
    write: (chunk: Buffer, _, done) => {
      pieces.push(chunk.toString());
      done();
    },
  });
  return { out, pieces };
}

test('a message goes out in one piece, head and body', async () => {
  const { out, pieces } = kept();
  const writer = new StreamMessageWriter(wholeMessages(out));
  const messages = ['é', 'ends like a head\r\n\r\n'].map((method) => ({ jsonrpc: '2.0', method }));
  for (const message of messages) await writer.write(message);
  assert.deepEqual(
    pieces,
    messages.map((message) => {
      const body = JSON.stringify(message);
      return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    }),
  );
});

test('what is no head goes out as it comes', async () => {
  const { out, pieces } = kept();
  const whole = wholeMessages(out);
  whole.write(Buffer.from('a body\r\n\r\n'));
  await new Promise((done) => whole.write('text', done));
  assert.deepEqual(pieces, ['a body\r\n\r\n', 'text']);
});

test('an error of the stream below is told to the writer', async () => {
  const { out } = kept();
  const whole = wholeMessages(out);
  const told = once(whole, 'error');
  out.destroy(new Error('the reader is gone'));
  assert.match(String(await told), /the reader is gone/);
});
