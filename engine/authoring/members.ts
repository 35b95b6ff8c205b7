/** Members that an initialiser has not named yet. */
import { type Token, tokens } from '../fixes/tokens.ts';
import { MODEL } from '../index/index.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { allFields, membersSet, type Slot } from './initializer.ts';
import { callSnippet, makersFor } from './makers.ts';
import type { Proposal } from './proposal.ts';

const MATCHERS = ['match_mapping', 'single_exporter_match'];

/** Callbacks that ops have only before a conversion. */
const OLD = new Set(['map_dma_buf', 'unmap_dma_buf']);

/** Designated members, and for `struct dma_buf_ops` the macros that stand for one; never a second matcher. Never throws. */
export function memberProposals(
  analysis: Analysis,
  file: string,
  { shape, open, dotted }: Extract<Slot, { kind: 'member' }>,
  { text, offset, before }: { text: string; offset: number; before: readonly Token[] },
): Proposal[] {
  // Of a tree of the old interface, the built-in model knows nothing.
  if (!analysis.converted && shape.tag !== undefined && analysis.names.records(shape.tag, file)[0]?.file.startsWith(MODEL)) return [];
  const after = tokens(text, { start: offset, end: Math.min(text.length, offset + 4000) });
  const comma = after[0]?.text === ',' ? '' : ',';
  const rest = untilClosed(after);
  const set = new Set([...membersSet(before, open), ...membersSet([before[open]!, ...rest], 0)]);
  const isOps = shape.tag === 'dma_buf_ops';
  const makers = isOps && analysis.converted ? makersFor(analysis, file).filter(({ initializer }) => initializer) : [];
  const matched = isOps && (MATCHERS.some((name) => set.has(name)) || makers.some(({ name }) => set.has(name)));
  const members = allFields(shape.fields).flatMap(({ name, type, members: inner, functionPointer }): Proposal[] => {
    if (name === undefined || set.has(name) || (matched && MATCHERS.includes(name))) return [];
    const value = inner ? '{ $0 }' : '$0';
    const kind = functionPointer ? 'callback' : inner ? 'struct' : type;
    const rank = isOps ? (MATCHERS.includes(name) ? 0 : analysis.converted && OLD.has(name) ? 3 : 1) : 1;
    return [{ label: `.${name}`, kind: 'member', detail: kind, snippet: `.${name} = ${value}${comma}`, rank }];
  });
  if (matched || dotted) return members;
  return [
    ...makers.map((maker): Proposal => {
      const of = maker.types.map(({ info }) => info.label).join(', ');
      const snippet = `${callSnippet(analysis, maker, file, offset)}${comma}`;
      return {
        label: maker.name,
        kind: 'constructor',
        detail: `the one entry of an exporter${of ? ` of ${of}` : ''}`,
        snippet,
        rank: 0,
        home: maker.at.file,
      };
    }),
    ...members,
  ];
}

function untilClosed(list: readonly Token[]): Token[] {
  let depth = 0;
  const end = list.findIndex(({ text }) => {
    if ('([{'.includes(text)) depth++;
    return ')]}'.includes(text) && --depth < 0;
  });
  return list.slice(0, Math.max(end, 0));
}
