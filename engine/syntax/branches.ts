/**
 * `#if` branches that are alternatives of one piece of syntax (`if (a) {` here, `{` there) cannot all stand in one text.
 * Of such a group the first branch is kept.
 */
import type { Region, Span } from '../facts/facts.ts';
import { PUNCTUATION, type TokenList } from './tokens.ts';

/** Branches to leave out so that brackets balance, sorted by place. Linear; never throws. */
export function clashingBranches(text: string, tokens: TokenList, regions: Region[]): Span[] {
  if (regions.length === 0) return [];
  const prefix = bracketSums(text, tokens);
  const groups = new Map<number, number[]>();
  regions.forEach((region, i) => {
    const members = groups.get(region.group);
    if (members === undefined) groups.set(region.group, [i]);
    else members.push(i);
  });
  const net = regions.map((region) => {
    const first = tokens.firstFrom(region.start);
    const last = Math.max(first, tokens.firstFrom(region.end));
    return { braces: prefix.braces[last]! - prefix.braces[first]!, parens: prefix.parens[last]! - prefix.parens[first]!, first, last };
  });
  const dropped: Span[] = [];
  const drop = (i: number): void => {
    const region = regions[i]!;
    dropped.push({ start: region.start, end: region.end });
    for (let parent = region.parent; parent !== undefined; parent = regions[parent]!.parent) {
      net[parent]!.braces -= net[i]!.braces;
      net[parent]!.parens -= net[i]!.parens;
    }
  };
  // Inner groups first: what they lose changes the balance of the branch around them.
  for (const members of [...groups.values()].sort((a, b) => b[0]! - a[0]!)) {
    const unbalanced = members.some((i) => net[i]!.braces !== 0 || net[i]!.parens !== 0);
    if (
      !unbalanced &&
      !areHeads(
        text,
        tokens,
        members.map((i) => net[i]!),
        regions[members.at(-1)!]!,
      )
    )
      continue;
    const keep = members.find((i) => net[i]!.last > net[i]!.first);
    for (const i of members) if (i !== keep && net[i]!.last > net[i]!.first) drop(i);
  }
  return dropped.sort((a, b) => a.start - b.start);
}

interface Net {
  braces: number;
  parens: number;
  first: number;
  last: number;
}

/** True if every branch is the head of one statement or definition whose body follows the `#endif`. */
function areHeads(text: string, tokens: TokenList, branches: Net[], last: Region): boolean {
  const filled = branches.filter((branch) => branch.last > branch.first);
  if (filled.length < 2) return false;
  if (!filled.every((branch) => text.charCodeAt(tokens.starts[branch.last - 1]!) === 41)) return false;
  const next = tokens.firstFrom(last.end);
  if (next < tokens.count && text.charCodeAt(tokens.starts[next]!) === 123) return true;
  return filled.every((branch) =>
    ['if', 'while', 'for', 'switch'].includes(text.slice(tokens.starts[branch.first], tokens.ends[branch.first])),
  );
}

function bracketSums(text: string, tokens: TokenList): { braces: Int32Array; parens: Int32Array } {
  const braces = new Int32Array(tokens.count + 1);
  const parens = new Int32Array(tokens.count + 1);
  for (let i = 0; i < tokens.count; i++) {
    const code = tokens.kinds[i] === PUNCTUATION ? text.charCodeAt(tokens.starts[i]!) : 0;
    braces[i + 1] = braces[i]! + (code === 123 ? 1 : code === 125 ? -1 : 0);
    parens[i + 1] = parens[i]! + (code === 40 ? 1 : code === 41 ? -1 : 0);
  }
  return { braces, parens };
}
