import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../../scripts/bootstrap.mjs';
import { blockOf, inClone } from './page.ts';
import { assuming, look, makeScene } from './scene.ts';

const minor = Number(/^NVIM v0\.(\d+)/.exec(spawnSync('nvim', ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1]);
const blocks = [7, 11].map((oldest) => ({ oldest, heading: `Neovim 0.${oldest} or later` }));

test('every block of the page is a configuration of this server', () => {
  for (const { heading } of blocks) assert.match(blockOf('neovim.md', 'lua', heading), /init_options = \{ assume = \{\} \}/);
});

test('there is a Neovim that some block is for', () => assert.ok(minor >= 7, 'Neovim 0.7 or later has to be on PATH'));

for (const { heading } of blocks.filter(({ oldest }) => oldest <= minor)) {
  test(`Neovim 0.${minor} with the block "${heading}" shows diagnostics, a hover and a definition`, async (t) => {
    const scene = makeScene(t, { before: '/* größe 🚀 */ ' });
    const block = assuming(blockOf('neovim.md', 'lua', heading), 'assume = {}', (text) => `assume = { '${text}' }`);
    const init = join(scene.folder, 'init.lua');
    writeFileSync(init, inClone(block, scene.clone));
    await look(scene, 'nvim', ['--headless', '-u', init, '-i', 'NONE', '-n', '-c', `luafile ${join(root, 'test/editors/drive.lua')}`]);
    assert.equal(readFileSync(join(scene.folder, 'server'), 'utf8'), 'exit 0', 'how the server ends');
    const { log } = JSON.parse(readFileSync(scene.environment.SEEN!, 'utf8')) as { log: string };
    assert.doesNotMatch(readFileSync(log, 'utf8'), /ERROR|WARN/);
  });
}
