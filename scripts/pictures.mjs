/**
 * `npm run pictures`: the pictures that the extension ships, drawn by a headless Chromium. media/icon.png comes from its SVG, those of the
 * walkthrough from the screenshots in docs/images, small enough for a package below 2 MB.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from '../test/host/host.mjs';
import { root, runMain } from './bootstrap.mjs';

const ICON = 256;
/** Of a screenshot of 1360 by 850. */
const WALKTHROUGH = { width: 680, height: 425 };

await runMain(async () => {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    /** @type {(source: string, kind: string, target: string, size: { width: number, height: number }) => Promise<void>} */
    const draw = async (source, kind, target, size) => {
      const data = readFileSync(join(root, source)).toString('base64');
      await page.setViewportSize(size);
      await page.setContent(`<style>*{margin:0}img{display:block;width:100vw;height:100vh}</style><img src="data:${kind};base64,${data}">`);
      await page.evaluate('document.images[0].decode()');
      writeFileSync(join(root, target), await page.screenshot({ omitBackground: true }));
    };
    await draw('media/icon.svg', 'image/svg+xml', 'media/icon.png', { width: ICON, height: ICON });
    for (const name of ['hover', 'tree', 'matrix', 'quick-fix'])
      await draw(`docs/images/${name}.png`, 'image/png', `media/walkthrough/${name}.png`, WALKTHROUGH);
  } finally {
    await browser.close();
  }
  return 0;
});
