/** PNG files of few colours. Screenshots have thousands, most of them on the rims of letters; with 256 they look the same and have a third of the size. */
import { deflateSync } from 'node:zlib';

const MOST_COLOURS = 256;

/**
 * A PNG file with a palette. Opaque; colours change by no more than they must.
 * @param {{ width: number, height: number, pixels: Uint8Array }} image four bytes for each pixel: red, green, blue, and one that does not count
 */
export function smallPng({ width, height, pixels }) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (let at = 0; at < pixels.length; at += 4) {
    const colour = colourAt(pixels, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = paletteOf([...counts.keys()].sort((one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0)));
  const indices = new Map([...counts.keys()].map((colour) => [colour, nearest(palette, colour)]));
  // Each line begins with a filter, 0 for none: neighbours in a palette are not alike.
  const lines = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) lines[y * (width + 1) + 1 + x] = indices.get(colourAt(pixels, (y * width + x) * 4)) ?? 0;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('PLTE', colours),
    chunk('IDAT', deflateSync(lines, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/**
 * @param {Uint8Array} pixels
 * @param {number} at
 */
function colourAt(pixels, at) {
  return ((pixels[at] ?? 0) << 16) | ((pixels[at + 1] ?? 0) << 8) | (pixels[at + 2] ?? 0);
}

/**
 * Colours such that each has one of them within a distance, the least for which they are few enough.
 * @param {number[]} colours the most frequent first
 */
function paletteOf(colours) {
  for (let reach = 0; ; reach += 2) {
    /** @type {number[]} */
    const taken = [];
    for (const colour of colours) {
      if (taken.every((each) => distance(each, colour) > reach)) taken.push(colour);
      if (taken.length > MOST_COLOURS) break;
    }
    if (taken.length <= MOST_COLOURS) return taken;
  }
}

/**
 * @param {number[]} palette
 * @param {number} colour
 */
function nearest(palette, colour) {
  const distances = palette.map((each) => distance(each, colour));
  return distances.indexOf(Math.min(...distances));
}

/**
 * By the channel that differs most.
 * @param {number} one
 * @param {number} other
 */
function distance(one, other) {
  return Math.max(...[16, 8, 0].map((shift) => Math.abs(((one >> shift) & 255) - ((other >> shift) & 255))));
}

/**
 * @param {string} kind
 * @param {Buffer} data
 */
function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(checksum(body));
  return Buffer.concat([length, body, check]);
}

/**
 * CRC-32, as PNG wants it. Node's own is newer than Node 20.
 * @param {Buffer} data
 */
function checksum(data) {
  let sum = 0xffffffff;
  for (const byte of data) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
