/** Arguments of the calls that hand match lists over, and of constructors. */
import { constructorNamed } from '../explain/constructors.ts';
import { isExporterOps } from '../explain/structs.ts';
import { argument } from '../fixes/constructors.ts';
import { objectsInScope } from '../fixes/scope.ts';
import type { Token } from '../fixes/tokens.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { parametersOf } from './makers.ts';
import { callAround, functionHead } from './place.ts';
import type { Proposal, ProposalKind } from './proposal.ts';

/** Positions of the arguments. */
const CALLS: Record<string, { list: number; length: number; ops?: number }> = {
  dma_buf_mapping_attach: { list: 1, length: 2, ops: 3 },
  dma_buf_match_mapping: { list: 1, length: 2 },
};

/** What the argument at the end of the tokens can be. Only at its beginning, behind an `&` perhaps. Never throws. */
export function argumentProposals(analysis: Analysis, file: string, before: readonly Token[]): Proposal[] {
  const call = callAround(before);
  const begun =
    call?.given
      .at(-1)
      ?.map(({ text }) => text)
      .join('') ?? '';
  if (!call || (begun !== '' && begun !== '&')) return [];
  const { callee, index, given } = call;
  const positions = CALLS[callee.text];
  if (!positions) return constructorArgument(analysis, file, callee, index);
  if (index === positions.list) return begun === '' ? lists(analysis, file, before) : [];
  if (index === positions.length) return begun === '' ? lengths(given[positions.list] ?? []) : [];
  return index === positions.ops ? importerOps(analysis, file, callee.start) : [];
}

function proposal(label: string, kind: ProposalKind, detail: string, rank: number): Proposal {
  return { label, kind, detail, snippet: label, rank };
}

/** Match lists of the enclosing function, as they are declared before, and of the file. */
function lists(analysis: Analysis, file: string, before: readonly Token[]): Proposal[] {
  const head = functionHead(before);
  const found = new Map<string, Proposal>();
  const add = (name: string, array: boolean, rank: number) => {
    if (!found.has(name)) found.set(name, proposal(array ? name : `&${name}`, 'object', array ? 'match list' : 'match entry', rank));
  };
  for (let at = head?.open ?? before.length; at < before.length; at++) {
    const [name, next] = [before[at + 1], before[at + 2]];
    if (before[at]!.text === 'dma_buf_mapping_match' && name?.kind === 'name') add(name.text, next?.text === '[', 0);
  }
  for (const { name, tag, function: inside, pointers, dimensions } of analysis.names.facts(file)?.variables ?? []) {
    if (tag === 'dma_buf_mapping_match' && !inside && pointers === 0) add(name, dimensions.length > 0, 1);
  }
  return [...found.values()];
}

function lengths(list: readonly Token[]): Proposal[] {
  const [first, second] = list;
  if (first?.text === '&') return [proposal('1', 'value', 'one entry', 0)];
  if (first?.kind !== 'name' || second) return [];
  return [proposal(`ARRAY_SIZE(${first.text})`, 'value', 'every entry of the list', 0)];
}

function importerOps(analysis: Analysis, file: string, offset: number): Proposal[] {
  const facts = analysis.names.facts(file);
  const objects = facts ? objectsInScope(facts, (tag) => tag === 'dma_buf_attach_ops', offset) : [];
  return [
    ...objects.map(({ name }) => proposal(`&${name}`, 'object', 'struct dma_buf_attach_ops', 0)),
    proposal('NULL', 'value', 'no importer ops', 1),
  ];
}

function constructorArgument(analysis: Analysis, file: string, callee: Token, index: number): Proposal[] {
  const maker = analysis.converted ? constructorNamed(analysis, callee.text, file) : undefined;
  const parameter = maker && parametersOf(analysis, maker, file, callee.start)[index];
  const facts = analysis.names.facts(file);
  if (!maker || !parameter || !facts) return [];
  if (/ops\b/.test(parameter.text)) {
    const own = maker.types[0]?.expOpsTag;
    const wanted = (tag: string): boolean => (own ? tag === own : isExporterOps(analysis, tag, file));
    return objectsInScope(facts, wanted, callee.start).map(({ name, tag }) => proposal(`&${name}`, 'object', `struct ${tag}`, 0));
  }
  const value = argument(analysis, callee.text, { name: parameter.name, text: parameter.text }, file, callee.start);
  return value === undefined ? [] : [proposal(value, 'value', parameter.text, 0)];
}
