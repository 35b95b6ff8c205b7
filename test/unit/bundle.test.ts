import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { builtServer } from '../support/built-server.ts';
import { removeFolders } from '../support/folders.ts';

after(removeFolders);

test('the code of the server is ASCII: of any other a process keeps two bytes for each character', async () => {
  const folder = await builtServer();
  for (const name of ['server.js', 'server-code.js', 'engine.js', 'reader.js']) {
    const beyond = /.{0,40}[^\0-\x7f].{0,20}/.exec(readFileSync(join(folder, name), 'utf8'));
    assert.equal(beyond?.[0], undefined, name);
  }
});
