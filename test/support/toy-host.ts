/**
 * A host for the server without disk and engine. Its language: every `PROVIDES(x)` is an exporter and a definition, every `NEEDS(x)` an importer
 * that wants one anywhere in the tree, `BAD` is a finding with two fixes, `IDLE` a faded one, `THROW` makes every question fail. To assume `x` is to provide it;
 * an assumption that ends in `=` is understood when some file has `ENUM`; `SEEKS(x)` seeks files with the word `x`; a configuration provides what it sets to y.
 */
import { join } from 'node:path';
import { mend } from '../../engine/fixes/mend.ts';
import type {
  ExporterInfo,
  FileAnnotations,
  Finding,
  Fix,
  HoverAnswer,
  ImporterInfo,
  LevelOf,
  Location,
  MatrixModel,
  Mended,
  Outcome,
  Position,
  Range,
  Side,
} from '../../engine/index.ts';
import { Attachments } from '../../engine/index.ts';
import { matrixModel } from '../../engine/matrix/model.ts';
import { ignoreHere } from '../../engine/rules/silencing-comment.ts';
import type { Answers, Host, ScanOptions } from '../../server/index.ts';
import { levelsOf, noProjectFile, parseProjectFile } from '../../workspace/index.ts';

interface Token {
  word: string;
  argument: string;
  location: Location;
}

/** The toy has no names that a person could ask for. */
const noNames: Answers['navigation'] = {
  highlights: () => [],
  declaration: () => [],
  implementation: () => [],
  outline: () => [],
  symbols: () => [],
  callItems: () => [],
  incomingCalls: () => [],
  outgoingCalls: () => [],
  ruleLinks: () => [],
  renameTarget: () => undefined,
  rename: () => ({ edits: [] }),
};

const nothingToWrite: Answers['authoring'] = {
  completions: () => [],
  documentation: () => '',
  signature: () => undefined,
  rewrites: () => [],
  addType: () => ({ refusal: 'the toy has no types' }),
};

const MATCHED: Outcome[] = [{ kind: 'matched', type: 'SGT', conditions: [] }];

export class ToyProject implements Answers {
  readonly navigation = noNames;
  readonly authoring = nothingToWrite;
  readonly texts = new Map<string, string>();
  #assumed = new Set<string>();
  #module: string | undefined;
  #levelOf: LevelOf = () => undefined;
  /** Texts handed over, edits included. */
  handed = 0;
  /** Is told of files that were made ready for typing. */
  onPrepared: (file: string) => void = () => undefined;

  rest(): boolean {
    return true;
  }

  prepare(file: string): void {
    this.onPrepared(file);
  }

  setFile(file: string, text: string): void {
    this.handed++;
    this.texts.set(file, text);
  }

  removeFile(file: string): void {
    this.texts.delete(file);
  }

  assume(assumptions: readonly string[], configuration = ''): string[] {
    const on = [...configuration.matchAll(/^CONFIG_(\w+)=y$/gm)].map(([, name]) => name!);
    const known = [...this.texts.values()].some((text) => text.includes('ENUM'));
    this.#assumed = new Set([...assumptions, ...on]);
    return assumptions.filter((text) => text.endsWith('=') && !known);
  }

  buildFiles(): string[] {
    return this.texts.size > 0 ? ['Kbuild'] : [];
  }

  setBuildFile(_file: string, text: string | undefined): void {
    this.#module = text;
  }

  sought(): string[] {
    return [...new Set(this.#tokens('SEEKS').map(({ argument }) => argument))].sort();
  }

  questions(): string[] {
    return [...new Set(this.#unserved().map(({ argument }) => argument))];
  }

  has(file: string): boolean {
    return this.texts.has(file);
  }

  files(): string[] {
    return [...this.texts.keys()].sort();
  }

  setLevels(levelOf: LevelOf): void {
    this.#levelOf = levelOf;
  }

  text(file: string): string | undefined {
    return this.texts.get(file);
  }

  mend(wants: (finding: Finding, fix: Fix) => boolean): Mended {
    return mend(this, wants);
  }

  ignoreHere(finding: Finding): Fix | undefined {
    return ignoreHere(this.texts.get(finding.location.file) ?? '', finding);
  }

  findings(file?: string): Finding[] {
    this.#mayThrow();
    const all = [
      ...this.#unserved().map((token) => unserved(token)),
      ...this.#tokens('BAD').map((token) => bad(token)),
      ...this.#tokens('IDLE').map(idle),
    ].flatMap((finding) => {
      const severity = this.#levelOf(finding.rule, finding.location.file) ?? finding.severity;
      return severity === 'off' ? [] : [{ ...finding, severity }];
    });
    return file === undefined ? all : all.filter(({ location }) => location.file === file);
  }

  hover(file: string, position: Position): HoverAnswer | undefined {
    this.#mayThrow();
    const token = this.#at(file, position);
    const counts = `${this.#tokens('NEEDS').length} \\* ${this.#tokens('PROVIDES').length}`;
    const about = { of: 'importer' as const, ids: ["it's (x)"] };
    return (
      token && {
        range: token.location.range,
        about,
        markdown: `${counts} in [a \\[file\\]](dmabuf-open:sub/b.h#3), [all](dmabuf-open:a.c)`,
      }
    );
  }

  /** At every `NEEDS`: a hint that counts, a lens, and a colour. */
  annotations(file: string): FileAnnotations {
    this.#mayThrow();
    const needs = this.#tokens('NEEDS').filter(({ location }) => location.file === file);
    const provided = this.#tokens('PROVIDES').length;
    return {
      hints: needs.map(({ location: { range } }) => ({
        position: range.end,
        label: `${provided}`,
        side: 'after',
        tooltip: `${provided} in all`,
      })),
      lenses: needs.map(({ argument, location: { range } }) => ({ range, title: `of ${provided}`, of: 'importer', ids: [argument] })),
      words: needs.map(({ location: { range } }) => ({ range, kind: 'constructor', side: 'importer' })),
    };
  }

  hoverPlaces(file: string): Position[] {
    return this.#tokens('NEEDS').flatMap(({ location }) => (location.file === file ? [location.range.start] : []));
  }

  definition(file: string, position: Position): Location[] {
    const token = this.#at(file, position);
    return this.#tokens('PROVIDES')
      .filter(({ argument }) => argument === token?.argument)
      .map(({ location }) => location);
  }

  references(file: string, position: Position): Location[] {
    const token = this.#at(file, position);
    return [...this.#tokens('PROVIDES'), ...this.#tokens('NEEDS')]
      .filter(({ argument }) => argument === token?.argument)
      .map(({ location }) => location);
  }

  attachments(): Attachments {
    this.#mayThrow();
    const { importers, exporters } = this.#sides();
    const findings = this.findings();
    const pairs = importers.length * exporters.length;
    return new Attachments({
      importers: importers.map((info) => ({ info, findings: [] })),
      exporters: exporters.map((info) => ({ info, findings: [] })),
      types: [],
      results: [{ outcomes: MATCHED, kind: 'matched', types: ['SGT'], conditional: false, summary: 'SGT' }],
      columns: new Int32Array(exporters.length),
      cells: importers.map(() => new Int32Array(1)),
      elsewhere: findings,
      overview: {
        counts: {
          files: this.texts.size,
          importers: importers.length,
          exporters: exporters.length,
          types: 0,
          findings: findings.length,
          problems: findings.length,
          coverage: { decided: 0, pairs },
        },
      },
    });
  }

  rowDetail(path: readonly string[]): string | undefined {
    const name = path.at(-1)?.replace(/^\w+:/, '');
    const token = this.#tokens('NEEDS|PROVIDES').find(({ argument }) => argument === name);
    return token && `[${token.word}](dmabuf-open:${token.location.file}#${token.location.range.start.line + 1})`;
  }

  sidesAt(file: string, position: Position): Side[] {
    const token = this.#at(file, position);
    return token ? [{ of: token.word === 'NEEDS' ? 'importer' : 'exporter', id: token.argument }] : [];
  }

  matrixModel(): MatrixModel {
    const { importers, exporters } = this.#sides();
    const cells = importers.flatMap(({ id: importer }) => exporters.map(({ id: exporter }) => ({ importer, exporter, outcomes: MATCHED })));
    return matrixModel({ importers, exporters, cells });
  }

  explain(importer: string, exporter: string) {
    const { importers, exporters } = this.#sides();
    const from = importers.find(({ id }) => id === importer);
    const to = exporters.find(({ id }) => id === exporter);
    return from && to ? { importer: from, exporter: to, runs: [] } : undefined;
  }

  #sides(): { importers: ImporterInfo[]; exporters: ExporterInfo[] } {
    const module = this.#module && { module: this.#module };
    return {
      importers: this.#tokens('NEEDS').map(({ argument: id, location }) => ({
        id,
        name: id,
        function: 'f',
        callee: 'NEEDS',
        location,
        ...module,
      })),
      exporters: this.#tokens('PROVIDES').map(({ argument: id, location }) => ({ id, name: id, match: 'single', location })),
    };
  }

  #unserved(): Token[] {
    const provided = new Set([...this.#tokens('PROVIDES').map(({ argument }) => argument), ...this.#assumed]);
    return this.#tokens('NEEDS').filter(({ argument }) => !provided.has(argument));
  }

  #mayThrow(): void {
    if ([...this.texts.values()].some((text) => text.includes('THROW'))) throw new Error('the toy broke');
  }

  #at(file: string, position: Position): Token | undefined {
    return this.#tokens('NEEDS|PROVIDES|BAD').find(
      ({ location: { file: name, range } }) =>
        name === file &&
        range.start.line === position.line &&
        range.start.character <= position.character &&
        position.character <= range.end.character,
    );
  }

  #tokens(words: string): Token[] {
    const pattern = new RegExp(`\\b(${words})\\b(?:\\((\\w+)\\))?`, 'g');
    return this.files().flatMap((file) =>
      this.texts
        .get(file)!
        .split('\n')
        .flatMap((text, line) =>
          [...text.matchAll(pattern)].map((match) => ({
            word: match[1]!,
            argument: match[2] ?? '',
            location: { file, range: rangeOf(line, match.index, match[0].length) },
          })),
        ),
    );
  }
}

/** Files by absolute path. */
export type ToyDisk = Map<string, string>;

export interface ToyHost extends Host {
  readonly disk: ToyDisk;
  readonly projects: ToyProject[];
  /** When set, scans stop half-way until it settles. */
  gate: Promise<void> | undefined;
  scans: { root: string; exclude: string[]; look: ScanOptions['look']; names: readonly string[] }[];
}

export function toyHost(files: Record<string, string>): ToyHost {
  const disk: ToyDisk = new Map(Object.entries(files));
  /** Outermost folders with a file `TREE`. */
  const treesIn = (root: string): string[] => {
    const all = [...disk.keys()]
      .filter((name) => name.startsWith(`${root}/`) && name.endsWith('/TREE'))
      .map((name) => name.slice(root.length + 1, -5));
    const inner = all.filter((tree) => tree !== '').sort();
    return inner.filter((tree) => !inner.some((other) => tree.startsWith(`${other}/`)));
  };
  const host: ToyHost = {
    disk,
    projects: [],
    gate: undefined,
    scans: [],
    createProject: async () => {
      const project = new ToyProject();
      host.projects.push(project);
      return project;
    },
    recall: () => undefined,
    remember: () => undefined,
    forget: () => undefined,
    scan: async (root: string, { look, names: words, knows, patterns: { exclude }, signal, found, progress }: ScanOptions) => {
      host.scans.push({ root, exclude, look, names: words });
      const uses = (text: string) => words.some((word) => new RegExp(`\\b${word}\\b`).test(text));
      const names = [...disk.keys()].filter((name) => name.startsWith(`${root}/`)).map((name) => name.slice(root.length + 1));
      const trees = treesIn(root);
      let seen = 0;
      for (const file of names) {
        progress(++seen);
        const text = disk.get(`${root}/${file}`)!;
        const wanted = look === 'all' ? text.includes('dma_buf') || uses(text) : !knows(file) && uses(text);
        if (!excluded(file, exclude) && wanted && !trees.some((tree) => file.startsWith(`${tree}/`))) found(file, text);
        await Promise.race([host.gate, new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))]);
        if (signal.aborted) break;
      }
      return { seen, trees, problems: disk.has(`${root}/unreadable.c`) ? [{ file: 'unreadable.c', message: 'cannot be read: toy' }] : [] };
    },
    read: (root, file, { exclude }) =>
      excluded(file, exclude) || treesIn(root).some((tree) => file.startsWith(`${tree}/`)) ? undefined : disk.get(`${root}/${file}`),
    isTree: (path) => disk.has(`${path}/TREE`),
    innerTree: (root, file) => treesIn(root).find((tree) => file.startsWith(`${tree}/`)),
    patternsBelow: (_folder, patterns) => patterns,
    readBuildFile: (root, file) => disk.get(`${root}/${file}`),
    findConfiguration: (root) => {
      const path = join(root, '.config');
      return disk.has(path) ? host.readConfiguration(path) : { kind: 'none' };
    },
    readConfiguration: (path) => {
      const text = disk.get(path);
      if (text === undefined) return { kind: 'problem', message: 'does not exist: toy' };
      return text.includes('CONFIG_') ? { kind: 'configuration', text } : { kind: 'problem', message: 'sets nothing: toy' };
    },
    readProjectFile: (root) => {
      const text = disk.get(join(root, '.dmabuf-mapping.json'));
      return text === undefined ? { file: noProjectFile, problems: [] } : parseProjectFile(text);
    },
    levelsOf,
    matrixPage: ({ name, model }) => `page of ${name}: ${model.coverage.pairs}`,
    triggerIn: (text) => /\bdma_buf/.exec(text)?.index,
    collect: () => undefined,
    memory: () => ({ rss: 1 }),
    runtime: 'toy',
  };
  return host;
}

function excluded(file: string, exclude: string[]): boolean {
  return exclude.some((folder) => file.startsWith(`${folder}/`));
}

function unserved({ argument, location }: Token): Finding {
  return { rule: 'impossible-match', severity: 'warning', location, message: `nobody provides ${argument}`, related: [], fixes: [] };
}

function idle({ location }: Token): Finding {
  return { rule: 'wrong-side', severity: 'hint', location, message: 'this does nothing', related: [], fixes: [], fade: true };
}

function bad({ location }: Token): Finding {
  const edit = (newText: string) => [{ file: location.file, range: location.range, newText }];
  return {
    rule: 'list-length',
    severity: 'error',
    location,
    message: 'this is bad',
    related: [{ location: { file: 'other.c', range: rangeOf(0, 0, 1) }, message: 'because of this' }],
    fixes: [
      { title: 'Take it out', safe: false, edits: edit('') },
      { title: 'Make it good', safe: true, edits: edit('GOOD') },
    ],
  };
}

function rangeOf(line: number, start: number, length: number): Range {
  return { start: { line, character: start }, end: { line, character: start + length } };
}
