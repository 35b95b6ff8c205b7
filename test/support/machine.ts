/** The real lowering and evaluation over an index that a test has made. */
import { NOTHING_GIVEN } from '../../engine/evaluate/assumptions.ts';
import { Machine } from '../../engine/evaluate/machine.ts';
import { Memo } from '../../engine/index/memo.ts';
import type { Names } from '../../engine/index/names.ts';
import { Lowerer } from '../../engine/lower/lower.ts';
import type { CParser } from '../../engine/syntax/contract.ts';
import { mask } from '../../engine/syntax/mask.ts';

export function machineOver(names: Names, parser: CParser): Machine {
  const masked = (file: string) => mask(names.text(file) ?? '');
  const sources = { masked: (file: string) => masked(file).text, opaqueLoops: (file: string) => masked(file).loops };
  return new Machine(new Lowerer(names, parser, sources, new Memo()), () => NOTHING_GIVEN);
}
