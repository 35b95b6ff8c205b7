/** The unit of work of a scan: some files of one or more folders, read one after the other. */
import type { FileFacts } from '@dmabuf-mapping/engine';
import { knownText, type Remembered } from '../cache/record.ts';
import { hashOf } from '../cache/sealed.ts';
import { Stamps, stampOf } from '../cache/stamp.ts';
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
      /** `hashOf` the text, if something is remembered. */
      hash?: string;
      /** The facts are wanted, and still to be collected. */
      lacksFacts?: true;
    }
  | { kind: 'problem'; file: string; message: string };

export interface BatchResult {
  hits: Hit[];
  /** Stamps of files that hold nothing of what is sought, if something is remembered. */
  nothing: number[];
  /** How much was read. */
  bytes: number;
}

/** What one file says, read from its text. */
export type Collect = (file: string, text: string) => FileFacts;

/** Path below the root. */
export function fileIn(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** How to read. */
export interface Reading {
  reader: SourceReader;
  /** Hits come with their facts, or say that these are wanted, but for those that are remembered, and those that may turn out not to matter. */
  collect?: Collect | 'later' | undefined;
  /** Files need not be read of which it is known that they hold nothing. */
  remembered?: Remembered | undefined;
}

/** Reads the files of a batch in their order. Never throws. */
export function readBatch(batch: readonly Listed[], { reader, collect, remembered }: Reading): BatchResult {
  const result: BatchResult = { hits: [], nothing: [], bytes: 0 };
  const nothing = remembered && new Stamps(remembered.nothing);
  for (const { folder, absolute, names } of batch) {
    for (const name of names) {
      const path = `${absolute}/${name}`;
      // Before the file is read: a change that comes between the two gives it another stamp.
      const stamp = nothing && stampOf(path);
      if (stamp !== undefined && nothing?.has(stamp)) {
        result.nothing.push(stamp);
        continue;
      }
      const outcome = reader.read(path);
      result.bytes += outcome.bytes;
      if (outcome.kind === 'nothing') {
        if (stamp !== undefined) result.nothing.push(stamp);
        continue;
      }
      const file = fileIn(folder, name);
      if (outcome.kind === 'problem') result.hits.push({ kind: 'problem', file, message: outcome.message });
      else {
        const { text, interest } = outcome;
        const hash = remembered && hashOf(text);
        const isKnown = hash !== undefined && remembered?.texts.has(knownText(file, hash));
        result.hits.push({
          kind: 'text',
          file,
          text,
          ...(hash !== undefined && { hash }),
          ...(!isKnown && interest === 'sure' && collect && (collect === 'later' ? { lacksFacts: true } : { facts: collect(file, text) })),
        });
      }
    }
  }
  return result;
}

/** A text whose facts are wanted. */
export interface Lacking {
  file: string;
  text: string;
}

/** The texts of a result whose facts are still to be collected, in its order. */
export function lackingIn({ hits }: BatchResult): Lacking[] {
  return hits.flatMap((hit) => (hit.kind === 'text' && hit.lacksFacts ? [{ file: hit.file, text: hit.text }] : []));
}

/** The same result with facts for the texts that lacked them, in their order. */
export function completed(result: BatchResult, facts: readonly (FileFacts | string)[]): BatchResult {
  let next = 0;
  const hits = result.hits.map((hit): Hit => {
    if (hit.kind !== 'text' || !hit.lacksFacts) return hit;
    const { lacksFacts: _, ...rest } = hit;
    return { ...rest, facts: facts[next++]! };
  });
  return { ...result, hits };
}
