import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { booleanSymbols } from '../../../engine/kbuild/kconfig.ts';
import { buildFilesAround, isBuildFile, readModules } from '../../../engine/kbuild/modules.ts';
import { subsystemOf } from '../../../engine/kbuild/subsystem.ts';

/** `module CONFIG_A CONFIG_B` for each module that a file is linked into. */
function memberships(texts: Record<string, string>, file: string): string[] {
  return readModules(new Map(Object.entries(texts)))
    .of(file)
    .map(({ module, config }) => [module, ...config].join(' '));
}

/** Text of a/Makefile, and what a/x.c is then. */
const makefiles: [what: string, text: string, expected: string[]][] = [
  ['one object', 'obj-$(CONFIG_X) += x.o', ['x CONFIG_X']],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: make has this spelling, too.
  ['braces', 'obj-${CONFIG_X} += x.o', ['x CONFIG_X']],
  ['assignment that replaces', 'obj-$(CONFIG_X) := x.o', ['x CONFIG_X']],
  ['no space', 'obj-$(CONFIG_X)=x.o', ['x CONFIG_X']],
  ['always a module', 'obj-m := x.o', ['x']],
  ['always built in', 'obj-y += x.o', ['vmlinux']],
  ['built in through a bool', 'obj-$(subst m,y,$(CONFIG_X)) += x.o', ['x CONFIG_X']],
  ['library', 'lib-y += x.o', ['vmlinux']],
  ['composite', 'many-y := y.o x.o\nobj-$(CONFIG_X) += many.o', ['many CONFIG_X']],
  ['composite after its use', 'obj-$(CONFIG_X) += many.o\nmany-objs += x.o', ['many CONFIG_X']],
  ['optional part', 'many-$(CONFIG_P) += x.o\nobj-$(CONFIG_X) += many.o', ['many CONFIG_X CONFIG_P']],
  ['part of its own name', 'x-y := x.o other.o\nobj-$(CONFIG_X) += x.o', ['x CONFIG_X']],
  ['list of a list', 'more-$(CONFIG_P) += x.o\nmany-y += $(more-y)\nobj-$(CONFIG_X) += many.o', ['many CONFIG_X CONFIG_P']],
  ['object in between', 'half-y := x.o\nmany-y := half.o\nobj-m += many.o', ['many']],
  ['two modules', 'obj-$(CONFIG_X) += x.o\none-y := x.o\nobj-m += one.o', ['x CONFIG_X', 'one']],
  ['continuation', 'many-y := y.o \\\n\tx.o \\\n\tz.o\nobj-m += many.o', ['many']],
  ['comment', 'obj-m += y.o # x.o\n# obj-m += x.o', []],
  ['variable', 'PARTS := y.o x.o\nmany-y := $(PARTS)\nobj-m += many.o', ['many']],
  ['prefix', 'many-y := $(addprefix ./,x.o)\nobj-m += many.o', ['many']],
  ['suffix', 'NAMES = x y\nmany-y := $(addsuffix .o,$(NAMES))\nobj-m += many.o', ['many']],
  ['pattern', 'SOURCES = x.c y.c\nobj-m += $(SOURCES:.c=.o)', ['x']],
  ['patsubst', 'SOURCES = x.c y.c\nobj-m += $(patsubst %.c,%.o,$(SOURCES))', ['x']],
  ['included', 'include $(src)/sub/Makefile\nmany-y += $(PARTS)\nobj-m += many.o', ['many']],
  ['included from the top', 'include $(srctree)/a/sub/Makefile\nmany-y += $(PARTS)\nobj-m += many.o', ['many']],
  ['includes itself', 'include $(src)/Makefile\nobj-m += x.o', ['x']],
  ['conditional', 'ifdef CONFIG_C\nobj-m += x.o\nendif', ['x CONFIG_C']],
  ['ifeq', 'ifeq ($(CONFIG_C),y)\nobj-m += x.o\nendif', ['x CONFIG_C']],
  ['else', 'ifdef CONFIG_C\nobj-m += y.o\nelse\nobj-m += x.o\nendif', ['x']],
  ['after endif', 'ifdef CONFIG_C\nendif\nobj-m += x.o', ['x']],
  ['variable that means itself', 'A = $(A) x.o\nobj-m += $(A)', ['x']],
  ['list that means itself', 'many-y += $(many-y) x.o\nobj-m += many.o', ['many']],
  ['object that is its own part', 'many-y := many.o x.o\nobj-m += many.o', ['many']],
  ['flags', 'ccflags-y += -DX=x.o\nCFLAGS_x.o := -O2\nobj-m += x.o', ['x']],
  ['unclosed reference', 'obj-m += $(X x.o\nobj-y += x.o', ['vmlinux']],
  ['nothing', '', []],
];

describe('modules', () => {
  for (const [what, text, expected] of makefiles) {
    test(what, () => {
      assert.deepEqual(memberships({ 'a/Makefile': text, 'a/sub/Makefile': 'PARTS := x.o' }, 'a/x.c'), expected);
    });
  }

  test('a boolean option makes no module', () => {
    const texts = { 'a/Makefile': 'obj-$(CONFIG_X) += x.o\nobj-$(CONFIG_Y) += y.o', Kconfig: 'config X\n\tbool "x"\nconfig Y\n\ttristate' };
    assert.deepEqual(memberships(texts, 'a/x.c'), ['vmlinux CONFIG_X']);
    assert.deepEqual(memberships(texts, 'a/y.c'), ['y CONFIG_Y']);
  });

  test('an object of another folder', () => {
    const texts = { 'a/b/Makefile': 'obj-m += many.o\nmany-y := ../c/x.o sub/y.o' };
    assert.deepEqual(memberships(texts, 'a/c/x.c'), ['many']);
    assert.deepEqual(memberships(texts, 'a/b/sub/y.c'), ['many']);
    assert.deepEqual(memberships(texts, 'a/x.c'), []);
  });

  test('symbols of folders count where the object has none', () => {
    const texts = {
      'a/Makefile': 'obj-$(CONFIG_A) += b/\nobj-$(CONFIG_C) += c/',
      'a/b/Makefile': 'obj-y += x.o\nobj-$(CONFIG_Y) += y.o\nobj-y += deep/',
      'a/b/deep/Kbuild': 'obj-y += z.o',
    };
    assert.deepEqual(memberships(texts, 'a/b/x.c'), ['vmlinux CONFIG_A']);
    assert.deepEqual(memberships(texts, 'a/b/y.c'), ['y CONFIG_Y']);
    assert.deepEqual(memberships(texts, 'a/b/deep/z.c'), ['vmlinux CONFIG_A']);
  });

  test('a module at the root', () => {
    assert.deepEqual(memberships({ Kbuild: 'obj-m := drv.o\ndrv-y := main.o' }, 'main.c'), ['drv']);
  });
});

test('build files lie beside and above sources', () => {
  assert.deepEqual(buildFilesAround(['a/b/x.c', 'a/y.c']), [
    ...['Makefile', 'Kbuild', 'Kconfig'],
    ...['a/Makefile', 'a/Kbuild', 'a/Kconfig'],
    ...['a/b/Makefile', 'a/b/Kbuild', 'a/b/Kconfig'],
  ]);
  assert.deepEqual(['a/Makefile', 'Kbuild', 'a/Makefile.am', 'a/xKbuild', 'a/Kconfig'].map(isBuildFile), [true, true, false, false, true]);
});

test('boolean symbols', () => {
  const text = `config A
	bool "a"
	help
	  tristate things
config B
	tristate "b" if A
menuconfig C
	def_bool y
config D
	int "d"
config E
	bool
config E
	tristate
`;
  assert.deepEqual(booleanSymbols(text), ['CONFIG_A', 'CONFIG_C']);
});

test('subsystems', () => {
  const expected: [string, string | undefined][] = [
    ['drivers/gpu/drm/xe/xe_dma_buf.c', 'drm/xe'],
    ['drivers/gpu/drm/i915/gem/i915_gem_dmabuf.c', 'drm/i915'],
    ['drivers/gpu/drm/drm_prime.c', 'drm'],
    ['drivers/gpu/host1x/job.c', 'host1x'],
    ['drivers/infiniband/hw/mlx5/mr.c', 'rdma'],
    ['drivers/dma-buf/heaps/system_heap.c', 'dma-buf/heaps'],
    ['drivers/dma-buf/dma-buf.c', 'dma-buf'],
    ['drivers/media/common/videobuf2/videobuf2-dma-sg.c', 'media/videobuf2'],
    ['drivers/media/pci/x/y.c', 'media'],
    ['drivers/iommu/iommufd/pages.c', 'iommufd'],
    ['drivers/iommu/iommu.c', 'iommu'],
    ['drivers/accel/ivpu/ivpu_gem.c', 'accel/ivpu'],
    ['drivers/net/ethernet/x/y.c', 'net'],
    ['net/core/devmem.c', 'net'],
    ['sound/soc/x.c', 'sound'],
    ['virt/kvm/x.c', 'kvm'],
    ['arch/arm64/mm/x.c', 'arch/arm64'],
    ['include/linux/dma-buf.h', 'dma-buf'],
    ['include/linux/list.h', undefined],
    ['include/drm/drm_prime.h', 'drm'],
    ['samples/x/y.c', 'samples'],
    ['x.c', undefined],
  ];
  assert.deepEqual(
    expected.map(([file]) => [file, subsystemOf(file)]),
    expected,
  );
});

describe('build files that speak of other folders', () => {
  const ways: [what: string, text: string][] = [
    ['written', 'obj-m += ../c/x.o'],
    ['a dot before what a variable says', 'DOT := .\nobj-m += .$(DOT)/c/x.o'],
    ['a dot behind what a variable says', 'DOT := .\nobj-m += $(DOT)./c/x.o'],
    ['two variables', 'DOT := .\nobj-m += $(DOT)$(DOT)/c/x.o'],
    ['a function', 'obj-m += $(addprefix .,./c/x.o)'],
    ['a replaced end', 'NAMES := ./\nobj-m += $(NAMES:/=./c/x.o)'],
    ['another file', 'include $(srctree)/d/Makefile'],
  ];
  const included = { 'd/Makefile': 'obj-m += ../c/x.o' };
  for (const [what, text] of ways) {
    test(what, () => assert.deepEqual(memberships({ ...included, 'a/b/Makefile': text }, 'a/c/x.c'), ['x']));
  }

  test('no other file is read for a source', () => {
    const read = new Map<string, number>();
    class Watched extends Map<string, string> {
      override get(file: string): string | undefined {
        read.set(file, (read.get(file) ?? 0) + 1);
        return super.get(file);
      }
    }
    const texts = { Makefile: '', 'a/Makefile': 'obj-m += x.o', 'a/b/Makefile': 'obj-m += y.o', 'c/Makefile': 'obj-m += z.o' };
    const modules = readModules(new Watched(Object.entries(texts)));
    read.clear();
    assert.deepEqual(modules.of('a/x.c'), [{ module: 'x', config: [] }]);
    assert.deepEqual([...read.keys()], ['Makefile', 'a/Makefile']);
  });
});
