import assert from 'node:assert/strict';
import { test } from 'node:test';
import { smallProject } from '../../support/small-project.ts';

const ops = `#include <linux/dma-buf-mapping.h>
static const struct dma_buf_ops moss_ops = { .map_dma_buf = moss_map };
`;

async function mossProject() {
  const project = await smallProject(
    [
      { path: 'drivers/gpu/drm/moss/moss_main.c', text: '#include <linux/dma-buf.h>\n#include "parts/moss_ops.c"\nint dma_buf_moss;\n' },
      { path: 'drivers/gpu/drm/moss/parts/moss_ops.c', text: ops },
    ],
    [],
  );
  return { project, moss: () => project.exporters().find(({ name }) => name === 'moss_ops') };
}

const MAKEFILE = 'drivers/gpu/drm/moss/Makefile';

test('without build files only the subsystem is known', async () => {
  const { moss } = await mossProject();
  assert.deepEqual([moss()?.subsystem, moss()?.module, moss()?.config], ['drm/moss', undefined, undefined]);
});

test('a file that is included belongs where the includer does, and build files may change', async () => {
  const { project, moss } = await mossProject();
  assert.ok(project.buildFiles().includes(MAKEFILE));
  project.setBuildFile(MAKEFILE, 'obj-$(CONFIG_MOSS) += moss.o\nmoss-y := moss_main.o');
  assert.deepEqual([moss()?.module, moss()?.config], ['moss', ['CONFIG_MOSS']]);
  project.setBuildFile(MAKEFILE, 'obj-y += moss_main.o');
  assert.deepEqual([moss()?.module, moss()?.config], ['vmlinux', undefined]);
  project.setBuildFile(MAKEFILE, undefined);
  assert.equal(moss()?.module, undefined);
});

test('the hover says where it belongs', async () => {
  const { project, moss } = await mossProject();
  project.setBuildFile(MAKEFILE, 'obj-m += moss_main.o');
  const { file, range } = moss()!.location;
  assert.match(project.hover(file, range.start)?.markdown ?? '', /^In module `moss_main` \(drm\/moss\)\.$/m);
});
