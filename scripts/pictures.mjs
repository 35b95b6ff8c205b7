/**
 * `npm run pictures`: the pictures that the extension ships, drawn by a headless Chromium. media/icon.png comes from its SVG, those of the
 * walkthrough from the screenshots in docs/images, small enough for a package below 2 MB.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from '../test/host/host.mjs';
import { root, runMain } from './bootstrap.mjs';
import { draw } from './drawing.mjs';

const ICON = 256;
/** Of a screenshot of 1360 by 850. */
const WALKTHROUGH = { width: 680, height: 425 };

await runMain(async () => {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    // The icon has soft edges and a transparent ground, so it keeps all its colours.
    await page.setViewportSize({ width: ICON, height: ICON });
    const icon = readFileSync(join(root, 'media/icon.svg'), 'base64');
    await page.setContent(
      `<style>*{margin:0}img{display:block;width:100vw;height:100vh}</style><img src="data:image/svg+xml;base64,${icon}">`,
    );
    await page.evaluate('document.images[0].decode()');
    writeFileSync(join(root, 'media/icon.png'), await page.screenshot({ omitBackground: true }));
    for (const name of ['hover', 'tree', 'matrix', 'quick-fix'])
      await draw(page, join(root, `docs/images/${name}.png`), join(root, `media/walkthrough/${name}.png`), WALKTHROUGH);
  } finally {
    await browser.close();
  }
  return 0;
});
