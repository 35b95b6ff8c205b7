/** Puts a new text in the place of a source file's, as the file is encoded, all of it or nothing. */
import { isUtf8 } from 'node:buffer';
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { decodeText } from './scan/source.ts';

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
/** A link that took the place of the file since it was read must not lead elsewhere. */
const openFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/** What a file has, and what it would have. */
export interface Rewriting {
  file: string;
  old: Buffer;
  new: Buffer;
}

/** `problem`: why the file is left alone, to stand after its name. */
export type RewritingResult = { kind: 'ready'; rewriting: Rewriting } | { kind: 'problem'; message: string };

/**
 * Prepares to replace the text `before` of a file below `root` by `after`: in its encoding, with the byte order mark it has. A problem if the file has
 * another text by now, lies elsewhere, or cannot hold the new text. Never throws; changes nothing.
 */
export function prepareRewriting(root: string, file: string, { before, after }: { before: string; after: string }): RewritingResult {
  const problem = (message: string): RewritingResult => ({ kind: 'problem', message });
  try {
    if (!liesInside(root, file)) return problem('is left alone: it lies outside of the tree');
    const descriptor = openSync(join(root, file), openFlags);
    try {
      if (!fstatSync(descriptor).isFile()) return problem('is left alone: it is no regular file');
      const old = readFileSync(descriptor);
      if (decodeText(old) !== before) return problem('is left alone: it has changed since it was read; run the command again');
      const encoded = encode(after, old);
      if (!encoded) return problem('is left alone: it is not UTF-8, and the fix needs characters that it cannot hold; convert it to UTF-8');
      return { kind: 'ready', rewriting: { file, old, new: encoded } };
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    return problem(`is left alone: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Replaces the file in one step, with its permissions. Answers why that was not possible, if so; the file is then as it was. Never throws. */
export function rewrite(root: string, { file, new: content }: Rewriting): string | undefined {
  const path = join(root, file);
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const { mode, uid, gid } = statOf(path);
    const descriptor = openSync(temporary, 'wx', 0o600);
    try {
      for (let at = 0; at < content.length; ) at += writeSync(descriptor, content, at);
      keepOwner(descriptor, uid, gid);
      fchmodSync(descriptor, mode & 0o7777);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
    return undefined;
  } catch (error) {
    rmSync(temporary, { force: true });
    return `could not be written, and is as it was: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function encode(text: string, old: Buffer): Buffer | undefined {
  if (isUtf8(old)) return Buffer.concat([old.subarray(0, 3).equals(byteOrderMark) ? byteOrderMark : Buffer.alloc(0), Buffer.from(text)]);
  const encoded = Buffer.from(text, 'latin1');
  return encoded.toString('latin1') === text ? encoded : undefined;
}

function liesInside(root: string, file: string): boolean {
  const real = realpathSync(root);
  return realpathSync(join(root, dirname(file)))
    .concat(sep)
    .startsWith(real.endsWith(sep) ? real : real + sep);
}

function statOf(path: string): { mode: number; uid: number; gid: number } {
  const descriptor = openSync(path, openFlags);
  try {
    return fstatSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Another owner's file, in a folder that we may write to, becomes ours; there is no other way to replace it in one step. */
function keepOwner(descriptor: number, uid: number, gid: number): void {
  try {
    fchownSync(descriptor, uid, gid);
  } catch {
    // Only the super user may give files away.
  }
}
