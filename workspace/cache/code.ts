/** Which code reads facts: what other code read may say something else. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { grammarPath } from '../parser.ts';
import { readerCode } from '../scan/readers.ts';

/** Another text whenever the code that reads facts, or the grammar, is another. Undefined where that cannot be told, as it is for sources that were not bundled. */
export function codeOfFacts(): string | undefined {
  if (readerCode.endsWith('.ts')) return undefined;
  try {
    const hash = createHash('sha1');
    for (const path of [readerCode, grammarPath()]) hash.update(readFileSync(path));
    return hash.digest('hex');
  } catch {
    return undefined;
  }
}
