/** Runs commands and tells what they cost. */
import { spawnSync } from 'node:child_process';

export interface Cost {
  /** Seconds. */
  wall: number;
  /** Seconds of all processors. */
  cpu: number;
}

/** Runs a command to its end, its output thrown away. Throws if it cannot be started. Its exit code does not matter. */
export function costOf(command: readonly string[], directory: string): Cost {
  // The shell knows what its children cost; Node does not.
  const { stderr, error } = spawnSync('bash', ['-c', 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null 2>&1', 'bash', ...command], {
    cwd: directory,
    encoding: 'utf8',
    maxBuffer: 1 << 24,
  });
  if (error) throw error;
  const [wall, user, system] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  if (wall === undefined || user === undefined || system === undefined || Number.isNaN(wall))
    throw new Error(`no times of ${command[0]}: ${stderr}`);
  return { wall, cpu: user + system };
}

/** The value below which this share of the values lies. Throws for no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  if (value === undefined) throw new RangeError('no values');
  return value;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Costs of commands that take turns, so that what else the machine does hits all alike. The first turn, in which files come from the disk, does not count. */
export function inTurns(commands: readonly (() => Cost)[], turns: number): Cost[][] {
  for (const run of commands) run();
  const costs: Cost[][] = commands.map(() => []);
  for (let turn = 0; turn < turns; turn++) for (const [index, run] of commands.entries()) costs[index]!.push(run());
  return costs;
}

/** The median of the ratios, turn by turn. */
export function ratio(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((value, turn) => value / theirs[turn]!));
}
