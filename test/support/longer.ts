/** How long property tests run: a short, fixed slice in every test run, more and other cases where somebody asks for them. */

/** Parameters for fast-check. `RUNS=500 SEED=3` in the environment run longer, from another start. */
export function slice(numRuns: number): { numRuns: number; seed: number } {
  return { numRuns: Number(process.env.RUNS) || numRuns, seed: Number(process.env.SEED) || 7 };
}
