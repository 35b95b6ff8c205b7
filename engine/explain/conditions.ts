/** Reads the conditions of outcomes as formulas: when several outcomes together say "always", and which one is the complement of the rest. */

interface Atom {
  op: 'atom';
  text: string;
}
interface Not {
  op: 'not';
  of: Formula;
}
interface Many {
  op: 'and' | 'or';
  of: Formula[];
}
type Formula = Atom | Not | Many;

/** Alternatives, each a list of conditions that hold together. `[[]]` is always, `[]` is never. */
export type Alternatives = string[][];

/** More atoms than this are not decided: a truth table doubles with each. */
const maxAtoms = 8;

const brackets: Record<string, number> = { '(': 1, '[': 1, '{': 1, ')': -1, ']': -1, '}': -1 };

/** Calls `visit` at each offset outside brackets and literals; stops with the first offset that it returns true for, else gives -1. */
function findOutside(text: string, visit: (at: number) => boolean): number {
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
  return splitOutside(condition, [' or ', '||']);
}

/** The parts that one condition joins with ` and `; one element if it has none. */
export function partsOf(condition: string): string[] {
  return splitOutside(condition, [' and ', '&&']);
}

/** `text` without a pair of parentheses around all of it. */
function unwrap(text: string): string {
  let inner = text.trim();
  while (inner.startsWith('(') && findOutside(inner, (at) => at > 0) === -1 && inner.endsWith(')')) {
    inner = inner.slice(1, -1).trim();
  }
  return inner;
}

const relations = ['==', '!=', '<=', '>=', '<', '>'];
const negatives: Record<string, string> = { '!=': '==', '<': '>=', '>': '<=' };

function relationIn(text: string): { at: number; operator: string } | undefined {
  let operator = '';
  let skip = 0;
  const at = findOutside(text, (offset) => {
    if (offset < skip) {
      return false;
    }
    const arrowOrShift = ['->', '<<', '>>'].find((mark) => text.startsWith(mark, offset));
    if (arrowOrShift) {
      skip = offset + 2;
      return false;
    }
    operator = relations.find((candidate) => text.startsWith(candidate, offset)) ?? '';
    return operator !== '';
  });
  return at > 0 ? { at, operator } : undefined;
}

const not = (of: Formula): Formula => (of.op === 'not' ? of.of : { op: 'not', of });

function parse(source: string): Formula {
  const text = unwrap(source);
  const alternatives = alternativesOf(text);
  if (alternatives.length > 1) {
    return { op: 'or', of: alternatives.map(parse) };
  }
  const parts = partsOf(text);
  if (parts.length > 1) {
    return { op: 'and', of: parts.map(parse) };
  }
  const relation = relationIn(text);
  if (relation) {
    const left = unwrap(text.slice(0, relation.at));
    const right = unwrap(text.slice(relation.at + relation.operator.length));
    const positive = negatives[relation.operator];
    const operator = positive ?? relation.operator;
    const isZero = operator === '==' && ['0', 'NULL', 'false'].includes(right);
    const formula: Formula = isZero ? not(parse(left)) : { op: 'atom', text: `${left} ${operator} ${right}` };
    return positive ? not(formula) : formula;
  }
  if (text.startsWith('!')) {
    return not(parse(text.slice(1)));
  }
  return { op: 'atom', text: text.replace(/\s+/g, ' ') };
}

function holds(formula: Formula, values: Map<string, boolean>): boolean {
  switch (formula.op) {
    case 'atom':
      return values.get(formula.text) ?? false;
    case 'not':
      return !holds(formula.of, values);
    case 'and':
      return formula.of.every((part) => holds(part, values));
    case 'or':
      return formula.of.some((part) => holds(part, values));
  }
}

function collectAtoms(formula: Formula, into: Set<string>): void {
  if (formula.op === 'atom') {
    into.add(formula.text);
  } else if (formula.op === 'not') {
    collectAtoms(formula.of, into);
  } else {
    for (const part of formula.of) {
      collectAtoms(part, into);
    }
  }
}

function formulaOf(alternatives: Alternatives): Formula {
  return { op: 'or', of: alternatives.map((conditions): Formula => ({ op: 'and', of: conditions.map(parse) })) };
}

/** True if `test` holds of the formulas for every choice of their atoms; false also where there are too many atoms to tell. */
function always(formulas: Formula[], test: (values: boolean[]) => boolean): boolean {
  const names = new Set<string>();
  for (const formula of formulas) {
    collectAtoms(formula, names);
  }
  if (names.size > maxAtoms) {
    return false;
  }
  const atoms = [...names];
  for (let choice = 0; choice < 1 << atoms.length; choice++) {
    const values = new Map(atoms.map((name, bit) => [name, (choice & (1 << bit)) !== 0]));
    if (!test(formulas.map((formula) => holds(formula, values)))) {
      return false;
    }
  }
  return true;
}

/** True if the alternatives certainly cover everything. Never throws. */
export function isAlways(alternatives: Alternatives): boolean {
  return alternatives.some((conditions) => conditions.length === 0) || always([formulaOf(alternatives)], ([value]) => value === true);
}

/** True if `last` holds exactly when none of `others` does. False where that is not sure. Never throws. */
export function isComplement(last: Alternatives, others: Alternatives[]): boolean {
  return always([last, ...others].map(formulaOf), ([value, ...rest]) => value === !rest.includes(true));
}

/** A condition as a literal: what it is about, and whether it is negated. */
function literal(condition: string): { key: string; negated: boolean } {
  const formula = parse(condition);
  return formula.op === 'not' ? { key: JSON.stringify(formula.of), negated: true } : { key: JSON.stringify(formula), negated: false };
}

type Literals = Map<string, { negated: boolean; text: string }>;

/** Undefined for conditions that contradict each other. */
function literalsOf(conditions: string[]): Literals | undefined {
  const literals: Literals = new Map();
  for (const text of conditions) {
    const { key, negated } = literal(text);
    if (literals.get(key)?.negated === !negated) {
      return undefined;
    }
    literals.set(key, { negated, text });
  }
  return literals;
}

const within = (small: Literals, large: Literals): boolean => [...small].every(([key, { negated }]) => large.get(key)?.negated === negated);

/** The single key in which both differ, if they name the same atoms. */
function differsIn(one: Literals, other: Literals): string | undefined {
  if (one.size !== other.size || [...one.keys()].some((key) => !other.has(key))) {
    return undefined;
  }
  const keys = [...one].filter(([key, { negated }]) => other.get(key)?.negated !== negated).map(([key]) => key);
  return keys.length === 1 ? keys[0] : undefined;
}

/** Fewer and shorter alternatives that mean the same: `a and b` or `a and !b` gives `a`. Never throws. */
export function simplify(alternatives: Alternatives): Alternatives {
  if (isAlways(alternatives)) {
    return [[]];
  }
  let rest = alternatives.map(literalsOf).filter((literals) => literals !== undefined);
  if (rest.length === 0) {
    return alternatives;
  }
  for (let changed = true; changed; ) {
    changed = false;
    rest = rest.filter(
      (one, at) => !rest.some((other, position) => position !== at && within(other, one) && !(within(one, other) && position > at)),
    );
    for (const one of rest) {
      const partner = rest.find((other) => differsIn(one, other) !== undefined);
      const key = partner && differsIn(one, partner);
      if (partner && key !== undefined) {
        one.delete(key);
        rest = rest.filter((other) => other !== partner);
        changed = true;
        break;
      }
    }
  }
  return rest.map((literals) => [...literals.values()].map(({ text }) => text));
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
