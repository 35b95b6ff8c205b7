/** Pictures as files, by way of a browser: it reads every kind and scales well. */
import { readFileSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { smallPng } from './small-png.mjs';

/**
 * Writes a picture as a small PNG, in its own size or in the one that is given.
 * @param {import('playwright-core').Page} page
 * @param {string} source absolute path of a PNG or SVG
 * @param {string} target absolute path
 * @param {{ width: number, height: number }} [size]
 */
export async function draw(page, source, target, size) {
  const { width, height, data } = await pixelsOf(page, source, size);
  writeFileSync(target, smallPng({ width, height, pixels: Buffer.from(data, 'base64') }));
}

/**
 * @param {import('playwright-core').Page} page
 * @param {string} source
 * @param {{ width: number, height: number }} [size]
 * @returns {Promise<{ width: number, height: number, data: string }>} the pixels in base 64
 */
async function pixelsOf(page, source, size) {
  const kind = extname(source) === '.svg' ? 'image/svg+xml' : 'image/png';
  const address = `data:${kind};base64,${readFileSync(source).toString('base64')}`;
  return page.evaluate(`(async () => {
    const image = new Image();
    image.src = ${JSON.stringify(address)};
    await image.decode();
    const { width, height } = ${JSON.stringify(size ?? null)} ?? { width: image.naturalWidth, height: image.naturalHeight };
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    let text = '';
    for (let at = 0; at < data.length; at += 32768) text += String.fromCharCode(...data.subarray(at, at + 32768));
    return { width, height, data: btoa(text) };
  })()`);
}
