/** Preprocessor directives and the `#if` branches they make. */
import type { Region, Span } from '../facts/facts.ts';
import type { Directive } from './contract.ts';
import { commentEnd, isCommentStart, type Lexed, lexFile, literalEnd, type TokenList } from './tokens.ts';

export interface Conditionals {
  /** Directives outside dead code, in source order. */
  directives: Directive[];
  regions: Region[];
  /** Content of branches that no configuration compiles (`#if 0`, the `#else` of `#if 1`). */
  dead: Span[];
}

/** Directives and branches of a text. Unbalanced `#if`s are tolerated: an open branch ends with the text. Linear; never throws. */
export function readDirectives(text: string): Conditionals {
  return conditionals(text, lexFile(text));
}

/** As `readDirectives`, for a text whose tokens are known. */
export function conditionals(text: string, lexed: Lexed): Conditionals {
  const regions: Region[] = [];
  const dead: Span[] = [];
  const guard = findGuard(text, lexed);
  const open: Group[] = [];
  let groups = 0;

  const closeBranch = (group: Group, end: number): void => {
    if (group.region === undefined) return;
    const region = regions[group.region]!;
    region.end = Math.max(region.start, end);
    if (isFalse(region.condition)) dead.push({ start: region.start, end: region.end });
  };
  const openBranch = (group: Group, start: number, condition: string): void => {
    const region: Region = { start, end: text.length, condition, group: group.id };
    const parent = innermost(open, group);
    if (parent !== undefined) region.parent = parent;
    group.region = regions.length;
    regions.push(region);
  };

  for (const directive of lexed.directives) {
    const { keyword, span } = directive;
    if (keyword === 'if' || keyword === 'ifdef' || keyword === 'ifndef') {
      const group: Group = { id: groups, previous: [], guard: span.start === guard };
      if (!group.guard) {
        groups++;
        const condition = ownCondition(text, directive);
        openBranch(group, span.end, condition);
        group.previous.push(condition);
      }
      open.push(group);
    } else if (keyword === 'elif' || keyword === 'elifdef' || keyword === 'elifndef' || keyword === 'else') {
      const group = open.at(-1);
      if (group === undefined || group.guard) continue;
      closeBranch(group, span.start);
      const own = keyword === 'else' ? undefined : ownCondition(text, directive);
      openBranch(group, span.end, withNegations(group.previous, own));
      if (own !== undefined) group.previous.push(own);
    } else if (keyword === 'endif') {
      const group = open.pop();
      if (group !== undefined) closeBranch(group, span.start);
    }
  }
  for (const group of open) closeBranch(group, text.length);
  dead.sort((a, b) => a.start - b.start);
  return { directives: outside(lexed.directives, dead), regions, dead };
}

/** A directive's text with comments and line continuations gone and white space collapsed. */
export function plainText(text: string, span: Span): string {
  const pieces: string[] = [];
  let from = span.start;
  let at = span.start;
  while (at < span.end) {
    const code = text.charCodeAt(at);
    if (code === 34 || code === 39) {
      at = literalEnd(text, at);
    } else if (isCommentStart(text, at)) {
      pieces.push(text.slice(from, at));
      at = Math.min(commentEnd(text, at), span.end);
      from = at;
    } else {
      at++;
    }
  }
  pieces.push(text.slice(from, span.end));
  return pieces
    .join(' ')
    .replace(/\\(?:\r\n|\n|\r)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

interface Group {
  id: number;
  /** Own conditions of the branches so far. */
  previous: string[];
  guard: boolean;
  /** The branch that is open now. */
  region?: number;
}

/** Longer `#elif` chains keep only their own condition: texts would grow with the square of the chain. */
const LONGEST_CHAIN = 64;

function ownCondition(text: string, directive: Directive): string {
  const argument = plainText(text, directive.argument);
  const name = /^\w+/.exec(argument)?.[0] ?? argument;
  if (directive.keyword.endsWith('ifdef') || directive.keyword === 'elifdef') return `defined(${name})`;
  if (directive.keyword.endsWith('ifndef') || directive.keyword === 'elifndef') return `!defined(${name})`;
  return argument.replace(/\bdefined(?:\s*\(\s*|\s+)(\w+)\s*\)?/g, (whole, word: string) => {
    // `(defined X)` closes a parenthesis that is not ours.
    const closes = whole.includes(')') && !whole.includes('(');
    return `defined(${word})${closes ? ')' : ''}`;
  });
}

function withNegations(previous: string[], own: string | undefined): string {
  if (previous.length > LONGEST_CHAIN) return own ?? '1';
  const parts = previous.map((condition) => `!(${condition})`);
  if (own !== undefined) parts.push(`(${own})`);
  return parts.join(' && ');
}

function isFalse(condition: string): boolean {
  return condition === '0' || condition === '!(1)' || condition.endsWith(' && (0)') || condition.includes('!(1) && ');
}

function innermost(open: Group[], except: Group): number | undefined {
  for (let i = open.length - 1; i >= 0; i--) {
    const group = open[i]!;
    if (group !== except && group.region !== undefined) return group.region;
  }
  return undefined;
}

function outside(directives: Directive[], dead: Span[]): Directive[] {
  if (dead.length === 0) return directives;
  const kept: Directive[] = [];
  let next = 0;
  let blockedUntil = 0;
  for (const directive of directives) {
    const { start } = directive.span;
    while (next < dead.length && dead[next]!.start <= start) blockedUntil = Math.max(blockedUntil, dead[next++]!.end);
    if (start >= blockedUntil) kept.push(directive);
  }
  return kept;
}

/** Start of the `#ifndef X` that, with `#define X` right behind it, wraps the whole file. */
function findGuard(text: string, lexed: Lexed): number | undefined {
  const { directives, tokens } = lexed;
  const first = directives.findIndex((directive) => directive.keyword !== 'pragma');
  const test = directives[first];
  const define = directives[first + 1];
  if (test === undefined || define === undefined || define.keyword !== 'define') return undefined;
  const name = guardName(text, test);
  const defined = /^\w+/.exec(plainText(text, define.argument))?.[0];
  if (name === undefined || name !== defined) return undefined;
  if (hasTokens(tokens, 0, define.span.start)) return undefined;
  const end = matchingEnd(directives, first);
  if (end === undefined) return undefined;
  return hasTokens(tokens, end, text.length) || definesAfter(directives, end) ? undefined : test.span.start;
}

function guardName(text: string, directive: Directive): string | undefined {
  const argument = plainText(text, directive.argument);
  if (directive.keyword === 'ifndef') return /^\w+/.exec(argument)?.[0];
  if (directive.keyword !== 'if') return undefined;
  return /^!\s*defined(?:\s*\(\s*|\s+)(\w+)/.exec(argument)?.[1];
}

/** Offset behind the `#endif` of the group opened at `first`; undefined if it has other branches. An unclosed guard is still one. */
function matchingEnd(directives: Directive[], first: number): number | undefined {
  let depth = 0;
  for (let i = first; i < directives.length; i++) {
    const { keyword, span } = directives[i]!;
    if (keyword === 'if' || keyword === 'ifdef' || keyword === 'ifndef') depth++;
    else if (depth === 1 && keyword.startsWith('el')) return undefined;
    else if (keyword === 'endif' && --depth === 0) return span.end;
  }
  return Number.MAX_SAFE_INTEGER;
}

function definesAfter(directives: Directive[], offset: number): boolean {
  return directives.some((directive) => directive.span.start >= offset && directive.keyword === 'define');
}

function hasTokens(tokens: TokenList, start: number, end: number): boolean {
  const index = tokens.firstFrom(start);
  return index < tokens.count && tokens.starts[index]! < end;
}
