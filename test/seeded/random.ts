/** Choices that depend on nothing but a text and a number. */
import { Draw } from '../proof/draw.ts';

/** Draws for one case: the same words and seed give the same choices on every machine. */
export function drawFor(words: string, seed: number): Draw {
  let state = seed >>> 0;
  for (const unit of words) state = Math.imul(state ^ unit.charCodeAt(0), 0x01000193) >>> 0;
  return Draw.fresh((options) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % options;
  });
}
