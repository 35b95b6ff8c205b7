/** The DMA-buf core of the workspace itself, where it has one. */
import type { FunctionFact } from '../facts/facts.ts';
import { MODEL } from '../index/index.ts';
import type { Found, Names } from '../index/names.ts';

/** Definitions of a function of the core in the workspace; several where `#if` branches have one each. */
export function ownCore(names: Names, name: string): Found<FunctionFact>[] {
  const [anyFile = ''] = names.files();
  return names.functions(name, anyFile).filter(({ file, fact }) => fact.bodySpan && !file.startsWith(MODEL));
}

/** True if the workspace brings the match loop; else it is a part of a tree, such as a driver that is built outside of the kernel. */
export function hasOwnCore(names: Names): boolean {
  return ownCore(names, 'dma_buf_match_mapping').length > 0;
}
