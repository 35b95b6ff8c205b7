/** `.dmabuf-mapping.json`: what everybody who works on a tree wants to hear about it, in every editor and on the command line. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type LevelOf, nearestWord, type Range, ruleIds, type Severity } from '@dmabuf-mapping/engine';
import ignore from 'ignore';
import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { tractable } from './glob-limits.ts';
import { describeReadError, hasVanished } from './problem.ts';
import { decodeText } from './scan/source.ts';
import { maximumSmallBytes, readSmallFile } from './small-file.ts';

/** Its name; it lies at the top of the tree. */
export const projectFileName = '.dmabuf-mapping.json';

/** How severe the findings of a rule are, or that it is off, by rule id. */
export type Levels = Record<string, Severity | 'off'>;

export interface ProjectFile {
  rules: Levels;
  /** Patterns in the syntax of .gitignore, as in `overrides`. */
  exclude: string[];
  include: string[];
  overrides: { files: string[]; rules: Levels }[];
}

export interface ProjectFileProblem {
  range: Range;
  /** What is wrong and what to write instead. */
  message: string;
}

export interface ProjectFileResult {
  /** What of it is right; nothing if it is not JSON. */
  file: ProjectFile;
  problems: ProjectFileProblem[];
}

const levels = ['error', 'warning', 'info', 'hint', 'off'] as const;
const nowhere: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** A file that says nothing. */
export const noProjectFile: ProjectFile = { rules: {}, exclude: [], include: [], overrides: [] };

/** The file of a tree; says nothing if there is none. Never throws. */
export function readProjectFile(root: string): ProjectFileResult {
  const failed = (message: string) => ({ file: noProjectFile, problems: [{ range: nowhere, message }] });
  try {
    const path = join(root, projectFileName);
    const status = statSync(path, { throwIfNoEntry: false });
    if (!status) return { file: noProjectFile, problems: [] };
    if (!status.isFile()) return failed('is not a file; rename it, or put a JSON object into a file of that name');
    if (status.size > maximumSmallBytes) return failed('is larger than 1 MB; it is left out');
    const bytes = readSmallFile(root, projectFileName);
    return bytes
      ? parseProjectFile(decodeText(bytes))
      : failed('cannot be read: it is a link that leads out of the folder, or permission is denied');
  } catch (error) {
    return hasVanished(error) ? { file: noProjectFile, problems: [] } : failed(describeReadError(error));
  }
}

/**
 * How severe findings are: the last override that fits the file and names the rule counts, then the file's own `rules`, then the settings of the editor.
 * The answer is `undefined` where all are silent.
 */
export function levelsOf({ rules, overrides }: ProjectFile, settings: Levels): LevelOf {
  const general = { ...settings, ...rules };
  const matchers = overrides.map(({ files, rules: own }) => ({ matcher: ignore().add(tractable(files)), rules: own })).reverse();
  return (rule, file) => matchers.find(({ matcher, rules: own }) => own[rule] && matcher.ignores(file))?.rules[rule] ?? general[rule];
}

/** Reads the text of such a file, comments and trailing commas allowed. Never throws. */
export function parseProjectFile(text: string): ProjectFileResult {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) return { file: noProjectFile, problems: [{ range: rangeOf(text, error), message: syntaxMessage(error) }] };
  const reader = new Reader(text);
  const file = tree ? reader.file(tree) : noProjectFile;
  return { file, problems: reader.problems };
}

/** Takes what is right out of the syntax tree, and notes what is not. */
class Reader {
  readonly problems: ProjectFileProblem[] = [];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  file(node: Node): ProjectFile {
    const { rules, exclude, include, overrides } = this.#members(node, 'the file', ['rules', 'exclude', 'include', 'overrides', '$schema']);
    return {
      rules: this.#rules(rules),
      exclude: this.#patterns(exclude, 'exclude'),
      include: this.#patterns(include, 'include'),
      overrides: this.#overrides(overrides),
    };
  }

  #overrides(node: Node | undefined): ProjectFile['overrides'] {
    return this.#elements(node, '`overrides`', 'objects with `files` and `rules`').flatMap((element) => {
      const before = this.problems.length;
      const { files, rules } = this.#members(element, 'an override', ['files', 'rules']);
      if (this.problems.length === before && !files)
        this.#note(element, 'this override has no `files`: write the patterns of those it is about');
      const patterns = this.#patterns(files, 'files');
      const own = this.#rules(rules);
      return patterns.length > 0 ? [{ files: patterns, rules: own }] : [];
    });
  }

  #rules(node: Node | undefined): Levels {
    if (!node) return {};
    const known: Levels = {};
    for (const [id, value] of Object.entries(this.#members(node, '`rules`', ruleIds, 'rule'))) {
      const level = levels.find((each) => each === value!.value);
      if (level) known[id] = level;
      else this.#note(value!, `${this.#written(value!)} is no level: write "error", "warning", "info", "hint" or "off"`);
    }
    return known;
  }

  #patterns(node: Node | undefined, name: string): string[] {
    return this.#elements(node, `\`${name}\``, 'patterns').flatMap((element) => {
      if (typeof element.value === 'string' && element.value.trim() !== '') return [element.value];
      this.#note(element, `${this.#written(element)} is no pattern: write a string as in a .gitignore, such as "drivers/staging/"`);
      return [];
    });
  }

  #elements(node: Node | undefined, name: string, of: string): Node[] {
    if (!node) return [];
    if (node.type === 'array') return node.children ?? [];
    this.#note(node, `${name} has to be a list of ${of}: write [ … ]`);
    return [];
  }

  /** The members of an object that are known; others are problems. */
  #members(node: Node, name: string, known: readonly string[], kind = 'member'): Record<string, Node | undefined> {
    if (node.type !== 'object') {
      this.#note(node, `${name} has to be an object: write { … }`);
      return {};
    }
    const found: Record<string, Node | undefined> = {};
    for (const { children = [] } of node.children ?? []) {
      const [key, value] = children;
      if (!key || !value) continue;
      if (known.includes(key.value)) {
        found[key.value] = value;
        continue;
      }
      const meant = nearestWord(key.value, known);
      const remedy = meant ? `did you mean "${meant}"?` : kind === 'rule' ? 'docs/rules lists all' : `there are ${known.join(', ')}`;
      this.#note(key, `${this.#written(key)} is no ${kind === 'rule' ? 'rule' : `member of ${name}`}: ${remedy}`);
    }
    return found;
  }

  #note(node: Node, message: string): void {
    this.problems.push({ range: rangeOf(this.#text, node), message });
  }

  #written({ offset, length }: Node): string {
    const written = this.#text.slice(offset, offset + length).replace(/\s+/g, ' ');
    return written.length > 60 ? `${written.slice(0, 59)}…` : written;
  }
}

const missing: Record<string, string> = {
  PropertyNameExpected: 'a name in double quotes',
  ValueExpected: 'a value',
  ColonExpected: 'a colon',
  CommaExpected: 'a comma',
  CloseBraceExpected: 'a closing brace',
  CloseBracketExpected: 'a closing bracket',
  EndOfFileExpected: 'the end of the file',
};

function syntaxMessage({ error }: ParseError): string {
  const expected = missing[printParseErrorCode(error)];
  return `this is not JSON${expected ? `: ${expected} is expected here` : ''}; nothing of the file counts until it is mended`;
}

function rangeOf(text: string, { offset, length }: { offset: number; length: number }): Range {
  return { start: positionOf(text, offset), end: positionOf(text, offset + length) };
}

function positionOf(text: string, offset: number): Range['start'] {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length - 1, character: lines.at(-1)!.length };
}
