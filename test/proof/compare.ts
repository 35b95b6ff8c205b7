/** Holds the engine's outcomes of a generated program against what its compiled C did. */
import type { Outcome } from '../../engine/answers.ts';
import { errnoNumber } from '../../engine/lower/errno.ts';
import { Project } from '../../engine/project.ts';
import { sharedParser } from '../support/small-project.ts';
import { computed, held, holds } from './condition.ts';
import { FIELDS } from './entries.ts';
import type { Program } from './program.ts';
import { HEADER, type Inputs, type Real } from './run.ts';

/** What is wrong with an answer; `limit` is a bound that the engine is open about, and no failure. */
export interface Verdict {
  kind: 'right' | 'limit' | 'unknown' | 'missed' | 'contradicted' | 'inexact' | 'unreadable';
  message: string;
}

const RIGHT: Verdict = { kind: 'right', message: '' };

const FILE = 'drivers/proof.c';
const HEADER_FILE = 'include/linux/proof.h';

/** The engine over one generated program at a time. */
export class Judge {
  private readonly project: Project;

  private constructor(project: Project) {
    this.project = project;
  }

  static async create(): Promise<Judge> {
    const project = new Project(await sharedParser());
    project.setFile(HEADER_FILE, `${HEADER}\n#define RD(member) (member)\n`);
    return new Judge(project);
  }

  /** Outcomes with free inputs. */
  outcomes(program: Program): Outcome[] {
    return this.cell(program.text);
  }

  /** Outcomes with every input assumed to be what it is in this run. */
  pinned(program: Program, inputs: Inputs): Outcome[] {
    const { configs, size, priv, ...numbers } = inputs;
    const refused = this.project.assume([
      ...Object.entries(numbers).map(([name, value]) => `${name}() == ${value}`),
      `dmabuf->size == ${size}`,
      priv === 0 ? '!dmabuf->priv' : 'dmabuf->priv',
      ...program.configs.map((name) => `${name}=${'nmy'[configs[name] ?? 0]}`),
    ]);
    if (refused.length > 0) throw new Error(`the engine does not understand ${refused.join(', ')}`);
    try {
      return this.cell(program.text);
    } finally {
      this.project.assume([]);
    }
  }

  private cell(text: string): Outcome[] {
    this.project.setFile(FILE, `#include <linux/proof.h>\n\n${text}`);
    return this.project.cell(`${FILE}:my_importer`, `${FILE}:my_ops`).outcomes;
  }
}

/** Compares what is left when every input is assumed with that run: one outcome, without conditions. Never throws. */
export function compareExactly(program: Program, outcomes: readonly Outcome[], real: Real, inputs: Inputs): Verdict {
  const verdict = compare(program, outcomes, real, inputs);
  if (verdict.kind !== 'right' || real.kind === 'not-attached') return verdict;
  if (outcomes.length === 1 && outcomes[0]!.conditions.length === 0) return verdict;
  return { kind: 'inexact', message: `every input is assumed, but the engine says ${outcomes.map(outcomeText).join('; ')}` };
}

/** Compares the outcomes with one run. Never throws. */
export function compare(program: Program, outcomes: readonly Outcome[], real: Real, inputs: Inputs): Verdict {
  const beyond = outcomes.find((outcome) => outcome.kind === 'unknown' && !isLimit(outcome));
  if (beyond) return { kind: 'unknown', message: beyond.reason ?? '' };
  if (real.kind === 'not-attached') return RIGHT;
  try {
    const claims = outcomes.map((outcome) => ({ outcome, truth: holds(outcome.conditions, inputs) }));
    const possible = claims.filter(({ truth }) => truth !== false);
    if (possible.some(({ outcome }) => isLimit(outcome))) return { kind: 'limit', message: 'limit' };
    if (!possible.some(({ outcome }) => agrees(program, outcome, real, inputs))) {
      return {
        kind: 'missed',
        message: `it is ${realText(real)}, but the engine says ${possible.map(({ outcome }) => outcomeText(outcome)).join('; ') || 'nothing'}`,
      };
    }
    const wrong = claims.find(({ outcome, truth }) => truth === true && !agrees(program, outcome, real, inputs));
    if (wrong) return { kind: 'contradicted', message: `it is ${realText(real)}, but the engine also says ${outcomeText(wrong.outcome)}` };
    return RIGHT;
  } catch (error) {
    return { kind: 'unreadable', message: error instanceof Error ? error.message : String(error) };
  }
}

function isLimit({ kind, reason }: Outcome): boolean {
  return kind === 'unknown' && /^(more than \d+ (paths|steps|turns)|\d+ different outcomes)/.test(reason ?? '');
}

function agrees(program: Program, outcome: Outcome, real: Real, inputs: Inputs): boolean {
  switch (outcome.kind) {
    case 'unknown':
      return true;
    case 'defect':
      return outcome.defect === real.kind;
    case 'error':
      if (real.kind !== 'error') return false;
      return outcome.errno === 'unknown errno' || -(errnoNumber(outcome.errno ?? '') ?? -Number(outcome.errno)) === real.result;
    case 'matched':
      return real.kind === 'matched' && sameMatch(program, outcome, real, inputs);
  }
}

function sameMatch(program: Program, outcome: Outcome, real: Real, inputs: Inputs): boolean {
  const type = typeof real.type === 'number' ? program.types[real.type] : undefined;
  if (outcome.type !== type?.name.toUpperCase()) return false;
  if ((outcome.exporterEntry ?? -1) !== real.exporterEntry || (outcome.importerEntry ?? -1) !== real.importerEntry) return false;
  if (!type) return true;
  return FIELDS[type.kind].every(([name, scalar]) => {
    const text = outcome.fields?.[name];
    const value = held(real.fields[name] ?? 0n, scalar);
    if (text === undefined) return value === 0n || isUnset(value);
    const told = computed(text, scalar, inputs);
    return told === 'undecided' || told === value;
  });
}

/** Memory that nothing was stored to is filled with this byte. */
function isUnset(value: bigint): boolean {
  return [8, 16, 32, 64].some((bits) => BigInt.asUintN(bits, value) === BigInt(`0x${'fe'.repeat(bits / 8)}`));
}

export function realText(real: Real): string {
  if (real.kind === 'error') return `error ${real.result}`;
  if (real.kind !== 'matched') return real.kind;
  const fields = Object.entries(real.fields).map(([name, value]) => `${name}=${value}`);
  return `matched type ${real.type} ${real.exporterEntry}/${real.importerEntry} {${fields.join(' ')}}`;
}

export function outcomeText(outcome: Outcome): string {
  const when = outcome.conditions.length > 0 ? ` when ${outcome.conditions.join(' and ')}` : '';
  switch (outcome.kind) {
    case 'matched': {
      const fields = Object.entries(outcome.fields ?? {}).map(([name, text]) => `${name}=${text}`);
      return `matched ${outcome.type ?? 'none'} ${outcome.exporterEntry ?? '-'}/${outcome.importerEntry ?? '-'} {${fields.join(' ')}}${when}`;
    }
    case 'error':
      return `error ${outcome.errno}${when}`;
    case 'defect':
      return `${outcome.defect} (${outcome.reason})${when}`;
    case 'unknown':
      return `unknown (${outcome.reason})${when}`;
  }
}
