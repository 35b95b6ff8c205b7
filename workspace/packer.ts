/** Keeps texts compressed: sources take a quarter of their room. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Packer } from '@dmabuf-mapping/engine';

/** What comes in front says how the characters were written down: whatever a text is, the same comes back. */
const NARROW = 0;
const WIDE = 1;
/** Of zlib: more takes twice as long for a tenth. */
const LEVEL = 3;
/** In bytes. Smaller pieces of memory that come and go leave holes that the allocator of C does not give back. */
const PIECE = 256 * 1024;

/** Throws where there is no memory. */
export const packer: Packer = {
  pack: (text) => {
    const encoding = /[^\0-\xff]/.test(text) ? 'utf16le' : 'latin1';
    const written = Buffer.allocUnsafeSlow(Math.max(PIECE, 2 * text.length));
    const length = written.write(text, encoding);
    const packed = deflateRawSync(written.subarray(0, length), { level: LEVEL, chunkSize: PIECE });
    // What zlib answers is a piece of something larger.
    const own = new Uint8Array(packed.length + 1);
    own[0] = encoding === 'latin1' ? NARROW : WIDE;
    own.set(packed, 1);
    return own;
  },
  unpack: (packed) => inflateRawSync(packed.subarray(1), { chunkSize: PIECE }).toString(packed[0] === NARROW ? 'latin1' : 'utf16le'),
};
