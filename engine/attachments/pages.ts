/** Long lists in pages, so that no answer is long. */
import type { TreeRow } from '../tree-answers.ts';
import { step } from './path.ts';

/** A row that is made when it is to be seen. */
export interface Entry {
  /** The last of its path. */
  step: string;
  name: string;
  /** Order before names; pages do not mix ranks. */
  rank: number;
  problem: boolean;
  row: () => TreeRow;
}

/** As many rows are shown at once. */
const MOST_ROWS = 200;
const PAGE = 100;

/** By rank, then name. Equal ones keep their order. */
export function sorted(entries: Entry[]): Entry[] {
  return entries
    .map((entry) => ({ entry, name: entry.name.toLowerCase() }))
    .sort((a, b) => a.entry.rank - b.entry.rank || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ entry }) => entry);
}

/** The entries themselves if they are few, else pages of them. `path` is that of the row above them, `pages` the pages that are open. */
export function paged(entries: Entry[], path: readonly string[], pages: readonly string[]): Entry[] {
  const [open, ...inner] = pages;
  if (open === undefined) return entries.length > MOST_ROWS ? split(entries, path).map(({ entry }) => entry) : entries;
  const page = split(entries, path).find(({ key }) => key === open);
  return page ? paged(page.members, [...path, step('page', open)], inner) : [];
}

/** The row of the entry with this step, behind the pages that lead to it; undefined if there is none. */
export function within(entries: Entry[], path: readonly string[], wanted: string): TreeRow[] | undefined {
  const entry = entries.find((each) => each.step === wanted);
  if (!entry) return undefined;
  const pages: TreeRow[] = [];
  let [members, base] = [entries, path];
  for (;;) {
    const page = split(members, base).find((each) => each.members.includes(entry));
    if (!page) return [...pages, entry.row()];
    pages.push(page.entry.row());
    [members, base] = [page.members, [...base, page.entry.step]];
  }
}

function split(entries: Entry[], path: readonly string[]): { key: string; members: Entry[]; entry: Entry }[] {
  if (entries.length <= MOST_ROWS) return [];
  const size = Math.max(PAGE, Math.ceil(entries.length / PAGE));
  const found: { key: string; members: Entry[]; entry: Entry }[] = [];
  for (const rank of new Set(entries.map((entry) => entry.rank))) {
    const alike = entries.filter((entry) => entry.rank === rank);
    for (let start = 0; start < alike.length; start += size) {
      const members = alike.slice(start, start + size);
      const key = `${rank}.${start / size}`;
      found.push({ key, members, entry: pageEntry(members, path, step('page', key)) });
    }
  }
  return found;
}

function pageEntry(members: Entry[], path: readonly string[], last: string): Entry {
  const first = members[0]!;
  const final = members.at(-1)!;
  const problem = members.some((entry) => entry.problem);
  const row = (): TreeRow => ({
    path: [...path, last],
    kind: 'page',
    label: members.length === 1 ? first.name : `${first.name} … ${final.name}`,
    description: `${members.length}${problem ? ' · with problems' : ''}`,
    icon: 'group',
    ...(problem ? { problem: true } : {}),
  });
  return { step: last, name: first.name, rank: first.rank, problem, row };
}
