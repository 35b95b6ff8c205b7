/** What people call the part of the kernel that a file lies in. */

/**
 * Folders whose subsystem is not the folder itself: `*` is a folder's own name, the first that fits counts. All else goes by the rules in
 * `subsystemOf`.
 */
const PLACES: readonly (readonly [folder: string, subsystem: string])[] = [
  ['drivers/accel/*', 'accel/*'],
  ['drivers/gpu/drm/*', 'drm/*'],
  ['drivers/gpu/drm', 'drm'],
  ['drivers/gpu/*', '*'],
  ['drivers/dma-buf/heaps', 'dma-buf/heaps'],
  ['drivers/infiniband', 'rdma'],
  ['drivers/iommu/iommufd', 'iommufd'],
  ['drivers/media/common/videobuf2', 'media/videobuf2'],
  ['drivers/staging/*', 'staging/*'],
  ['drivers/vfio/*', 'vfio/*'],
  ['virt/kvm', 'kvm'],
  ['arch/x86/kvm', 'kvm'],
  ['arch/*', 'arch/*'],
  ['include/drm', 'drm'],
  ['include/rdma', 'rdma'],
  ['include/media', 'media'],
  ['include/sound', 'sound'],
  ['include/xen', 'xen'],
  ['drivers/*', '*'],
];

/** Top-level folders that are not about one subsystem. */
const GENERAL = new Set(['include', 'drivers', 'arch']);

/** The subsystem by the path below the root, such as `drm/xe`, `rdma` or `dma-buf/heaps`; nothing for files that are everybody's. */
export function subsystemOf(file: string): string | undefined {
  const folders = file.split('/').slice(0, -1);
  const [top] = folders;
  if (top === undefined || top.includes(':')) return undefined;
  if (top === 'include' && /\/dma-buf[^/]*\.h$/.test(file)) return 'dma-buf';
  for (const [place, subsystem] of PLACES) {
    const steps = place.split('/');
    if (steps.length > folders.length || !steps.every((step, index) => step === '*' || step === folders[index])) continue;
    return subsystem.replace('*', folders[steps.indexOf('*')] ?? '*');
  }
  return GENERAL.has(top) ? undefined : top;
}
