/** Numbers that stand for C's own integer types where masking replaces a type name, since no expression can begin with one. */

/** Three digits, so that they fit into the shortest name: signed or not, and the bits; `001` is bool, `1` any other type. A plain `char` is unsigned, as in kernels. */
export function typeCode(words: readonly string[]): string {
  const names = words.filter((word) => word !== 'const' && word !== 'volatile');
  if (names.every((word) => word === 'bool' || word === '_Bool')) return '001';
  if (!names.every((word) => /^(?:un)?signed$|^(?:char|short|int|long)$/.test(word))) return '1';
  const bits = names.includes('char') ? '08' : names.includes('short') ? '16' : names.includes('long') ? '64' : '32';
  const unsigned = names.includes('unsigned') || (bits === '08' && !names.includes('signed'));
  return (unsigned ? '0' : '1') + bits;
}

/** C's name of the type behind the number; nothing if it is none. */
export function typeOfCode(code: string): string | undefined {
  if (code === '001') return 'bool';
  const match = /^([01])(08|16|32|64)$/.exec(code);
  if (!match) return undefined;
  const name = { '08': 'char', '16': 'short', '32': 'int', '64': 'long' }[match[2]!];
  return `${match[1] === '0' ? 'unsigned' : 'signed'} ${name}`;
}
