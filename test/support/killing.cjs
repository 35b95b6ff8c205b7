// Loaded before a program: kills it in the middle of call number KILL_AT that concerns something below KILL_IN, and says on its end how many there were.
const fs = require('node:fs');

const at = Number(process.env.KILL_AT);
const folder = process.env.KILL_IN;
const paths = new Map();
let calls = 0;

for (const name of [
  'openSync',
  'closeSync',
  'readSync',
  'writeSync',
  'fstatSync',
  'statSync',
  'readdirSync',
  'mkdirSync',
  'renameSync',
  'rmSync',
  'utimesSync',
]) {
  const original = /** @type {any} */ (fs)[name];
  /** @type {any} */ (fs)[name] = (/** @type {any[]} */ ...args) => {
    const path = typeof args[0] === 'number' ? paths.get(args[0]) : String(args[0]);
    if (path?.startsWith(folder) && calls++ === at) {
      if (name === 'writeSync') original(args[0], args[1].subarray(0, args[1].length >> 1));
      process.kill(process.pid, 'SIGKILL');
    }
    const result = original(...args);
    if (name === 'openSync') paths.set(result, String(args[0]));
    return result;
  };
}
process.on('exit', () => process.stderr.write(`calls ${calls}\n`));
