/**
 * Entry of the bundled language server: runs `server-code.js` beside it, which asks for `engine.js` when it needs that; both are compiled already if they
 * were run before.
 */
import { join } from 'node:path';
import { cacheIn } from './cache-option.ts';
import { CompiledCode } from './compiled-code.ts';
import { boundGarbage, letCodeGo } from './garbage.ts';
import type { run } from './run.ts';

// What is compiled under other flags of V8 is no good.
boundGarbage();
letCodeGo('forbidden');
const args = process.argv.slice(2);
const cache = cacheIn(args);
const [server, engine] = [
  new CompiledCode(join(__dirname, 'server-code.js'), cache),
  new CompiledCode(join(__dirname, 'engine.js'), cache),
];
const letGo = () => {
  if (!server.isToBeKept && !engine.isToBeKept) letCodeGo('allowed');
};
let engineExports: unknown;
const runEngine = () => {
  if (engineExports !== undefined) return engineExports;
  engineExports = engine.run();
  letGo();
  return engineExports;
};
const exports = server.run({ './engine.js': runEngine }) as { run: typeof run };
exports.run(args, () => {
  server.keep();
  engine.keep();
  letGo();
});
