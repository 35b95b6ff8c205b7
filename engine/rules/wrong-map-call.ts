import type { Fix } from '../answers.ts';
import { textEdits } from '../fixes/edits.ts';
import type { Names } from '../index/names.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { type MapCall, mapCalls } from '../negotiate/map-calls.ts';
import { pattern } from '../syntax/pattern.ts';
import { labelsOf } from './map-calls.ts';
import type { RawFinding, Rule } from './rule.ts';
import { listed } from './words.ts';

/** The functions of a mapping type refuse attachments of others, with a warning; unmapping is skipped without a word to the caller. */
export const wrongMapCall: Rule = {
  id: 'wrong-map-call',
  severity: 'error',
  summary: 'a function of one mapping type called with an attachment that never has that type',
  check(analysis) {
    return mapCalls(analysis).flatMap((each) => (each.types.has(each.wants) ? [] : [finding(analysis, each)]));
  },
};

function finding(analysis: Analysis, mapCall: MapCall): RawFinding {
  const { call, wants, types, sites, function: target } = mapCall;
  const [wanted] = labelsOf(analysis, [wants]);
  const got = listed(labelsOf(analysis, [...types]), 'or');
  const right = counterparts(analysis.names, mapCall);
  const advice = right.length > 0 ? `; call \`${listed(right, 'or')}()\`` : '';
  return {
    at: { file: target.file, ...call.calleeSpan },
    message: `\`${call.callee}()\` is for ${wanted} attachments, but this one only comes out as ${got}: the call does nothing but fail${advice}`,
    related: sites.map((at) => ({ at, message: `it is attached here, and asks for ${got} only` })),
    fixes: () => (right.length === 1 ? callRight(analysis, mapCall, right[0]!) : []),
  };
}

/** Functions of the types that the attachment has, named like the one that is called. */
function counterparts(names: Names, { call, types, function: target }: MapCall): string[] {
  const verb = /^dma_buf_\w+?_((?:un)?map)_/.exec(call.callee)?.[1];
  if (verb === undefined) return [];
  const found = [...types].flatMap((type) => {
    const stem = /^dma_buf_mapping_(\w+)_type$/.exec(type)?.[1];
    const usual = [`dma_buf_${stem}_${verb}_attachment`, `dma_buf_${stem}_${verb}_phys`];
    return usual.filter((name) => names.functions(name, target.file).length > 0).slice(0, 1);
  });
  return found;
}

/** Possible where the two functions take and give the same. */
function callRight(analysis: Analysis, { call, function: { file } }: MapCall, right: string): Fix[] {
  const shape = (name: string): string | undefined => {
    const [found] = analysis.names.functions(name, file);
    return (
      found &&
      [found.fact.returns, ...found.fact.parameters.map(({ text, name: own }) => text.replace(pattern(`\\b${own}$`), ''))]
        .join(',')
        .replace(/\s+/g, '')
    );
  };
  if (shape(call.callee) !== shape(right)) return [];
  return [{ title: `Call \`${right}\``, safe: false, edits: textEdits(analysis, file, [{ ...call.calleeSpan, newText: right }]) }];
}
