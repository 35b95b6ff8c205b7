/** Entry of the bundled language server: runs `server-code.js` beside it, compiled already if it was run before. */
import { join } from 'node:path';
import { cacheIn } from './cache-option.ts';
import { CompiledCode } from './compiled-code.ts';
import { boundGarbage, letCodeGo } from './garbage.ts';
import type { run } from './run.ts';

// What is compiled under other flags of V8 is no good.
boundGarbage();
letCodeGo('forbidden');
const args = process.argv.slice(2);
const code = new CompiledCode(join(__dirname, 'server-code.js'), cacheIn(args));
const exports = code.run() as { run: typeof run };
const done = () => letCodeGo('allowed');
if (!code.isToBeKept) done();
exports.run(args, () => {
  code.keep();
  done();
});
