/** From what a person types to one importer or exporter, and back. */
import { UsageError } from './io.ts';

export interface Named {
  id: string;
  name: string;
  location: { file: string };
  builtIn?: true;
}

/** How many candidates a message lists. */
const listedCandidates = 10;

/**
 * The one thing that `words` stands for: its id, else its name, else a prefix of only one id or name.
 * Throws `UsageError` with the candidates if there is none or more than one. `noun`: what to call it.
 */
export function findNamed<T extends Named>(words: string, all: readonly T[], noun: string): T {
  const attempts: ((thing: T) => boolean)[] = [
    ({ id }) => id === words,
    ({ name }) => name === words,
    ({ id, name }) => id.startsWith(words) || name.startsWith(words),
  ];
  for (const attempt of attempts) {
    const found = all.filter(attempt);
    if (found.length === 1) return found[0]!;
    if (found.length > 1) throw new UsageError(`${words} stands for ${found.length} ${noun}s; name one by its id:\n${candidates(found)}`);
  }
  const similar = all.filter(({ id, name }) => id.includes(words) || name.includes(words));
  if (similar.length > 0) throw new UsageError(`no ${noun} begins with ${words}; these contain it:\n${candidates(similar)}`);
  if (all.length === 0) throw new UsageError(`no ${noun} is called ${words}: this tree has no ${noun}s`);
  throw new UsageError(`no ${noun} is called ${words}; see all with: dmabuf-mapping list ${noun}s`);
}

/** Names for output: the plain name where it is the only one, else with its file. */
export function createNamer(all: readonly Named[]): (id: string) => string {
  const uses = new Map<string, number>();
  for (const { name } of all) uses.set(name, (uses.get(name) ?? 0) + 1);
  const names = new Map(all.map(({ id, name, location }) => [id, uses.get(name) === 1 ? name : `${name} (${location.file})`]));
  return (id) => names.get(id) ?? id;
}

function candidates(all: readonly Named[]): string {
  const lines = all
    .slice(0, listedCandidates)
    .map(({ id, name, location, builtIn }) => `  ${id}  (${name}${builtIn ? '' : ` in ${location.file}`})`);
  if (all.length > listedCandidates) lines.push(`  and ${all.length - listedCandidates} more`);
  return lines.join('\n');
}
