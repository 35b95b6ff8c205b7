/** The real lowering and evaluation over an index that a test has made. */
import { NOTHING_GIVEN } from '../../engine/evaluate/assumptions.ts';
import { Machine } from '../../engine/evaluate/machine.ts';
import { Memo } from '../../engine/index/memo.ts';
import type { Names } from '../../engine/index/names.ts';
import { Lowerer } from '../../engine/lower/lower.ts';
import { MaskedTexts } from '../../engine/lower/masked-texts.ts';
import type { CParser } from '../../engine/syntax/contract.ts';

export function machineOver(names: Names, parser: CParser): Machine {
  const texts = new MaskedTexts({ text: (file) => names.text(file) ?? '', facts: (file) => names.facts(file) });
  return new Machine(new Lowerer(names, parser, texts, new Memo()), () => NOTHING_GIVEN);
}
