export interface Debounced {
  /** Runs the action once, when no further call has come for the delay. */
  schedule: () => void;
  dispose: () => void;
}

/** Longest wait, for trees where an answer takes long. */
const MOST_MS = 2000;

/**
 * An action that waits until calls pause for `milliseconds`, or for as long as its last run took, and never runs twice at a time. A failure of
 * the action goes to `failed`.
 */
export function debounce(milliseconds: number, action: () => void | Promise<void>, failed: (error: unknown) => void): Debounced {
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  let delay = milliseconds;
  const run = async () => {
    const start = performance.now();
    try {
      await action();
    } catch (error) {
      failed(error);
    }
    delay = Math.min(MOST_MS, Math.max(milliseconds, performance.now() - start));
  };
  const dispose = () => clearTimeout(timer);
  return {
    schedule: () => {
      dispose();
      timer = setTimeout(() => {
        running = running.then(run);
      }, delay);
    },
    dispose,
  };
}

/** Whether a promise settles within so many milliseconds. Never rejects. */
export async function settlesWithin(promise: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const settled = () => true;
  const inTime = await Promise.race([promise.then(settled, settled), late]);
  clearTimeout(timer);
  return inTime;
}
