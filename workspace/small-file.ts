/** Small files of a tree that people write by hand: rules, settings, build files. Whatever else has such a name must not hang or fill the process. */
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Far more than any has that a person wrote. */
export const maximumSmallBytes = 1024 * 1024;

/** Opening a pipe must not wait for its other end, and a link is looked at before it is followed. */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/**
 * The bytes of `file` below `root`; undefined if there is no regular file of that name, it is larger than `maximumSmallBytes`, cannot be read, or is a
 * link that leads out of the tree. Never throws.
 */
export function readSmallFile(root: string, file: string): Buffer | undefined {
  const path = join(root, file);
  try {
    return readRegular(path, maximumSmallBytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ELOOP') return undefined;
  }
  try {
    const real = realpathSync(path);
    return real.startsWith(join(realpathSync(root), sep)) ? readRegular(real, maximumSmallBytes) : undefined;
  } catch {
    return undefined;
  }
}

/** The bytes of a file that is no link; undefined if it is no regular file, or has more than `most`. Throws what the system does. */
export function readRegular(path: string, most: number): Buffer | undefined {
  const descriptor = openSync(path, openFlags);
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile() || status.size > most) return undefined;
    const bytes = Buffer.alloc(status.size);
    let filled = 0;
    while (filled < bytes.length) {
      const length = readSync(descriptor, bytes, filled, bytes.length - filled, filled);
      if (length === 0) break;
      filled += length;
    }
    return bytes.subarray(0, filled);
  } finally {
    closeSync(descriptor);
  }
}
