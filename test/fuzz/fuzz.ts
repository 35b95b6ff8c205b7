/** Spoilt texts, and what the engine says to them: whatever it is, it says it, soon, and as a new project would. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Position } from '../../engine/answers.ts';
import { Project } from '../../engine/project.ts';
import type { CParser } from '../../engine/syntax/contract.ts';
import { mask } from '../../engine/syntax/mask.ts';
import { readingsOf } from '../support/readings.ts';
import { sharedFiles } from '../support/small-project.ts';
import { type Mutation, spoiling, spoilt } from './mutations.ts';

const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));
const FILE = 'drivers/fuzz.c';

export interface Failure {
  /** Seed and position. */
  name: string;
  kind: 'throws' | 'slow' | 'stale' | 'misread';
  message: string;
  mutations: Mutation[];
  text: string;
}

export interface Report {
  cases: number;
  failures: Failure[];
  /** Milliseconds of processor time that the slowest edit or question took. */
  slowest: number;
}

export interface Options {
  cases: number;
  seed: number;
  /** Texts to spoil; the test fixtures if absent. */
  corpus?: readonly string[];
  /** A case counts as a failure if its edit or a question takes more processor time; none does if absent. */
  mostMilliseconds?: number;
  parser: CParser;
  found?: (failure: Failure) => void;
  progress?: (done: number) => void;
}

/** How often the answers are compared with those of a project that knows nothing else. */
const FRESH_EVERY = 25;
const BATCH = 500;

/** Spoils `cases` texts. Never throws, unless a hook does. */
export function fuzz({ cases, seed, corpus = fixtureTexts(), mostMilliseconds, parser, found, progress }: Options): Report {
  const report: Report = { cases: 0, failures: [], slowest: 0 };
  const fail = (failure: Failure): void => {
    report.failures.push(failure);
    found?.(failure);
  };
  let project = emptyProject(parser);
  for (let batch = 0; report.cases < cases; batch++) {
    for (const { file, mutations } of fc.sample(spoiling, { seed: seed + batch, numRuns: Math.min(BATCH, cases - report.cases) })) {
      const text = spoilt(corpus[Math.floor(file * corpus.length)]!, mutations, corpus);
      const failure = { name: `${seed}/${report.cases++}`, mutations, text };
      try {
        const { answers, milliseconds } = answersTo(project, text, mutations);
        report.slowest = Math.max(report.slowest, milliseconds);
        if (mostMilliseconds !== undefined && milliseconds > mostMilliseconds)
          fail({ ...failure, kind: 'slow', message: `${Math.round(milliseconds)} ms` });
        if (report.cases % FRESH_EVERY === 0 && answers !== answersTo(emptyProject(parser), text, mutations).answers)
          fail({ ...failure, kind: 'stale', message: 'a new project answers differently' });
        if (isMisread(text, parser)) fail({ ...failure, kind: 'misread', message: 'a tree of the text says something else' });
      } catch (error) {
        fail({ ...failure, kind: 'throws', message: error instanceof Error ? (error.stack ?? error.message) : String(error) });
        project = emptyProject(parser);
      }
    }
    progress?.(report.cases);
  }
  return report;
}

/** Whether declarations are read otherwise than a parser does that finds nothing wrong, where brackets match. */
function isMisread(text: string, parser: CParser): boolean {
  if (text.length > LONGEST_COMPARED || mask(text).unmatched !== 'none') return false;
  const { collected, tree } = readingsOf(text, parser);
  return tree.errors.length === 0 && !isDeepStrictEqual(collected, tree);
}

/** In characters: long lines take as long as a hundred other texts. */
const LONGEST_COMPARED = 200_000;

function fixtureTexts(): string[] {
  return readdirSync(fixtures, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.[ch]$/.test(name))
    .sort()
    .map((name) => readFileSync(join(fixtures, name), 'utf8'));
}

function emptyProject(parser: CParser): Project {
  const project = new Project(parser);
  for (const { path, text } of sharedFiles()) project.setFile(path, text);
  return project;
}

/** Everything that can be asked, as text, and what the slowest of it took. */
function answersTo(project: Project, text: string, mutations: readonly Mutation[]): { answers: string; milliseconds: number } {
  let slowest = 0;
  const timed = (question: () => unknown): unknown => {
    const started = process.cpuUsage();
    const answer = question();
    const { user, system } = process.cpuUsage(started);
    slowest = Math.max(slowest, (user + system) / 1000);
    return answer;
  };
  timed(() => project.setFile(FILE, text));
  const lines = text.split('\n');
  const positions = mutations.map(({ at, other }) => {
    const line = Math.floor(at * lines.length);
    return { line, character: Math.floor(other * lines[line]!.length) };
  });
  const questions = [
    () => project.attachments().rows({ by: 'importer' }, []),
    () => project.attachments().markdown({ by: 'outcome' }, []),
    () => project.matrix(),
    () => project.sought(),
    () => project.questions(),
    () => project.findings(),
    () => project.navigation.outline(FILE),
    () => project.navigation.symbols('ops'),
    ...positions.flatMap((position) => questionsAt(project, position)),
  ];
  return { answers: JSON.stringify(questions.map(timed)), milliseconds: slowest };
}

function questionsAt(project: Project, position: Position): (() => unknown)[] {
  const { navigation, authoring } = project;
  return [
    () => project.hover(FILE, position),
    () => project.definition(FILE, position),
    () => project.references(FILE, position),
    () => navigation.highlights(FILE, position),
    () => navigation.declaration(FILE, position),
    () => navigation.implementation(FILE, position),
    () => navigation.callItems(FILE, position),
    () => navigation.incomingCalls(FILE, position),
    () => navigation.rename(FILE, position, 'quite_new'),
    () => authoring.completions(FILE, position),
    () => authoring.signature(FILE, position),
    () => authoring.rewrites(FILE, position),
  ];
}
