/** Runs one case after the other in one project, and says what was found. */
import type { Finding } from '../../engine/answers.ts';
import { isBuildFile } from '../../engine/kbuild/modules.ts';
import type { Project } from '../../engine/project.ts';
import { smallProject } from '../support/small-project.ts';
import { background } from './background.ts';
import { drawFor } from './random.ts';
import { MARK, Scene, type SeededFile } from './scene.ts';
import type { Seed } from './seed.ts';

export interface Case {
  /** `rule/defect/number` or `rule/alike/number`. */
  name: string;
  rule: string;
  kind: 'defect' | 'alike';
  /** The defect, or what resembles it. */
  what: string;
  files: SeededFile[];
  /** Lines, from 0, where the rule may report the defect. */
  marks: { file: string; line: number }[];
  uncompiled: boolean;
  also: readonly string[];
}

export interface Verdict {
  case: Case;
  found: boolean;
  /** Findings that nobody expected. */
  surplus: Finding[];
}

/** Builds case `number` of a rule. The same arguments give the same case. */
export function caseOf(seed: Seed, kind: Case['kind'], number: number, start: number): Case {
  const ways = Object.entries(kind === 'defect' ? seed.defects : seed.alikes);
  const [what, write] = ways[number % ways.length]!;
  const name = `${seed.rule}/${kind}/${number}`;
  const draw = drawFor(name, start);
  const scene = new Scene(draw, draw.pick(90) + 1);
  write(scene);
  const marks: Case['marks'] = [];
  const files = scene.files().map(({ path, text }) => {
    const lines = text.split('\n');
    for (const [line, each] of lines.entries()) if (each.includes(MARK)) marks.push({ file: path, line });
    return { path, text: text.replaceAll(MARK, '') };
  });
  const others = background(draw);
  return {
    name,
    rule: seed.rule,
    kind,
    what,
    files: [...files, ...others],
    marks,
    uncompiled: kind === 'defect' && seed.uncompiled === true,
    also: kind === 'defect' ? (seed.also ?? []) : [],
  };
}

export class Judge {
  readonly #project: Project;
  readonly #base = new Map<string, string>();
  /** Files of earlier cases. They stay, with what they include, since a tree with other files is looked at from the start. */
  readonly #there = new Set<string>();

  private constructor(project: Project) {
    this.#project = project;
    for (const file of project.files()) this.#base.set(file, project.text(file) ?? '');
  }

  static async create(): Promise<Judge> {
    return new Judge(await smallProject([], ['sgt', 'pal']));
  }

  /** Looks at one case, among the files of the tree. */
  judge(each: Case): Verdict {
    const paths = new Set(each.files.map(({ path }) => path));
    for (const path of this.#there) if (!paths.has(path)) this.#reset(path);
    for (const { path, text } of each.files) this.#set(path, text);
    for (const path of paths) this.#there.add(path);
    const findings = this.#project.findings();
    if (each.kind === 'alike') return { case: each, found: false, surplus: findings };
    const isMarked = ({ location: { file, range } }: Finding) =>
      each.marks.some((mark) => mark.file === file && range.start.line <= mark.line && mark.line <= range.end.line);
    const expected = findings.filter((finding) => finding.rule === each.rule && isMarked(finding));
    const surplus = findings.filter((finding) => !expected.includes(finding) && !each.also.includes(finding.rule));
    return { case: each, found: expected.length > 0, surplus };
  }

  #set(path: string, text: string): void {
    if (isBuildFile(path)) this.#project.setBuildFile(path, text);
    else this.#project.setFile(path, text);
  }

  #reset(path: string): void {
    const before = this.#base.get(path);
    if (isBuildFile(path)) this.#project.setBuildFile(path, undefined);
    else this.#project.setFile(path, before ?? includesOf(this.#project.text(path) ?? ''));
  }
}

function includesOf(text: string): string {
  return text
    .split('\n')
    .filter((line) => line.startsWith('#include'))
    .join('\n');
}

/** One line about a finding. */
export function described({ rule, location, message }: Finding): string {
  return `${location.file}:${location.range.start.line + 1}: ${rule}: ${message}`;
}
