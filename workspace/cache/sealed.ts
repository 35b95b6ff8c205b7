/** Files that are taken as a whole or not at all: what they are, a hash over all of it, a header as JSON, then parts whose lengths the header tells. */
import { createHash } from 'node:crypto';

const HASH_BYTES = 20;
const LENGTH_BYTES = 4;

/** The hash of a text, by which it is known. */
export function hashOf(text: string): string {
  return createHash('sha1').update(text).digest('base64');
}

/** `magic` says what it is, and in which version of its form. */
export function seal(magic: string, header: object, parts: readonly Uint8Array[]): Buffer {
  const head = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(head.length);
  const rest = Buffer.concat([length, head, ...parts]);
  return Buffer.concat([Buffer.from(magic), createHash('sha1').update(rest).digest(), rest]);
}

/** Header and parts; undefined if the bytes are damaged, or something else. Never throws. */
export function unseal<Header>(magic: string, bytes: Buffer): { header: Header; parts: Buffer } | undefined {
  const start = magic.length + HASH_BYTES;
  if (bytes.length < start + LENGTH_BYTES || bytes.toString('latin1', 0, magic.length) !== magic) return undefined;
  const rest = bytes.subarray(start);
  if (!createHash('sha1').update(rest).digest().equals(bytes.subarray(magic.length, start))) return undefined;
  try {
    const end = LENGTH_BYTES + rest.readUInt32LE(0);
    return { header: JSON.parse(rest.toString('utf8', LENGTH_BYTES, end)) as Header, parts: rest.subarray(end) };
  } catch {
    return undefined;
  }
}
