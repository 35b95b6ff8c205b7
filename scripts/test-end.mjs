/**
 * Loaded into the process of every test file: when its tests are over and told, nothing that they left open keeps it from ending. A file that stays
 * holds up all that come after it.
 */
import { after } from 'node:test';

const GRACE_MS = 3000;

// The runner itself loads this too, and has no tests.
if (process.env.NODE_TEST_CONTEXT !== undefined) after(() => setTimeout(() => process.exit(), GRACE_MS).unref());
