/** What kind of option a Kconfig symbol is: only a tristate one makes modules. */

/** Symbols that a Kconfig file defines as `bool`, with the `CONFIG_` that Makefiles put before them. Never throws. */
export function booleanSymbols(text: string): string[] {
  const kinds = new Map<string, Set<string>>();
  let symbol: string | undefined;
  for (const line of text.split('\n')) {
    const [, defined] = /^\s*(?:menu)?config\s+(\w+)\s*$/.exec(line) ?? [];
    const [, kind] = /^\s+(?:def_)?(bool|boolean|tristate)\b/.exec(line) ?? [];
    if (defined !== undefined) symbol = `CONFIG_${defined}`;
    else if (/^(?:choice|endchoice|menu|endmenu|if|endif|source|comment)\b|^\s+(?:help|---help---)\s*$/.test(line)) symbol = undefined;
    else if (symbol !== undefined && kind !== undefined) kinds.set(symbol, (kinds.get(symbol) ?? new Set()).add(kind));
  }
  return [...kinds].flatMap(([name, found]) => (found.has('tristate') ? [] : [name]));
}
