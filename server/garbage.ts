/** What V8 is told about memory. It sizes its heap so that programs are fast; a server that waits beside an editor should rather be small. */
import v8 from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Pause } from './rest.ts';

/** How much the heap may grow before V8 collects again, in percent. By itself it lets the heap of a kernel tree grow to three times its size. */
const GROWTH = 50;
/** Less than this is not worth the time that collecting takes. In bytes. */
const WORTH = 8 * 1024 * 1024;
/** How often it pays to collect in a long pause: what is around holes is moved the second time, and pages that are empty then go back the third time. */
export const TURNS = 3;

/** Whether V8 may be told something after its start. In Node it may; other runtimes end the process for it, so they start the server with `--expose-gc`. */
function listens(versions: NodeJS.ProcessVersions): boolean {
  return versions.electron === undefined;
}

/** To be called once, at the start of the process. */
export function boundGarbage(versions = process.versions): void {
  if (!listens(versions)) return;
  v8.setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
  // Needed later; code that was compiled is known by the flags of its time.
  v8.setFlagsFromString('--expose-gc');
}

/** Whether code that has not run for a while is let go, as V8 does by itself; it would be missing where all code that ran is to be kept. */
export function letCodeGo(whether: 'allowed' | 'forbidden', versions = process.versions): void {
  if (listens(versions)) v8.setFlagsFromString(whether === 'allowed' ? '--flush-bytecode' : '--no-flush-bytecode');
}

/**
 * What to do in a pause: it collects if there may be something to collect, and again when the pause is long, `TURNS` times at most, since V8 gives back the
 * room for new objects only if hardly any were made in the last seconds. Takes a tenth of a second each time for a kernel tree. It never throws.
 */
export function collector(versions = process.versions): (pause: Pause) => void {
  let held = 0;
  let turns = 0;
  return (pause) => {
    const isDue = pause === 'long' ? turns > 0 : process.memoryUsage().heapUsed > held + WORTH;
    if (!isDue) return;
    if (listens(versions)) collectTightly();
    else globalThis.gc?.();
    turns = pause === 'short' ? TURNS : turns - 1;
    held = process.memoryUsage().heapUsed;
  };
}

function collectTightly(): void {
  try {
    v8.setFlagsFromString('--expose-gc');
    // So that pages which are half full are emptied as well.
    v8.setFlagsFromString('--optimize-for-size');
    runInNewContext('gc()');
  } catch {
    // A runtime that cannot be told to collects by itself, sooner or later.
  } finally {
    v8.setFlagsFromString('--no-optimize-for-size');
    // The other changes this one, and it would stay so: V8 takes code for compiled under other flags.
    v8.setFlagsFromString('--max-semi-space-size=0');
  }
}
