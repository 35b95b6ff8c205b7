/** What completion may propose, before it is put in its place. */
export type ProposalKind = 'constructor' | 'member' | 'type' | 'object' | 'function' | 'errno' | 'value';

export interface Proposal {
  label: string;
  kind: ProposalKind;
  detail: string;
  /** In the snippet syntax of LSP. */
  snippet: string;
  /** Lower is better. */
  rank: number;
  /** The header that declares it, if the file does not. */
  home?: string;
}

/** A snippet without its placeholders, up to where the cursor stays: what stands in them is kept. Never throws. */
export function plainText(snippet: string): string {
  const end = snippet.indexOf('$0');
  return (end < 0 ? snippet : snippet.slice(0, end))
    .replace(/\$\{\d+:((?:[^}\\]|\\.)*)\}/g, '$1')
    .replace(/\$\{?\d+\}?/g, '')
    .replace(/\\([\\$}])/g, '$1');
}
