/** Any bytes on the wire, in pieces of any size, to the real server process: it answers each request, and afterwards as before. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { removeFolders } from '../support/folders.ts';
import { slice } from '../support/longer.ts';
import { everyAnswer, FILE, spoilt } from './every-request.ts';
import { CANCELLED, INVALID_PARAMS, notifications, REFUSALS, ROOT, requests, startOnKernel, TEXT } from './on-kernel.ts';
import { type Answer, framed } from './raw-client.ts';

after(removeFolders);

const BODIES = [
  '{"json" x',
  '{}',
  '[]',
  '[1,2]',
  'null',
  '7',
  '"text"',
  '',
  '{"id":1}',
  '{"method":"x"}',
  '{"jsonrpc":"1.0","id":{},"method":7}',
  '{"id":99,"result":1}',
  '{"id":null,"method":"dmabuf/status"}',
  '{"method":"$/cancelRequest"}',
  '{"method":"$/cancelRequest","params":{"id":{}}}',
  '{"method":"$/progress","params":[1,2]}',
  '[{"jsonrpc":"2.0","id":1,"method":"dmabuf/status"}]',
];
const HEADERS = [
  'Nonsense: 1\r\n\r\n',
  'no colon\r\n\r\n',
  '\r\n\r\n',
  'Content-Length: many\r\n\r\n',
  'content-length:2\r\nContent-Type: x\r\n\r\n{}',
  'Content-Length: 0\r\n\r\n',
];

interface Junk {
  kind: 'body' | 'header' | 'request' | 'notification' | 'cancel' | 'document';
  which: number;
  how: number;
}

const junk: fc.Arbitrary<Junk> = fc.record({
  kind: fc.constantFrom<Junk['kind'][]>('body', 'header', 'request', 'notification', 'cancel', 'document'),
  which: fc.nat(10_000),
  how: fc.nat(10_000),
});

/** What it comes to in bytes. `ids` are those of the requests before, and get those of new ones. */
function bytesOf({ kind, which, how }: Junk, ids: number[]): Buffer {
  const pick = <T>(list: readonly T[], number: number): T => list[number % list.length]!;
  const message = (content: object) => framed(JSON.stringify({ jsonrpc: '2.0', ...content }));
  switch (kind) {
    case 'body':
      return framed(pick(BODIES, which));
    case 'header':
      return Buffer.from(pick(HEADERS, which));
    case 'request': {
      const [method, params] = pick(Object.entries(requests), which);
      const id = 1_000_000 + ids.length;
      ids.push(id);
      return message({ id, method, params: how % 3 === 0 ? params : pick(spoilt(params), how) });
    }
    case 'notification': {
      const [method, params] = pick(Object.entries(notifications), which);
      return message({ method, params: pick(spoilt(params), how) });
    }
    case 'cancel':
      return message({ method: '$/cancelRequest', params: { id: pick([...ids, 'x'], which) } });
    case 'document': {
      const uri = pick([`${ROOT}/${FILE}`, `${ROOT}/new.c`, 'untitled:x.c'], which);
      const range = { start: { line: how % 60, character: how % 7 }, end: { line: how % 41, character: how % 90 } };
      const change = { textDocument: { uri, version: how % 5 }, contentChanges: [{ range, text: pick(['', '{', '/*', '\n', TEXT], how) }] };
      const changes = [
        { method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'c', version: 1, text: TEXT } } },
        { method: 'textDocument/didChange', params: change },
        { method: 'textDocument/didClose', params: { textDocument: { uri } } },
      ];
      return message(pick(changes, how >> 3));
    }
  }
}

test('any mixture, in chunks of any size', { timeout: 3_600_000 }, async (t) => {
  const client = await startOnKernel(t);
  const before = await everyAnswer(client, requests);
  const ids: number[] = [];
  // What follows a broken header is taken up when more comes.
  const nudge = setInterval(() => client.notify('$/more'), 20);
  t.after(() => clearInterval(nudge));
  const property = fc.asyncProperty(
    fc.array(junk, { minLength: 5, maxLength: 40 }),
    fc.integer({ min: 1, max: 4000 }),
    async (pieces, size) => {
      const from = ids.length;
      const content = Buffer.concat(pieces.map((piece) => bytesOf(piece, ids)));
      for (let at = 0; at < content.length; at += size) client.bytes(content.subarray(at, at + size));
      const answers: Answer[] = [];
      for (const id of ids.slice(from)) answers.push(await client.answer(id));
      for (const { error } of answers)
        assert.ok(error === undefined || [INVALID_PARAMS, CANCELLED, ...REFUSALS].includes(error.code), JSON.stringify(error));
      for (const uri of [`${ROOT}/${FILE}`, `${ROOT}/new.c`, 'untitled:x.c'])
        client.notify('textDocument/didClose', { textDocument: { uri } });
      assert.deepEqual(await everyAnswer(client, requests), before);
    },
  );
  await fc.assert(property, { ...slice(20), endOnFailure: true, interruptAfterTimeLimit: 3_000_000 });
  const answered = client.answers.map(({ id }) => id);
  assert.equal(new Set(answered).size, answered.length);
});
