/** Which structs are of the interface: those of the core, and the exporter ops of mapping types. */
import type { Analysis } from '../negotiate/analysis.ts';

const OF_THE_CORE = /^dma_buf_(?:(?:\w+_)?ops|mapping_(?:type|match))$/;

/** True for the tag, seen from a file, of a struct whose objects take part in negotiations. Never throws. */
export function isInterfaceStruct(analysis: Analysis, tag: string | undefined, file: string): boolean {
  if (tag === undefined) return false;
  return OF_THE_CORE.test(tag) || isExporterOps(analysis, tag, file);
}

/** True for the struct of a mapping type's exporter ops: they begin with what a match entry points at. */
export function isExporterOps(analysis: Analysis, tag: string, file: string): boolean {
  if (analysis.types().some(({ expOpsTag }) => expOpsTag === tag)) return true;
  return analysis.names.records(tag, file)[0]?.fact.fields[0]?.tag === 'dma_buf_mapping_exp_ops';
}
