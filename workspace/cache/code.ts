/** Which code reads facts, and which makes answers of them: what other code made may say something else. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Texts that are others whenever the code is another. */
export interface CodeNames {
  /** What reads facts: the bundle that does it, and the grammar. */
  facts: string;
  /** All of the server. */
  answers: string;
}

/** As the build wrote them down beside the bundles. Undefined for sources that were not bundled. */
export function codeNames(): CodeNames | undefined {
  if (typeof __filename !== 'string') return undefined;
  try {
    return JSON.parse(readFileSync(join(dirname(__filename), 'code.json'), 'utf8')) as CodeNames;
  } catch {
    return undefined;
  }
}
