/**
 * The same text in memory of its own. Engines of JavaScript make a piece of a text a reference into it, so that whoever keeps some words of a text for long keeps
 * all of it: to be used for what outlives the text.
 */
export function detached(piece: string): string {
  // Putting two texts together and reading the result writes it down anew.
  return ` ${piece}`.slice(1);
}
