/** The part of make that kernel Makefiles use to say what is built: variables, a few functions, `include` and conditionals. */

/** One word of a list, and the Kconfig symbols that have to be set for it to be there. */
interface Item {
  text: string;
  configs: readonly string[];
}

/** One assignment to a list such as `obj-y`, `foo-objs` or `foo-$(CONFIG_X)`. */
export interface ListLine {
  /** What stands before the last `-`, expanded: `obj`, `foo`. */
  stem: string;
  /** `y`, `m`, `objs`, or the Kconfig symbol. */
  when: string;
  items: Item[];
}

/** Reads the text of a build file; nothing if it is not there. */
export type BuildText = (file: string) => string | undefined;

const DEEPEST_INCLUDE = 8;
const DEEPEST_EXPANSION = 12;
/** Longest value of a variable: lists of a kernel's largest driver are ten times shorter. */
const LONGEST_VALUE = 100_000;

interface Assigned {
  when: string;
  text: string;
  configs: readonly string[];
}

interface Run {
  text: BuildText;
  variables: Map<string, string>;
  lists: Map<string, Assigned[]>;
  /** Kconfig symbols of the conditionals around the current line; undefined where a branch says nothing simple. */
  branches: (string | undefined)[];
}

const ASSIGNMENT = /^([^\s=:?+](?:[^=:?+]*[^\s=:?+])?)\s*(\+|\?|::?:?)?=(.*)$/;

/**
 * The lists that a Makefile or Kbuild file assigns to, with those of the files it includes. `file` is its path below the root. All branches of
 * conditionals are taken. Never throws; what it does not understand expands to nothing.
 */
export function listLines(file: string, text: BuildText): ListLine[] {
  const run: Run = { text, variables: new Map(), lists: new Map(), branches: [] };
  const folder = file.slice(0, Math.max(0, file.lastIndexOf('/')));
  for (const name of ['src', 'obj']) run.variables.set(name, folder === '' ? '.' : folder);
  for (const name of ['srctree', 'objtree']) run.variables.set(name, '.');
  readLines(run, file, 0);
  return [...run.lists].flatMap(([stem, all]) =>
    all.map(({ when, text: value, configs }): ListLine => ({ stem, when, items: itemsOf(run, value, configs, 0) })),
  );
}

function readLines(run: Run, file: string, depth: number): void {
  const text = run.text(file);
  if (text === undefined || depth > DEEPEST_INCLUDE) return;
  const outside = run.branches.length;
  for (const raw of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    // Recipes begin with a tab; so do assignments that people indent, and no recipe assigns to a list.
    const line = raw.replace(/(^|[^\\])#[\s\S]*$/, '$1').trim();
    if (line === '' || conditional(run, line)) continue;
    const included = /^-?s?include\s+(\S[\s\S]*)$/.exec(line);
    if (included) for (const name of words(expand(run, included[1]!, 0))) readLines(run, normalized(name), depth + 1);
    else assign(run, line);
  }
  run.branches.length = outside;
}

/** Follows `ifdef`, `ifeq`, `else` and `endif`. */
function conditional(run: Run, line: string): boolean {
  const [word] = /^(?:ifdef|ifndef|ifeq|ifneq|else|endif)\b/.exec(line) ?? [];
  if (word === undefined) return false;
  if (word === 'endif') run.branches.pop();
  else if (word === 'else') {
    run.branches.pop();
    run.branches.push(undefined);
  } else run.branches.push(symbolAsked(line));
  return true;
}

/** The symbol that has to be set for the lines after a conditional. */
function symbolAsked(line: string): string | undefined {
  const asked =
    /^ifdef\s+(CONFIG_\w+)$/.exec(line) ??
    /^ifeq\s*\(\s*\$[({](CONFIG_\w+)[)}]\s*,\s*[ym]\s*\)$/.exec(line) ??
    /^ifneq\s*\(\s*\$[({](CONFIG_\w+)[)}]\s*,\s*\)$/.exec(line);
  return asked?.[1];
}

/** `obj-y`, `stem-objs`, `stem-$(CONFIG_X)`: what the list is of, and when it counts. Makefiles come with any tree, so a pattern that tries would not do. */
function listName(name: string): { stem: string; when: string } | undefined {
  const plain = /-(y|m|objs)$/.exec(name);
  if (plain) return plain.index > 0 ? { stem: name.slice(0, plain.index), when: plain[1]! } : undefined;
  const at = Math.max(name.lastIndexOf('-$('), name.lastIndexOf('-${'));
  const symbol = at > 0 && /[)}]$/.test(name) ? /\bCONFIG_\w+/.exec(name.slice(at)) : null;
  return symbol ? { stem: name.slice(0, at), when: symbol[0] } : undefined;
}

function assign(run: Run, line: string): void {
  const match = ASSIGNMENT.exec(line.replace(/^(?:export|override)\s+/, ''));
  if (!match) return;
  const [, name, operator, rest] = match;
  const value = rest!.trim();
  const list = listName(name!);
  if (list) {
    const stem = expand(run, list.stem, 0);
    const configs = run.branches.filter((symbol) => symbol !== undefined);
    const all = run.lists.get(stem) ?? [];
    all.push({ when: list.when, text: operator?.startsWith(':') ? expand(run, value, 0, { lists: false }) : value, configs });
    run.lists.set(stem, all);
    return;
  }
  const before = run.variables.get(name!);
  if (operator === '?' && before !== undefined) return;
  const now = operator?.startsWith(':') ? expand(run, value, 0) : value;
  // Both branches of a conditional may assign; what either says is kept.
  const added = before !== undefined && (operator === '+' || run.branches.length > 0);
  const whole = added ? `${before} ${now}` : now;
  if (whole.length <= LONGEST_VALUE) run.variables.set(name!, whole);
}

/** Words of a value; a word that is one list, as in `$(foo-y)`, keeps the conditions of its parts. */
function itemsOf(run: Run, value: string, configs: readonly string[], depth: number): Item[] {
  if (depth > DEEPEST_EXPANSION) return [];
  return words(value).flatMap((word): Item[] => {
    const [, named] = /^\$[({]([^(){}$:=\s]+)[)}]$/.exec(word) ?? [];
    if (named === undefined) return words(expand(run, word, depth)).map((text) => ({ text, configs }));
    const lists = listsNamed(run, named);
    if (lists) {
      return lists.flatMap((each) => itemsOf(run, each.text, [...configs, ...each.configs, ...symbolOf(each.when)], depth + 1));
    }
    return itemsOf(run, run.variables.get(named) ?? '', configs, depth + 1);
  });
}

/** The symbol in `foo-$(CONFIG_X)`; none in `foo-y`. */
export function symbolOf(when: string): string[] {
  return when.startsWith('CONFIG_') ? [when] : [];
}

/** `$(foo-y)` is what was assigned to `foo-y`, and to `foo-$(CONFIG_X)` where that is set. */
function listsNamed(run: Run, name: string): Assigned[] | undefined {
  const list = listName(name);
  if (!list) return undefined;
  return run.lists.get(list.stem)?.filter(({ when }) => when === list.when || (list.when !== 'objs' && when.startsWith('CONFIG_')));
}

/** Words apart by white space outside of parentheses. */
function words(text: string): string[] {
  if (!text.includes('(') && !text.includes('{')) return text.split(/\s+/).filter((word) => word !== '');
  const found: string[] = [];
  let depth = 0;
  let word = '';
  for (const character of text) {
    if (depth === 0 && /\s/.test(character)) {
      if (word !== '') found.push(word);
      word = '';
      continue;
    }
    if (character === '(' || character === '{') depth++;
    if (character === ')' || character === '}') depth = Math.max(0, depth - 1);
    word += character;
  }
  return word === '' ? found : [...found, word];
}

/** The text with its variables and functions expanded; lists stay as they are where asked for. */
function expand(run: Run, text: string, depth: number, keep: { lists: boolean } = { lists: true }): string {
  if (depth > DEEPEST_EXPANSION || !text.includes('$')) return text;
  let result = '';
  for (let at = 0; at < text.length && result.length <= LONGEST_VALUE; at++) {
    if (text[at] !== '$' || !'({'.includes(text[at + 1] ?? ' ')) {
      result += text[at];
      continue;
    }
    const end = closing(text, at + 1);
    const inner = text.slice(at + 2, end);
    result += !keep.lists && listName(inner) ? text.slice(at, end + 1) : reference(run, inner, depth + 1);
    at = end;
  }
  return result;
}

function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if ('({'.includes(text[at]!)) depth++;
    else if (')}'.includes(text[at]!) && --depth === 0) return at;
  }
  return text.length;
}

/** What `$(inner)` stands for. */
function reference(run: Run, inner: string, depth: number): string {
  const [, name, rest] = /^([a-z]+)\s+(.*)$/s.exec(inner) ?? [];
  if (name !== undefined)
    return call(
      name,
      commaParts(rest!).map((part) => expand(run, part, depth)),
    );
  const [, substituted, from, to] = /^([^:\s]+):([^=]*)=(.*)$/s.exec(inner) ?? [];
  const variable = expand(run, substituted ?? inner, depth);
  const lists = listsNamed(run, variable);
  const value = lists ? lists.map(({ text }) => text).join(' ') : (run.variables.get(variable) ?? '');
  const expanded = expand(run, value, depth);
  if (from === undefined) return expanded;
  return patternReplaced(from.includes('%') ? from : `%${from}`, from.includes('%') ? to! : `%${to}`, expanded);
}

function call(name: string, given: string[]): string {
  const [first = '', second = '', third = ''] = given;
  const each = (text: string, change: (word: string) => string) => words(text).map(change).join(' ');
  switch (name) {
    case 'addprefix':
      return each(second, (word) => first + word);
    case 'addsuffix':
      return each(second, (word) => word + first);
    case 'patsubst':
      return patternReplaced(first.trim(), second.trim(), third);
    case 'subst':
      return first === '' ? third : third.split(first).join(second);
    case 'sort':
    case 'strip':
      return words(first).join(' ');
    default:
      return '';
  }
}

function patternReplaced(pattern: string, replacement: string, text: string): string {
  const [before, after = ''] = pattern.split('%') as [string, string?];
  return words(text)
    .map((word) => {
      const fits = word.length >= before.length + after.length && word.startsWith(before) && word.endsWith(after);
      return fits ? replacement.split('%').join(word.slice(before.length, word.length - after.length)) : word;
    })
    .join(' ');
}

/** Arguments of a function: parts between commas outside of parentheses. */
function commaParts(text: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const character of text) {
    if ('({'.includes(character)) depth++;
    else if (')}'.includes(character)) depth--;
    if (character === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts;
}

/** A path below the root without `.` and `..` steps. */
export function normalized(path: string): string {
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}
