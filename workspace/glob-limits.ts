/** Patterns become regular expressions that search by trial: some that nobody writes would take years. They come with any tree, so these are left out. */

/** Far longer than the path of a file. */
const mostCharacters = 1000;
/** Each more multiplies the ways to try by the length of a path. The kernel's own have up to three. */
const mostStars = 4;

/** The patterns, in the manner of `.gitignore`, that can be matched in a bounded time. Never throws. */
export function tractable(patterns: readonly string[]): string[] {
  return patterns.filter((pattern) => pattern.length <= mostCharacters && pattern.split(/\*+/).length - 1 <= mostStars);
}
