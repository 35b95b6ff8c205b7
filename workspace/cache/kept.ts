/** Hovers that are kept from one start to the next, so that the first is answered before the tree is recalled; and what has to be as it was for them to be right. */
import type { MemoryKey } from './memory.ts';
import { seal, unseal } from './sealed.ts';

interface KeptFile {
  /** Of its text. */
  hash: string;
  /** `HoverAnswer[]`, as JSON: of all files, somebody asks about one. */
  hovers: string;
}

export interface KeptHovers {
  /** Of what settings and files of settings say. */
  given: string;
  /** Names for which the tree was searched: a file without them, and without trigger words, decides nothing. */
  names: readonly string[];
  /** Everything on disk that decides answers: sources and build files, as `entryAt` has them. */
  entries: ReadonlyMap<string, number | 'absent'>;
  /** The sources among them. */
  files: ReadonlyMap<string, KeptFile>;
}

const MAGIC = 'dmabuf-mapping hovers 1\n';

interface Header extends MemoryKey {
  given: string;
  names: readonly string[];
  entries: [file: string, entry: number | 'absent'][];
  files: [file: string, hash: string, hoverBytes: number][];
}

/** The bytes of what is kept: sealed, the parts being the hovers file by file. */
export function encodeKept({ given, names, entries, files }: KeptHovers, key: MemoryKey): Buffer {
  const parts = [...files.values()].map(({ hovers }) => Buffer.from(hovers));
  const lengths = [...files].map(([file, { hash }], at): Header['files'][number] => [file, hash, parts[at]!.length]);
  return seal(MAGIC, { ...key, given, names, entries: [...entries], files: lengths } satisfies Header, parts);
}

/** What is kept in these bytes; undefined if they are damaged, or about something else. Never throws. */
export function decodeKept(bytes: Buffer, key: MemoryKey): KeptHovers | undefined {
  const sealed = unseal<Header>(MAGIC, bytes);
  if (sealed === undefined) return undefined;
  const { header, parts } = sealed;
  try {
    if (header.root !== key.root || header.code !== key.code) return undefined;
    const files = new Map<string, KeptFile>();
    let offset = 0;
    for (const [file, hash, length] of header.files) {
      files.set(file, { hash, hovers: parts.toString('utf8', offset, offset + length) });
      offset += length;
    }
    return { given: header.given, names: header.names, entries: new Map(header.entries), files };
  } catch {
    return undefined;
  }
}
