/**
 * Names that kernels of the last years seek once their DMA-buf files are known: helpers that hand on to an attach call, and tables that lead to one
 * or to ops. Looking for them along with the trigger words saves further searches of the tree. They decide nothing: a tree that seeks others is
 * searched for those, and what uses one that the tree does not seek stays out.
 */
export const KNOWN_HELPERS: readonly string[] = [
  'amdgpu_dmabuf_ops',
  'amdgpu_gem_prime_import',
  'amdgpu_partition_driver',
  'armada_gem_prime_import',
  'bnxt_re_reg_user_mr_dmabuf',
  'drm_gem_dmabuf_export',
  'drm_gem_object_funcs',
  'drm_gem_prime_export',
  'drm_gem_prime_fd_to_handle',
  'drm_gem_prime_import',
  'drm_gem_prime_import_dev',
  'efa_reg_user_mr_dmabuf',
  'exynos_drm_gem_prime_import',
  'i915_gem_prime_import',
  'ib_umem_dmabuf_get',
  'ib_umem_dmabuf_get_pinned',
  'ib_umem_dmabuf_get_pinned_revocable_and_lock',
  'ib_umem_dmabuf_get_pinned_with_dma_device',
  'ivpu_gem_prime_import',
  'net_devmem_bind_dmabuf',
  'omap_gem_prime_import',
  'qaic_gem_prime_import',
  'tegra_vde_dmabuf_cache_map',
  'ttm_object_device_init',
  'vb2_dma_contig_memops',
  'vb2_dma_sg_memops',
  'virtgpu_gem_prime_import',
  'virtio_dma_buf_export',
  'vmw_prime_dmabuf_ops',
  'xe_gem_prime_import',
];
