/** Where caches lie. */
import envPaths from 'env-paths';

/** The user's own folder for such things. */
export function cacheFolder(): string {
  return envPaths('dmabuf-mapping', { suffix: '' }).cache;
}
