/** The words that make a file worth reading, as data. A needle is what to search for; the rest says where it counts. */
export interface Trigger {
  needle: string;
  /** What may stand right before the needle. */
  before: 'start of word' | 'small letters';
  /** The word that has to stand before the needle, with white space between. */
  after?: string;
}

/**
 * Behind small letters means inside a word that starts with one, or with an underscore: registers are named `BLOCK__dma_buf_x`, functions are not.
 * A file that only has a variable called `dma_buf`, as sound and SCSI drivers do, says nothing; a call of some driver's own
 * `xe_dma_buf_move_notify` may. A file that only uses constructors may have nothing but upper case.
 */
export const TRIGGERS: readonly Trigger[] = [
  { needle: 'dma_buf_', before: 'start of word' },
  { needle: '_dma_buf_', before: 'small letters' },
  { needle: 'DMA_BUF_', before: 'start of word' },
  { needle: 'dma_buf', before: 'start of word', after: 'struct' },
];
