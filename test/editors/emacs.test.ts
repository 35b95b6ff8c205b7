import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/bootstrap.mjs';
import { blockOf, inClone } from './page.ts';
import { assuming, look, makeScene } from './scene.ts';

const own = (name: string) => join(root, 'test/editors', name);

// lsp-mode 8 counts a character beyond the first plane as one, and so is off by one behind it, with any server.
for (const { heading, before } of [
  { heading: 'lsp-mode', before: '/* größe */ ' },
  { heading: 'eglot', before: '/* größe 🚀 */ ' },
]) {
  test(`Emacs with the block for ${heading} shows diagnostics, a hover and a definition`, async (t) => {
    const scene = makeScene(t, { before });
    const block = assuming(blockOf('emacs.md', 'elisp', heading), ':assume []', (text) => `:assume ["${text}"]`);
    const init = join(scene.folder, 'init.el');
    writeFileSync(init, inClone(block, scene.clone));
    await look(scene, 'emacs', ['-Q', '--batch', '-l', own('packages.el'), '-l', init, '-l', own('drive.el')]);
  });
}
