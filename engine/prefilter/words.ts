/** The words that make a file worth reading, as data. */
export interface Trigger {
  needle: string;
  /** The needle has to begin a word; otherwise it counts anywhere, also inside another name (`attach_dma_buf`). */
  wordStart: boolean;
}

/** Every name of the interface contains `dma_buf`; a file that only uses constructors may have nothing but upper case. */
export const TRIGGERS: readonly Trigger[] = [
  { needle: 'dma_buf', wordStart: false },
  { needle: 'DMA_BUF_', wordStart: true },
];
