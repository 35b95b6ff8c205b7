/** A slice of `npm run flat`: after many edits, opened documents and switched branches all is as it was. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { liveThrough } from '../flat/flat.ts';
import { removeFolders } from '../support/folders.ts';

after(removeFolders);

test('after a long day everything is as in the morning', { timeout: 300_000 }, async () => {
  const report = await liveThrough({ edits: 64, opens: 8, switches: 4 });
  assert.deepEqual(report.after, report.before);
  assert.equal(report.openDocuments, 0);
  assert.equal(report.quarters.length, 4);
});
