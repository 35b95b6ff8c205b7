/** Ways to spoil a C text, as data: drawn by fast-check, applied here. */
import fc from 'fast-check';

/** `at`, `length` and `other` are fractions of what they choose from. */
export interface Mutation {
  kind: keyof typeof WAYS;
  at: number;
  length: number;
  other: number;
}

/** Nesting that no person writes, and that recursion on the way would not survive. */
const DEEP = 20_000;
const LONG_LINE = 1_000_000;

type Way = (text: string, mutation: Mutation, corpus: readonly string[]) => string;

const TOKEN = /\w+|"(?:[^"\\\n]|\\.)*"|\s+|./gsu;

const WAYS = {
  truncate: (text, { at }) => text.slice(0, place(text, at)),
  behead: (text, { at }) => text.slice(place(text, at)),
  'delete token': (text, { at, length }) => onTokens(text, at, (tokens, i) => tokens.splice(i, 1 + Math.floor(length * 4))),
  'duplicate token': (text, { at }) => onTokens(text, at, (tokens, i) => tokens.splice(i, 0, tokens[i]!)),
  'swap tokens': (text, { at, other }) =>
    onTokens(text, at, (tokens, i) => {
      const j = Math.floor(other * tokens.length);
      [tokens[i], tokens[j]] = [tokens[j]!, tokens[i]!];
    }),
  'flip character': (text, { at, other }) => put(text, at, String.fromCharCode(Math.floor(other * 256)), 1),
  'insert bracket': (text, { at, other }) => put(text, at, '(){}[]#"\'\\,;'[Math.floor(other * 12)]!, 0),
  'delete line': (text, { at }) => onLines(text, at, (lines, i) => lines.splice(i, 1)),
  'duplicate lines': (text, { at, length }) =>
    onLines(text, at, (lines, i) => lines.splice(i, 0, ...lines.slice(i, i + Math.floor(length * 40)))),
  'splice another file': (text, { at, length, other }, corpus) => {
    const source = corpus[Math.floor(other * corpus.length)]!;
    const from = place(source, length);
    return put(text, at, source.slice(from, from + 2000), 0);
  },
  'open a conditional': (text, { at, other }) =>
    onLines(text, at, (lines, i) =>
      lines.splice(i, 0, ['#if X', '#ifdef CONFIG_X', '#else', '#elif Y', '#endif', '#define dma_buf_ops ('][Math.floor(other * 6)]!),
    ),
  'drop conditionals': (text) => text.replace(/^#\s*endif.*$/gm, ''),
  'nest deeply': (text, { at, other }) =>
    put(text, at, ['(', '{', '[', '*', '&(', 'if (x) ', 'f(', '({'][Math.floor(other * 8)]!.repeat(DEEP), 0),
  'lengthen a line': (text, { at, other }) =>
    put(text, at, ['x', ' ', '+1', '/*', '\\\n', 'f(x),'][Math.floor(other * 6)]!.repeat(LONG_LINE / 6), 0),
  'end lines like Windows': (text) => text.replace(/\r?\n/g, '\r\n'),
  'end lines like old machines': (text) => text.replace(/\r?\n/g, '\r'),
  'mark the byte order': (text) => `\ufeff${text}`,
  'write Latin-1': (text, { at }) => put(text, at, '\u00e9\u00df\u00ff', 0),
  'write beyond the plane': (text, { at }) => put(text, at, '\u{1f427}\ud800', 0),
  'insert NUL': (text, { at }) => put(text, at, '\0', 0),
} satisfies Record<string, Way>;

/** One file of a corpus, spoilt up to four times. The last two kinds of damage that cost time are rare. */
export const spoiling: fc.Arbitrary<{ file: number; mutations: Mutation[] }> = fc.record({
  file: fraction(),
  mutations: fc.array(
    fc.record({
      kind: fc.oneof(
        { weight: 60, arbitrary: fc.constantFrom(...(Object.keys(WAYS) as Mutation['kind'][]).filter((kind) => !isLarge(kind))) },
        { weight: 1, arbitrary: fc.constantFrom<Mutation['kind']>('nest deeply', 'lengthen a line') },
      ),
      at: fraction(),
      length: fraction(),
      other: fraction(),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

function isLarge(kind: Mutation['kind']): boolean {
  return kind === 'nest deeply' || kind === 'lengthen a line';
}

export function spoilt(text: string, mutations: readonly Mutation[], corpus: readonly string[]): string {
  return mutations.reduce((current, mutation) => (WAYS[mutation.kind] as Way)(current, mutation, corpus), text);
}

function fraction(): fc.Arbitrary<number> {
  return fc.nat(999_999).map((number) => number / 1_000_000);
}

function place(text: string, at: number): number {
  return Math.floor(at * text.length);
}

function put(text: string, at: number, inserted: string, instead: number): string {
  const start = place(text, at);
  return text.slice(0, start) + inserted + text.slice(start + instead);
}

function onTokens(text: string, at: number, change: (tokens: string[], index: number) => void): string {
  const tokens = text.match(TOKEN) ?? [''];
  change(tokens, Math.floor(at * tokens.length));
  return tokens.join('');
}

function onLines(text: string, at: number, change: (lines: string[], index: number) => void): string {
  const lines = text.split('\n');
  change(lines, Math.floor(at * lines.length));
  return lines.join('\n');
}
