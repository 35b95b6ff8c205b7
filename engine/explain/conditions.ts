/** Reads the conditions of outcomes as formulas: when several outcomes together say "always", and which one is the complement of the rest. */

import { complement, constant, cover, everything, type Literal, type Table, variable } from './truth.ts';

/** Alternatives, each a list of conditions that hold together. `[[]]` is always, `[]` is never. */
export type Alternatives = string[][];

/** More atoms than this are not reasoned about: a truth table doubles with each. */
const maxAtoms = 10;

const variables = Array.from({ length: maxAtoms }, (_, index) => variable(index, maxAtoms));
const yesOf = (index: number): Table => variables[index] ?? 0n;
const noOf = (index: number): Table => complement(yesOf(index), maxAtoms);

const brackets: Record<string, number> = { '(': 1, '[': 1, '{': 1, ')': -1, ']': -1, '}': -1 };

/** Calls `visit` at each offset outside brackets and literals; stops with the first offset that it returns true for, else gives -1. */
export function findOutside(text: string, visit: (at: number) => boolean): number {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '"' || char === "'") {
      at++;
      while (at < text.length && text[at] !== char) {
        at += text[at] === '\\' ? 2 : 1;
      }
      continue;
    }
    if (depth === 0 && visit(at)) {
      return at;
    }
    depth += brackets[char] ?? 0;
  }
  return -1;
}

function splitOutside(text: string, separators: string[]): string[] {
  const parts: string[] = [];
  let from = 0;
  findOutside(text, (at) => {
    const separator = at >= from ? separators.find((candidate) => text.startsWith(candidate, at)) : undefined;
    if (separator !== undefined) {
      parts.push(text.slice(from, at));
      from = at + separator.length;
    }
    return false;
  });
  parts.push(text.slice(from));
  return parts.map((part) => part.trim());
}

/** The alternatives that one condition spells out with ` or `; one element if it has none. */
export function alternativesOf(condition: string): string[] {
  return / or |\|\|/.test(condition) ? splitOutside(condition, [' or ', '||']) : [condition.trim()];
}

/** The parts that one condition joins with ` and `; one element if it has none. */
export function partsOf(condition: string): string[] {
  return / and |&&/.test(condition) ? splitOutside(condition, [' and ', '&&']) : [condition.trim()];
}

/** `text` without a pair of parentheses around all of it. */
function unwrap(text: string): string {
  let inner = text.trim();
  while (inner.startsWith('(') && findOutside(inner, (at) => at > 0) === -1 && inner.endsWith(')')) {
    inner = inner.slice(1, -1).trim();
  }
  return inner;
}

const relations = ['==', '!=', '<=', '>=', '<', '>', '='];
const opposites: Record<string, string> = { '==': '!=', '!=': '==', '=': '!=', '<': '>=', '>=': '<', '>': '<=', '<=': '>' };
/** Relations whose opposite is the atom. */
const negatives = new Set(['!=', '<', '>']);
const arrowsAndShifts = ['->', '<<', '>>'];

interface Relation {
  left: string;
  operator: string;
  right: string;
}

function relationIn(text: string): Relation | undefined {
  if (!/[=<>]/.test(text)) {
    return undefined;
  }
  let operator = '';
  let skip = 0;
  const at = findOutside(text, (offset) => {
    if (offset < skip) {
      return false;
    }
    if (arrowsAndShifts.some((mark) => text.startsWith(mark, offset))) {
      skip = offset + 2;
      return false;
    }
    operator = relations.find((candidate) => text.startsWith(candidate, offset)) ?? '';
    return operator !== '';
  });
  return at > 0 ? { left: unwrap(text.slice(0, at)), operator, right: unwrap(text.slice(at + operator.length)) } : undefined;
}

const integer = /^-?\d+$/;

/** Value of a relation between two numbers, which says nothing about the code. */
function numeric({ left, operator, right }: Relation): boolean | undefined {
  if (!integer.test(left) || !integer.test(right)) {
    return undefined;
  }
  const difference = Number(left) - Number(right);
  const values: Record<string, boolean> = {
    '==': difference === 0,
    '!=': difference !== 0,
    '<': difference < 0,
    '>=': difference >= 0,
    '>': difference > 0,
    '<=': difference <= 0,
  };
  return values[operator];
}

/** What is asked of the code, with the spelling of a yes and of a no; the first that was seen. */
interface Atom {
  index: number;
  yes?: string;
  no?: string;
}

/** Reads conditions as functions of a shared set of atoms. */
class Reader {
  readonly atoms = new Map<string, Atom>();

  /** Wrong, and of no use, once there are more than `maxAtoms` atoms. */
  read(alternatives: Alternatives): Table {
    return this.any(alternatives.map((conditions) => this.all(conditions.map((condition) => this.condition(condition)))));
  }

  private any(tables: Table[]): Table {
    return tables.reduce((some, table) => some | table, constant(false, maxAtoms));
  }

  private all(tables: Table[]): Table {
    return tables.reduce((every, table) => every & table, constant(true, maxAtoms));
  }

  private condition(source: string): Table {
    const text = unwrap(source);
    const alternatives = alternativesOf(text);
    if (alternatives.length > 1) {
      return this.any(alternatives.map((alternative) => this.condition(alternative)));
    }
    const parts = partsOf(text);
    if (parts.length > 1) {
      return this.all(parts.map((part) => this.condition(part)));
    }
    const relation = relationIn(text);
    if (relation) {
      return this.relation(relation, text);
    }
    if (text.startsWith('!')) {
      const inner = unwrap(text.slice(1));
      const compound = alternativesOf(inner).length > 1 || partsOf(inner).length > 1 || inner.startsWith('!') || relationIn(inner);
      return compound ? complement(this.condition(inner), maxAtoms) : this.literal(inner, { negated: true, spelled: text });
    }
    return this.literal(text, { negated: false, spelled: text });
  }

  private relation(relation: Relation, text: string): Table {
    const { left, operator, right } = relation;
    const value = numeric(relation);
    if (value !== undefined) {
      return constant(value, maxAtoms);
    }
    const negated = negatives.has(operator);
    const positive = negated ? (opposites[operator] ?? operator) : operator;
    if ((positive === '==' || positive === '=') && ['0', 'NULL', 'false'].includes(right)) {
      return this.literal(left, { negated: !negated, spelled: text });
    }
    return this.literal(`${left} ${positive === '=' ? '==' : positive} ${right}`, { negated, spelled: text });
  }

  private literal(key: string, { negated, spelled }: { negated: boolean; spelled: string }): Table {
    const atom: Atom = this.atoms.get(key) ?? { index: this.atoms.size };
    this.atoms.set(key, atom);
    if (negated) {
      atom.no ??= spelled.replace(/\s+/g, ' ');
    } else {
      atom.yes ??= spelled.replace(/\s+/g, ' ');
    }
    return negated ? noOf(atom.index) : yesOf(atom.index);
  }
}

function negationOf(text: string): string {
  const relation = relationIn(text);
  if (relation) {
    return `${relation.left} ${opposites[relation.operator] ?? '!='} ${relation.right}`;
  }
  return /^[\w.]|->/.test(text) && partsOf(text).length === 1 ? `!${text}` : `!(${text})`;
}

const yesText = (key: string, atom: Atom): string => atom.yes ?? key;
const noText = (key: string, atom: Atom): string => atom.no ?? negationOf(yesText(key, atom));

/** What is known of one set of alternatives beside others. */
export interface Judged {
  /** The same in fewer and shorter alternatives. */
  when: Alternatives;
  /** Certainly covers everything. */
  always: boolean;
  /** Certainly holds exactly when none of the others does. */
  complementOfRest: boolean;
  /** What it depends on: each condition once, in its positive spelling. */
  topics: string[];
}

/**
 * Judges sets of alternatives beside each other: `a and b` or `a and !b` becomes `a`, `f(x) < 0` is the complement of `f(x) >= 0`. With too many
 * different conditions the sets come back as they are, and nothing is claimed. Never throws.
 */
export function judge(sets: Alternatives[]): Judged[] {
  if (sets.length === 1 && sets[0]?.some((conditions) => conditions.length === 0)) {
    return [{ when: [[]], always: true, complementOfRest: false, topics: [] }];
  }
  const reader = new Reader();
  const tables = sets.map((set) => reader.read(set));
  if (reader.atoms.size > maxAtoms) {
    const topics = [...reader.atoms].map(([key, atom]) => yesText(key, atom));
    return sets.map((when) => {
      const always = when.some((conditions) => conditions.length === 0);
      return { when: always ? [[]] : when, always, complementOfRest: false, topics };
    });
  }
  const texts = [...reader.atoms].map(([key, atom]) => ({ yes: yesText(key, atom), no: noText(key, atom) }));
  const textOf = ({ index, value }: Literal): string => texts[index]?.[value ? 'yes' : 'no'] ?? '';
  const ignored = impossible(reader.atoms);
  return tables.map((table, at) => {
    const others = tables.filter((_, position) => position !== at).reduce((some, other) => some | other, constant(false, maxAtoms));
    const cubes = cover(table, ignored, maxAtoms);
    return {
      when: cubes.length > 0 ? cubes.map((cube) => cube.map(textOf)) : (sets[at] ?? []),
      always: (table | ignored) === everything(maxAtoms),
      complementOfRest: (table | ignored) === (complement(others, maxAtoms) | ignored),
      topics: [...new Set(cubes.flat().map(({ index }) => texts[index]?.yes ?? ''))],
    };
  });
}

/** Where atoms contradict each other: an option that is built in is enabled, and one thing does not equal two numbers. */
function impossible(atoms: Map<string, Atom>): Table {
  let table = constant(false, maxAtoms);
  const values = new Map<string, number[]>();
  for (const [key, { index }] of atoms) {
    const enabled = atoms.get(`IS_ENABLED(${/^(CONFIG_\w+) == y$/.exec(key)?.[1]})`);
    if (enabled) {
      table |= yesOf(index) & noOf(enabled.index);
    }
    const left = /^(.*) == -?\d+$/.exec(key)?.[1];
    for (const other of (left !== undefined && values.get(left)) || []) {
      table |= yesOf(index) & yesOf(other);
    }
    if (left !== undefined) {
      values.set(left, [...(values.get(left) ?? []), index]);
    }
  }
  return table;
}

/** Fewer and shorter alternatives that mean the same: `a and b` or `a and !b` gives `a`. Never throws. */
export function simplify(alternatives: Alternatives): Alternatives {
  return judge([alternatives])[0]?.when ?? alternatives;
}

const longest = 48;
const cutAt = 64;

/** A form of at most 64 characters for one line: arguments of outer calls become `...`, what is still long is cut in the middle. */
export function shortCondition(condition: string): string {
  const text = condition.replace(/\s+/g, ' ').trim();
  if (text.length <= longest) {
    return text;
  }
  const short = withoutArguments(text);
  return short.length <= cutAt ? short : `${short.slice(0, 40)}…${short.slice(-23)}`;
}

function withoutArguments(text: string): string {
  let result = '';
  let depth = 0;
  let hidden = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '(') {
      depth++;
      if (hidden === 0 && /\w/.test(text[at - 1] ?? '') && text[at + 1] !== ')') {
        hidden = depth;
        result += '(...';
        continue;
      }
    }
    if (char === ')') {
      if (hidden === depth) {
        hidden = 0;
      }
      depth--;
    }
    if (hidden === 0) {
      result += char;
    }
  }
  return result;
}
