/** Answers that are given from outside: assumptions of a person, and a kernel's `.config`. */
import { type SymbolValue, textOf } from './values.ts';

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';

/** One condition on something that conditions are told about, such as `pci_p2pdma_distance(...) >= 0`. */
export interface Assumption {
  /** In the spelling that conditions use. */
  subject: string;
  comparison: Comparison;
  value: bigint;
}

/** A Kconfig symbol is 0 (n), 1 (m) or 2 (y); so are assumptions about one. */
const LETTERS = ['n', 'm', 'y'];

/**
 * Reads `CONFIG_X=y`, `IS_ENABLED(CONFIG_X)`, `x`, `!x`, or `x >= 0`. Nothing, if the text is none of these.
 * A bare subject is assumed to be true, that is, other than 0. `namedValue` gives the value of an enumerator.
 */
export function parseAssumption(text: string, namedValue: (name: string) => number | undefined): Assumption | undefined {
  const trimmed = text.trim();
  const config = /^(CONFIG_\w+)\s*(==|=|!=)\s*([nmy])$/.exec(trimmed);
  if (config) return { subject: config[1]!, comparison: config[2] === '!=' ? '!=' : '==', value: BigInt(LETTERS.indexOf(config[3]!)) };
  const enabled = /^(!?)\s*IS_ENABLED\((CONFIG_\w+)\)$/.exec(trimmed);
  if (enabled) return { subject: enabled[2]!, comparison: enabled[1] ? '==' : '!=', value: 0n };
  const compared = comparedIn(trimmed);
  if (compared) {
    const value = numberOf(compared.with, namedValue);
    return value === undefined ? undefined : { subject: compared.subject, comparison: compared.comparison, value };
  }
  if (!/^!?\s*[A-Za-z_(*]/.test(trimmed) || /[=<>]\s*$/.test(trimmed)) return undefined;
  const negated = trimmed.startsWith('!');
  const subject = negated ? trimmed.slice(1).trim() : trimmed;
  return { subject: unwrapped(subject), comparison: negated ? '==' : '!=', value: 0n };
}

function numberOf(text: string, namedValue: (name: string) => number | undefined): bigint | undefined {
  const [, sign, digits] = /^(-?)(\d+|0[xX][\da-fA-F]+)$/.exec(text) ?? [];
  if (digits !== undefined) return sign ? -BigInt(digits) : BigInt(digits);
  const named = /^[A-Za-z_]\w*$/.test(text) ? namedValue(text) : undefined;
  return named === undefined ? undefined : BigInt(named);
}

/** Without parentheses around the whole. */
function unwrapped(text: string): string {
  if (!text.startsWith('(') || !text.endsWith(')')) return text;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    depth += text[at] === '(' ? 1 : text[at] === ')' ? -1 : 0;
    if (depth === 0) return at === text.length - 1 ? text.slice(1, -1) : text;
  }
  return text;
}

/** What is assumed: by subject, and by configuration. A configuration decides every Kconfig symbol; one it does not name is off. */
export interface Given {
  assumptions: readonly Assumption[];
  /** Kconfig symbols that are not `n`, with their value as written; absent when no `.config` counts. */
  configuration?: ReadonlyMap<string, string>;
}

export const NOTHING_GIVEN: Given = { assumptions: [] };

export function isNothing({ assumptions, configuration }: Given): boolean {
  return assumptions.length === 0 && configuration === undefined;
}

/** Reads a `.config`: `CONFIG_X=y`, `=m`, numbers and strings; comments and everything else is skipped. Never throws. */
export function parseConfiguration(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const match of text.matchAll(/^(CONFIG_\w+)=(.*)$/gm)) values.set(match[1]!, match[2]!.trim());
  return values;
}

/** What is given about a value: conditions that hold for it on every path. */
export function givenAbout(symbol: SymbolValue, given: Given): { comparison: Comparison; value: bigint }[] {
  const subject = symbol.shape.op === 'config' ? symbol.shape.symbol : textOf(symbol);
  const found: { comparison: Comparison; value: bigint }[] = given.assumptions.filter((assumption) => assumption.subject === subject);
  if (found.length > 0 || !given.configuration || !subject.startsWith('CONFIG_')) return found;
  const written = given.configuration.get(subject);
  if (symbol.shape.op === 'config') return [{ comparison: '==', value: written === 'y' ? 2n : written === 'm' ? 1n : 0n }];
  const number = /^(0x[\da-fA-F]+|\d+)$/.exec(written ?? '0')?.[1];
  return number === undefined ? [] : [{ comparison: '==', value: BigInt(number) }];
}

/** What a text ends with that compares what stands before with a number or a name; undefined if it does not. Never throws. */
export function comparedIn(text: string): { subject: string; comparison: Comparison; with: string } | undefined {
  const found = /(==|!=|<=|>=|<|>)\s*(-?\w+)$/.exec(text);
  const subject = found ? text.slice(0, found.index).trimEnd() : '';
  // The arrow of `a->b` is none.
  if (!found || subject === '' || subject.endsWith('-')) return undefined;
  return { subject, comparison: found[1] as Comparison, with: found[2]! };
}
