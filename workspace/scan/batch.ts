/** The unit of work of a scan: some files of one or more folders, read one after the other. */
import type { FileFacts } from '@dmabuf-mapping/engine';
import type { SourceReader } from './source.ts';

/** Files of one folder. */
export interface Listed {
  /** Folder below the root; empty for the root itself. */
  folder: string;
  /** Absolute path, as the system wants it. */
  absolute: string;
  names: string[];
}

/** A file that is wanted, or that should have been looked at and could not be. */
export type Hit =
  | {
      kind: 'text';
      file: string;
      text: string;
      /** The facts of the text; as JSON from threads, which hand on one string faster than many objects. */
      facts?: FileFacts | string;
    }
  | { kind: 'problem'; file: string; message: string };

export interface BatchResult {
  hits: Hit[];
  /** How much was read. */
  bytes: number;
}

/** What one file says, read from its text. */
export type Collect = (file: string, text: string) => FileFacts;

/** Path below the root. */
export function fileIn(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** Reads the files of a batch in their order. With `collect`, hits come with their facts. Never throws. */
export function readBatch(batch: readonly Listed[], reader: SourceReader, collect?: Collect): BatchResult {
  const result: BatchResult = { hits: [], bytes: 0 };
  for (const { folder, absolute, names } of batch) {
    for (const name of names) {
      const outcome = reader.read(`${absolute}/${name}`);
      result.bytes += outcome.bytes;
      if (outcome.kind === 'nothing') continue;
      const file = fileIn(folder, name);
      if (outcome.kind === 'problem') result.hits.push({ kind: 'problem', file, message: outcome.message });
      else {
        const { text } = outcome;
        result.hits.push({ kind: 'text', file, text, ...(collect && { facts: collect(file, text) }) });
      }
    }
  }
  return result;
}
