/** Files of a cache: there as a whole, or not at all, and nobody else's. */
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** Ends the names of files that are being written. */
export const unfinished = '.tmp';

/** Puts these bytes in place of a file, whose folder is made if it is not there. Throws what the system does; then there is what was there before. */
export function replaceFile(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.${process.pid}.${randomBytes(6).toString('hex')}${unfinished}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeAll(temporary, bytes);
    renameSync(temporary, path);
  } catch (error) {
    remove(temporary);
    throw error;
  }
}

/** Removes a file if that can be done. Never throws. */
export function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It takes room, and nothing else: what is in it is checked when it is read.
  }
}

function writeAll(path: string, bytes: Uint8Array): void {
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
  } finally {
    closeSync(descriptor);
  }
}
