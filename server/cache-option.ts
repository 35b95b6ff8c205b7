/** Where the arguments of the server have it keep what it reads, for the next start. */
import { cacheFolder } from '@dmabuf-mapping/workspace/cache';

const OPTION = '--cache=';

/** Undefined if nothing is to be kept. */
export function cacheIn(args: readonly string[]): string | undefined {
  if (args.includes('--no-cache')) return undefined;
  return args.find((arg) => arg.startsWith(OPTION))?.slice(OPTION.length) || cacheFolder();
}
