/** Comes between the program and the disk: counts its calls, and does something before any of them, or in place of it. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const NAMES = [
  'openSync',
  'closeSync',
  'readSync',
  'writeSync',
  'fstatSync',
  'lstatSync',
  'statSync',
  'readdirSync',
  'mkdirSync',
  'renameSync',
  'rmSync',
  'utimesSync',
  'existsSync',
  'realpathSync',
] as const;

export interface DiskCall {
  name: (typeof NAMES)[number];
  /** Of the file or folder that is meant. */
  path: string;
  /** Counts from 0. */
  index: number;
}

/** Calls `meddle` before each call that concerns something below `folder`, while `work` runs. What `meddle` does to the disk is not told to it. */
export async function withDiskCalls<T>(folder: string, meddle: (call: DiskCall) => void, work: () => T | Promise<T>): Promise<T> {
  const real = Object.fromEntries(NAMES.map((name) => [name, fs[name]]));
  const paths = new Map<number, string>();
  let index = 0;
  let own = false;
  const told = (name: DiskCall['name'], target: unknown) => {
    const path = typeof target === 'number' ? (paths.get(target) ?? '') : String(target);
    if (own || !path.startsWith(folder)) return;
    own = true;
    try {
      meddle({ name, path, index: index++ });
    } finally {
      own = false;
    }
  };
  for (const name of NAMES) {
    const original = real[name] as (...args: unknown[]) => unknown;
    const replaced = (...args: unknown[]) => {
      told(name, args[0]);
      const result = original(...args);
      if (name === 'openSync') paths.set(result as number, String(args[0]));
      return result;
    };
    Object.assign(fs, { [name]: Object.assign(replaced, original) });
  }
  syncBuiltinESMExports();
  try {
    return await work();
  } finally {
    Object.assign(fs, real);
    syncBuiltinESMExports();
  }
}
