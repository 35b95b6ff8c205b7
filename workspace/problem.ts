/** Something in the tree that could not be read, for a person to see; work goes on without it. */
export interface Problem {
  /** Path below the root, with `/`; empty for the root itself. */
  file: string;
  /** One sentence: what happened and what to do about it. */
  message: string;
}

/** Whether the error says that the thing is gone (or became something else), which is no problem: trees change while they are read. */
export function hasVanished(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'ENXIO';
}

/** What a failed system call means to a person, with the remedy. Never throws. */
export function describeReadError(error: unknown): string {
  switch (errorCode(error)) {
    case 'EACCES':
    case 'EPERM':
      return 'cannot be read: permission denied; it is left out until you grant read access';
    case 'EMFILE':
    case 'ENFILE':
      return 'cannot be opened: too many open files; raise the limit (ulimit -n) and try again';
    case 'ENAMETOOLONG':
      return 'cannot be opened: the path is too long; it is left out';
    case 'EIO':
      return 'cannot be read: input/output error; check the disk or the network share';
    default:
      return `cannot be read: ${error instanceof Error ? error.message : String(error)}; it is left out`;
  }
}

function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
