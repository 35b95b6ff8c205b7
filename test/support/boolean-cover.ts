/** Says in few words when something holds, given every combination of answers. */

type Answers = Record<string, boolean>;

/**
 * Alternatives, each a list of conditions that hold together, such as `[['a', 'not b'], ['c']]`, that are true for the `yes` rows and for no
 * row of `no`. Combinations that are in neither may go either way. Names keep the order of `names`. `[[]]` says always.
 */
export function cover(names: readonly string[], yes: readonly Answers[], no: readonly Answers[]): string[][] {
  const rowsOf = (rows: readonly Answers[]) => [...new Set(rows.map((row) => names.map((name) => (row[name] ? '1' : '0')).join('')))];
  const refused = rowsOf(no);
  const wanted = rowsOf(yes);
  const fits = (pattern: string, row: string) => [...pattern].every((mark, at) => mark === '-' || mark === row[at]);
  const wide = [...new Set(wanted.flatMap((row) => widest(row, refused, fits)))];
  const cost = (pattern: string) => [...pattern].filter((mark) => mark !== '-').length;
  const chosen: string[] = [];
  let open = wanted;
  while (open.length > 0) {
    const gain = (pattern: string) => open.filter((row) => fits(pattern, row)).length;
    wide.sort((a, b) => gain(b) - gain(a) || cost(a) - cost(b) || a.localeCompare(b));
    const best = wide[0] ?? '';
    chosen.push(best);
    open = open.filter((row) => !fits(best, row));
  }
  return chosen.map((pattern) =>
    [...pattern].flatMap((mark, at) => (mark === '-' ? [] : [mark === '1' ? (names[at] ?? '') : `not ${names[at]}`])),
  );
}

/** The patterns that hold a row and no refused one, and that cannot drop one more condition. */
function widest(row: string, refused: readonly string[], fits: (pattern: string, row: string) => boolean): string[] {
  let patterns = [row];
  for (;;) {
    const wider = patterns.flatMap((pattern) =>
      [...pattern].flatMap((mark, at) => {
        const next = `${pattern.slice(0, at)}-${pattern.slice(at + 1)}`;
        return mark === '-' || refused.some((other) => fits(next, other)) ? [] : [next];
      }),
    );
    if (wider.length === 0) return patterns;
    patterns = [...new Set(wider)];
  }
}
