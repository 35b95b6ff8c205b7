/** Completion where the interface is written: match lists, initialisers of its structs, arguments of its calls, and errnos of match callbacks. */
import type { Range, TextEdit } from '../answers.ts';
import type { Constructor } from '../explain/constructors.ts';
import { isInterfaceStruct } from '../explain/structs.ts';
import { textEdits } from '../fixes/edits.ts';
import { includeHeader } from '../fixes/includes.ts';
import type { Token } from '../fixes/tokens.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Side } from '../negotiate/offer.ts';
import { argumentProposals } from './arguments.ts';
import { errnoProposals } from './errnos.ts';
import { type Slot, slotAt } from './initializer.ts';
import { callSnippet, makersFor, sideOfList, typesFor } from './makers.ts';
import { memberProposals } from './members.ts';
import { functionHead, openBracket, opening, type Writing, writingAt } from './place.ts';
import { type Proposal, type ProposalKind, plainText } from './proposal.ts';
import { valueProposals } from './values.ts';

export interface Completion {
  label: string;
  kind: ProposalKind;
  /** One line beside the label. */
  detail: string;
  /** In the snippet syntax of LSP. */
  snippet: string;
  /** The same for editors without snippets. */
  text: string;
  /** What it takes the place of: the begun word, and a `.`, `&` or `-` before it that is part of the text. */
  range: Range;
  /** Lower is better; equal for things of the same kind. */
  rank: number;
  /** Includes that it needs. */
  edits: TextEdit[];
}

interface Site {
  analysis: Analysis;
  file: string;
  text: string;
  offset: number;
  writing: Writing;
}

/** What can be written at an offset (UTF-16 units), best first; empty outside of the interface's constructs. Never throws. */
export function completions(analysis: Analysis, file: string, offset: number): Completion[] {
  const text = analysis.names.text(file);
  const writing = text === undefined ? undefined : writingAt(text, offset);
  if (text === undefined || !writing) return [];
  const proposals = proposalsAt({ analysis, file, text, offset, writing });
  return proposals
    .map((proposal) => completed(analysis, file, writing, proposal))
    .sort((a, b) => a.rank - b.rank || (a.label < b.label ? -1 : 1));
}

function completed(analysis: Analysis, file: string, { before, word }: Writing, proposal: Proposal): Completion {
  const { label, kind, detail, snippet, rank, home } = proposal;
  const last = before.at(-1);
  // A mark that the proposal begins with is replaced, so that editors compare what was typed with the whole.
  const start = last && last.end === word.start && /^[.&-]$/.test(last.text) && snippet.startsWith(last.text) ? last.start : word.start;
  const range = analysis.location({ file, start, end: word.end }).range;
  const edits = home === undefined ? [] : textEdits(analysis, file, includeHeader(analysis.names, file, home));
  return { label, kind, detail, snippet, text: plainText(snippet), range, rank, edits };
}

function proposalsAt(site: Site): Proposal[] {
  const { analysis, file, writing } = site;
  const { before } = writing;
  if (before.length === 0) return [];
  if (before.at(-1)!.text === '-' && before.at(-2)?.text === 'return') return errnoProposals(functionHead(before));
  const slot = slotAt(analysis.names, file, before);
  if (slot) return slotProposals(site, slot);
  if (isAssignmentToElement(before)) return entryProposals(site, { words: [], name: undefined });
  return argumentProposals(analysis, file, before);
}

function slotProposals(site: Site, slot: Slot): Proposal[] {
  const { analysis, file, text, writing, offset } = site;
  const { shape, open } = slot;
  if (shape.tag !== undefined && !isInterfaceStruct(analysis, shape.tag, file)) return [];
  if (slot.kind === 'element') {
    return shape.tag === 'dma_buf_mapping_match' ? entryProposals(site, { words: writing.before.slice(open + 1), name: shape.name }) : [];
  }
  if (slot.kind === 'value') return valueProposals(analysis, file, slot, writing);
  return memberProposals(analysis, file, slot, { text, offset, before: writing.before });
}

/** `list[n++] = ` in a function that declares `list` as match entries. */
function isAssignmentToElement(before: readonly Token[]): boolean {
  if (before.at(-1)?.text !== '=' || before.at(-2)?.text !== ']') return false;
  const name = before[opening(before, before.length - 2) - 1];
  if (name?.kind !== 'name') return false;
  return before.some(
    (token, at) => token.text === 'dma_buf_mapping_match' && before.slice(at + 1, at + 4).some((each) => each.text === name.text),
  );
}

/** Constructors, those of the right side first, and plain entries of types that have none. */
function entryProposals(site: Site, list: { words: readonly Token[]; name: string | undefined }): Proposal[] {
  const { analysis, file, text, writing, offset } = site;
  if (!analysis.converted) return [];
  const head = functionHead(writing.before);
  const side = sideOfList(list, head, text) ?? sideOfWhole(writing.before);
  const makers = makersFor(analysis, file).filter(({ initializer }) => !initializer);
  const used = new Set(list.words.map((token) => token.text));
  const made = new Set(makers.flatMap(({ types }) => types.map(({ info }) => info.id)));
  const plain = typesFor(analysis, file).filter(({ type }) => !made.has(type.info.id));
  return [
    ...makers.map((maker) => makerProposal(analysis, maker, { file, offset, side, again: used.has(maker.name) })),
    ...plain.map(({ type: { info }, home }): Proposal => {
      const label = `{ .type = &${info.name} }`;
      const snippet = `{ .type = &${info.name}$0 }`;
      return { label, kind: 'type', detail: `entry of ${info.label}`, snippet, rank: 3, ...(home ? { home } : {}) };
    }),
  ];
}

/** A literal among the arguments of a call says by its call for whom it is; one behind a member, by the member. */
function sideOfWhole(before: readonly Token[]): Side | undefined {
  for (let at = openBracket(before, before.length); at >= 0; at = openBracket(before, at)) {
    const around = before.slice(Math.max(0, at - 40), at).map((token) => token.text);
    if (before[at]!.text === '(' && around.at(-1) === 'dma_buf_mapping_attach') return 'importer';
    if (before[at]!.text === '(' && around.at(-1) === 'dma_buf_match_mapping') return 'exporter';
    if (around.includes('single_exporter_match')) return 'exporter';
  }
  return undefined;
}

function makerProposal(
  analysis: Analysis,
  maker: Constructor,
  at: { file: string; offset: number; side: Side | undefined; again: boolean },
): Proposal {
  const wrong = maker.side !== undefined && at.side !== undefined && maker.side !== at.side;
  const of = maker.types.map(({ info }) => info.label).join(', ');
  const rank = wrong ? 4 : at.again ? 2 : maker.side === at.side ? 0 : 1;
  const detail = `${maker.side ? `${maker.side} ` : ''}entry${of ? ` of ${of}` : ''}${wrong ? ': not for this side' : ''}`;
  const snippet = callSnippet(analysis, maker, at.file, at.offset);
  return { label: maker.name, kind: 'constructor', detail, snippet, rank, ...(maker.at.file === at.file ? {} : { home: maker.at.file }) };
}
