/** Numbers and characters as they are written in C. */

import type { Place } from '../facts/facts.ts';
import { type CType, INT, LONG, SIZE, UNKNOWN } from './ctype.ts';
import type { Expression } from './ir.ts';
import { constant } from './lowering.ts';
import { withoutSuffix } from './numbers.ts';

/** A number as C reads it: its base, its suffix, its type. */
export function numberLiteral(text: string, at: Place): Expression {
  const negative = text.startsWith('-');
  const written = text.replace(/^[+-]\s*/, '');
  const bare = withoutSuffix(written);
  const digits = bare.replace(/^0[bB]/, '0b');
  const suffix = written.slice(bare.length).toLowerCase();
  const octal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  if (!/^(0x[0-9a-f]+|0o[0-7]+|0b[01]+|\d+)$/i.test(octal)) return { op: 'unknown', text, type: UNKNOWN, at };
  const value = BigInt(octal);
  const type = literalType(value, suffix, { decimal: /^(0|[1-9]\d*)$/.test(digits) });
  if (!negative) return constant(value, at, type, text);
  // The grammar takes the sign for a part of the number; C negates in the number's own type.
  return constant(type.kind === 'int' && !type.signed ? BigInt.asUintN(type.bits, -value) : -value, at, type, text);
}

/** The first type that holds the number, among those that its suffix allows; only what is not decimal may be unsigned without a `u`. */
function literalType(value: bigint, suffix: string, { decimal }: { decimal: boolean }): CType {
  const long = suffix.includes('l');
  const signed = !suffix.includes('u');
  if (!long && signed && value <= 0x7fffffffn) return INT;
  if (!long && (!signed || !decimal) && value <= 0xffffffffn) return { kind: 'int', bits: 32, signed: false };
  return signed && (decimal || value <= 0x7fffffffffffffffn) ? LONG : SIZE;
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, e: 27, f: 12, n: 10, r: 13, t: 9, v: 11 };
/** One character, or what stands for one. */
const CHARACTER = /\\x([0-9a-fA-F]+)|\\([0-7]{1,3})|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\?(.)/gsu;

/**
 * A character as GCC reads it for a kernel, where a plain `char` is unsigned (`-funsigned-char` in its Makefile since 6.2): bytes of UTF-8, several of which come
 * to one number from left to right.
 */
export function characterLiteral(text: string, at: Place): Expression {
  const [, prefix, inner] = /^(u8|[LuU])?'(.*)'$/s.exec(text) ?? [];
  if (inner === undefined || inner === '') return { op: 'unknown', text, type: UNKNOWN, at };
  const characters = [...inner.matchAll(CHARACTER)];
  if (prefix !== undefined && prefix !== 'u8') return constant(codeOf(characters.at(-1)!), at, INT, text);
  const bytes = characters.flatMap((each) =>
    isByte(each) ? [codeOf(each) & 0xff] : [...new TextEncoder().encode(String.fromCodePoint(codeOf(each)))],
  );
  return constant(
    bytes.reduce((value, byte) => (value << 8) | byte, 0),
    at,
    INT,
    text,
  );
}

/** Whether it names a byte, not a character. */
function isByte([, hexadecimal, octal]: RegExpMatchArray): boolean {
  return hexadecimal !== undefined || octal !== undefined;
}

function codeOf([whole, hexadecimal, octal, short, long, character]: RegExpMatchArray): number {
  if (octal !== undefined) return Number.parseInt(octal, 8);
  const digits = hexadecimal ?? short ?? long;
  if (digits !== undefined) return Math.min(Number.parseInt(digits, 16), 0x10ffff);
  const escaped = whole!.startsWith('\\') ? ESCAPES[character!] : undefined;
  return escaped ?? character!.codePointAt(0)!;
}
