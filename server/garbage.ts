/** What V8 is told about memory. It sizes its heap so that programs are fast; a server that waits beside an editor should rather be small. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Pause } from './rest.ts';

/** How much the heap may grow before V8 collects again, in percent. By itself it lets the heap of a kernel tree grow to three times its size. */
const GROWTH = 50;
/** Less than this is not worth the time that collecting takes. In bytes. */
const WORTH = 8 * 1024 * 1024;

/** To be called once, at the start of the process. */
export function boundGarbage(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH}`);
}

/**
 * What to do in a pause: it collects if there may be something to collect, and once more when the pause is long, since V8 gives back the room for new objects
 * only if hardly any were made in the last seconds. Takes a tenth of a second for a kernel tree. It never throws.
 */
export function collector(): (pause: Pause) => void {
  let held = 0;
  let isHalfDone = false;
  return (pause) => {
    const isDue = pause === 'long' ? isHalfDone : process.memoryUsage().heapUsed > held + WORTH;
    if (!isDue) return;
    collect();
    isHalfDone = pause === 'short';
    held = process.memoryUsage().heapUsed;
  };
}

function collect(): void {
  try {
    setFlagsFromString('--expose-gc');
    // So that pages which are half full are emptied as well.
    setFlagsFromString('--optimize-for-size');
    runInNewContext('gc()');
  } catch {
    // A runtime that cannot be told to collects by itself, sooner or later.
  } finally {
    setFlagsFromString('--no-optimize-for-size');
  }
}
