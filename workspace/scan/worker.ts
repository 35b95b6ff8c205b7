/** A thread that reads batches of files, so that whoever scans a tree has hands free. Told what to look for when it starts. */
import { parentPort, workerData } from 'node:worker_threads';
import { collectFacts } from '@dmabuf-mapping/engine';
import type { Remembered } from '../cache/record.ts';
import { loadParser } from '../parser.ts';
import { type Collect, type Hit, type Lacking, type Listed, readBatch } from './batch.ts';
import { SourceReader } from './source.ts';
import type { Search } from './wanted.ts';

export interface WorkerTask {
  search: Search;
  /** Whether hits come with the facts of their texts, or say that they lack them. Only who yields facts can be asked for those of other texts. */
  yields: 'texts' | 'facts' | 'lacks';
  remembered?: Remembered | undefined;
}

/** What a thread is asked: to read files, or for the facts of texts, which are answered as JSON. */
export type WorkerRequest = { kind: 'read'; batch: readonly Listed[] } | { kind: 'collect'; texts: readonly Lacking[] };

async function main({ search, yields, remembered }: WorkerTask): Promise<void> {
  const reader = new SourceReader(search);
  const collect = yields === 'facts' ? await collector() : undefined;
  const reading = { reader, collect: yields === 'lacks' ? ('later' as const) : collect, remembered };
  parentPort?.on('message', (request: WorkerRequest) => {
    if (request.kind === 'collect') {
      parentPort?.postMessage(request.texts.map(({ file, text }) => JSON.stringify(collect?.(file, text))));
      return;
    }
    const result = readBatch(request.batch, reading);
    parentPort?.postMessage({ ...result, hits: result.hits.map(packed) });
  });
}

function packed(hit: Hit): Hit {
  return hit.kind === 'text' && hit.facts !== undefined ? { ...hit, facts: JSON.stringify(hit.facts) } : hit;
}

async function collector(): Promise<Collect> {
  const parser = await loadParser();
  return (file, text) => collectFacts(file, text, parser);
}

void main(workerData as WorkerTask);
