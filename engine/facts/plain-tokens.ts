/** The tokens of a digest, for reading plain C without a tree. */
import { IDENTIFIER, lexFragment, PUNCTUATION, STRING, type TokenList } from '../syntax/tokens.ts';

/** What a word is to the grammar; only a `name` can name something. */
export type WordKind = 'name' | 'storage' | 'qualifier' | 'size' | 'primitive' | 'record' | 'typedef' | 'sizeof' | 'constant' | 'reserved';

const WORDS: Record<Exclude<WordKind, 'name'>, string> = {
  storage: 'static extern inline',
  qualifier: 'const volatile',
  size: 'signed unsigned long short',
  primitive: `bool char int float double void size_t ssize_t ptrdiff_t intptr_t uintptr_t charptr_t nullptr_t max_align_t int8_t int16_t int32_t
    int64_t uint8_t uint16_t uint32_t uint64_t char8_t char16_t char32_t char64_t`,
  record: 'struct union enum',
  typedef: 'typedef',
  sizeof: 'sizeof',
  constant: 'FALSE NULL TRUE false true',
  reserved: `_Alignas _Alignof _Atomic _Generic _Nonnull _Noreturn __alignof __alignof__ __asm __asm__ __attribute __attribute__ __based __cdecl
    __clrcall __declspec __except __extension__ __fastcall __finally __forceinline __inline __inline__ __leave __restrict __restrict__ __sptr
    __stdcall __thiscall __thread __try __typeof __typeof__ __unaligned __uptr __vectorcall __volatile__ _alignof _unaligned alignas alignof asm
    auto break case constexpr continue default defined do else for goto if noreturn nullptr offsetof register restrict return switch thread_local
    typeof while`,
};
const KINDS = new Map(
  Object.entries(WORDS).flatMap(([kind, words]) => words.split(/\s+/).map((word): [string, WordKind] => [word, kind as WordKind])),
);

/** In words these may be read in more than one way. */
const UNUSUAL = /[^\t\n\r\x20-\x7e]|\$/;
const CHARACTER = /^'(?:[^'\\\n]|\\[abfnrtv0\\'"])'$/;
const TEXT = /^"(?:[^"\\\r\n]|\\[^xuU\r\n])*"$/;

export class PlainTokens {
  readonly text: string;
  readonly count: number;
  readonly #tokens: TokenList;

  constructor(text: string) {
    this.text = text;
    this.#tokens = lexFragment(text).tokens;
    this.count = this.#tokens.count;
  }

  /** Whether a text has no characters that readers of C may disagree about. */
  static canRead(text: string): boolean {
    return !UNUSUAL.test(text);
  }

  start(token: number): number {
    return token < this.count ? this.#tokens.starts[token]! : this.text.length;
  }

  end(token: number): number {
    return token < this.count ? this.#tokens.ends[token]! : this.text.length;
  }

  word(token: number): string {
    return this.text.slice(this.start(token), this.end(token));
  }

  /** Code of a punctuation token's first character; 0 for all others. */
  code(token: number): number {
    return token < this.count && this.#tokens.kinds[token] === PUNCTUATION ? this.text.charCodeAt(this.#tokens.starts[token]!) : 0;
  }

  isWord(token: number): boolean {
    return token < this.count && this.#tokens.kinds[token] === IDENTIFIER;
  }

  /** Undefined for what is no word. */
  kind(token: number): WordKind | undefined {
    return this.isWord(token) ? (KINDS.get(this.word(token)) ?? 'name') : undefined;
  }

  isName(token: number): boolean {
    return this.kind(token) === 'name';
  }

  /** Whether a token is a number, or a character that any reader of C takes for one. */
  isNumber(token: number): boolean {
    if (token >= this.count || this.#tokens.kinds[token] === PUNCTUATION || this.#tokens.kinds[token] === IDENTIFIER) return false;
    return this.#tokens.kinds[token] !== STRING || CHARACTER.test(this.word(token));
  }

  isText(token: number): boolean {
    return token < this.count && this.#tokens.kinds[token] === STRING && TEXT.test(this.word(token));
  }

  isDots(token: number): boolean {
    return this.code(token) === DOT && this.end(token) - this.start(token) === 3;
  }

  /** Whether a token ends where the next one starts. */
  touches(token: number): boolean {
    return token + 1 < this.count && this.#tokens.ends[token] === this.#tokens.starts[token + 1];
  }

  /** Text of tokens with white space collapsed. */
  tidy(first: number, last: number): string {
    const text = this.text.slice(this.start(first), this.end(last));
    return first === last ? text : text.replace(/\s+/g, ' ');
  }
}

export const DOT = 46;
