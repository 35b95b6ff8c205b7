/** Which known word was meant by an unknown one. */

/** The candidate that a misspelled word most likely means: at most a third of its letters are wrong. `undefined` if none is that near. */
export function nearestWord(word: string, candidates: readonly string[]): string | undefined {
  const best = ranked(word, candidates)[0];
  return best && best.distance <= Math.ceil(best.candidate.length / 3) ? best.candidate : undefined;
}

/** Names that differ in more letters than this are different names. */
const MOST_WRONG = 3;

/** The one C name that differs least, by three letters or fewer; their case counts nothing. `undefined` if there is none, or several. */
export function meantName(name: string, candidates: Iterable<string>): string | undefined {
  const near = [...candidates].filter((other) => Math.abs(other.length - name.length) <= MOST_WRONG);
  const [best, next] = ranked(name.toLowerCase(), near, (candidate) => candidate.toLowerCase());
  return best && best.distance <= MOST_WRONG && best.distance !== next?.distance ? best.candidate : undefined;
}

function ranked(
  word: string,
  candidates: readonly string[],
  form = (candidate: string) => candidate,
): { candidate: string; distance: number }[] {
  const distances = candidates.map((candidate) => ({ candidate, distance: editDistance(word, form(candidate)) }));
  return distances.sort((a, b) => a.distance - b.distance);
}

/** Letters to insert, delete, replace or swap with their neighbour to come from one word to the other. */
function editDistance(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1] ? before[j - 2]! + 1 : replaced;
      next.push(Math.min(replaced, swapped, row[j]! + 1, next[j - 1]! + 1));
    }
    before = row;
    row = next;
  }
  return row[other.length]!;
}
