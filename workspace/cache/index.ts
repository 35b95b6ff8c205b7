/** Public face of the cache alone, for what starts before the rest of the code is loaded. */

export { codeNames } from './code.ts';
export { replaceFile } from './files.ts';
export { cacheFolder } from './folder.ts';
export { seal, unseal } from './sealed.ts';
