/** The words that make a file worth reading, as data. */

/** Each of these words contains one of them (plain ASCII, case matters), for tools that search a tree themselves. */
export const NEEDLES: readonly string[] = ['dma_buf', 'DMA_BUF_'];

/** Functions of the interface (`include/linux/dma-buf.h` of kernels of the last years, and mapping types) that do not belong to a family. */
export const INTERFACE: readonly string[] = [
  'dma_buf_attach',
  'dma_buf_attach_revocable',
  'dma_buf_attachment_is_dynamic',
  'dma_buf_begin_cpu_access',
  'dma_buf_detach',
  'dma_buf_dynamic_attach',
  'dma_buf_end_cpu_access',
  'dma_buf_export',
  'dma_buf_fd',
  'dma_buf_fd_install',
  'dma_buf_free_sgt',
  'dma_buf_get',
  'dma_buf_invalidate_mappings',
  'dma_buf_is_dynamic',
  'dma_buf_iter_begin',
  'dma_buf_iter_next',
  'dma_buf_map_attachment_unlocked',
  'dma_buf_mmap',
  'dma_buf_move_notify',
  'dma_buf_phys_vec_to_sgt',
  'dma_buf_pin',
  'dma_buf_put',
  'dma_buf_unmap_attachment_unlocked',
  'dma_buf_unpin',
  'dma_buf_vmap_unlocked',
  'dma_buf_vunmap_unlocked',
];

/** How names begin that belong to mapping types, those that are still to come included. */
export const FAMILIES: readonly string[] = [
  'dma_buf_mapping_',
  'dma_buf_match_',
  'dma_buf_pal_',
  'dma_buf_sgt_',
  'DMA_BUF_EMAPPING_',
  'DMA_BUF_IMAPPING_',
  'DMA_BUF_SIMPLE_SGT_',
];
