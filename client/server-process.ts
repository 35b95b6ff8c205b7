/** How the server's process is started, so that it takes little memory beside an editor. */

/** A way to collect garbage in pauses, which not every runtime lets a program ask for later. */
export const serverArguments: readonly string[] = ['--expose-gc'];

/**
 * For the allocator of glibc; others do not read these. By itself it makes a heap for each thread of the runtime and keeps what was freed in them: 25 MB
 * after a kernel tree was read. With one heap, and with large pieces outside of it, free memory goes back to the system.
 */
export const serverEnvironment: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '32768',
};
