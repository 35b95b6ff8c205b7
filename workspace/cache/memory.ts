/** What is remembered of a tree from one reading to the next, and how it is written down. */
import { seal, unseal } from './sealed.ts';

/** A file that was wanted. */
export interface RememberedFile {
  /** Of its text. */
  hash: string;
  /** The facts of that text, as JSON. */
  facts: string;
}

export interface TreeMemory {
  /** Names that were searched for along with the trigger words. */
  names: readonly string[];
  /** Of these, the ones that the project sought in the end. */
  sought: readonly string[];
  /** Stamps of the files that have neither a trigger word nor one of `names`. */
  nothing: Float64Array;
  /** The files that have one, by their path below the root. */
  files: ReadonlyMap<string, RememberedFile>;
}

/** What has to be the same for a memory to count: the tree, and the code. */
export interface MemoryKey {
  root: string;
  code: string;
}

const MAGIC = 'dmabuf-mapping tree 1\n';

/** Goes in front of the rest, as JSON: what there is, and how long each part is. */
interface Header extends MemoryKey {
  names: readonly string[];
  sought: readonly string[];
  stamps: number;
  files: [file: string, hash: string, factsBytes: number][];
}

/** The bytes of a memory: sealed, the parts being stamps and facts. */
export function encodeMemory(memory: TreeMemory, key: MemoryKey): Buffer {
  const facts: Buffer[] = [];
  const files: Header['files'] = [];
  for (const [file, remembered] of memory.files) {
    const bytes = Buffer.from(remembered.facts);
    facts.push(bytes);
    files.push([file, remembered.hash, bytes.length]);
  }
  const { names, sought, nothing } = memory;
  const stamps = Buffer.alloc(nothing.length * Float64Array.BYTES_PER_ELEMENT);
  for (let at = 0; at < nothing.length; at++) stamps.writeDoubleLE(nothing[at]!, at * Float64Array.BYTES_PER_ELEMENT);
  return seal(MAGIC, { ...key, names, sought, stamps: nothing.length, files } satisfies Header, [stamps, ...facts]);
}

/** The memory in these bytes; undefined if they are damaged, or about something else. Never throws. */
export function decodeMemory(bytes: Buffer, key: MemoryKey): TreeMemory | undefined {
  const sealed = unseal<Header>(MAGIC, bytes);
  if (sealed === undefined) return undefined;
  const { header, parts } = sealed;
  try {
    if (header.root !== key.root || header.code !== key.code) return undefined;
    const nothing = new Float64Array(header.stamps);
    for (let at = 0; at < nothing.length; at++) nothing[at] = parts.readDoubleLE(at * Float64Array.BYTES_PER_ELEMENT);
    let offset = nothing.length * Float64Array.BYTES_PER_ELEMENT;
    const files = new Map<string, RememberedFile>();
    for (const [file, hash, length] of header.files) {
      files.set(file, { hash, facts: parts.toString('utf8', offset, offset + length) });
      offset += length;
    }
    return { names: header.names, sought: header.sought, nothing, files };
  } catch {
    return undefined;
  }
}
