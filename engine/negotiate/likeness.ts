/**
 * Sides that say the same in other names. A side's likeness is what its code comes to, token by token, in the order in which it is come upon: what its own
 * file declares counts by what it says, whatever it is called and wherever it stands; what is declared elsewhere counts as what it is. Two sides of equal
 * likeness therefore negotiate alike.
 */
import { hash } from '../evaluate/values.ts';
import type { Span } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import { allocation, withoutEffect } from '../lower/idioms.ts';
import type { Lowerer } from '../lower/lower.ts';
import type { CallSite } from './callers.ts';
import { type Declaration, type Declarations, declarationKey, type Spelled } from './declarations.ts';
import type { Way } from './importers.ts';
import { MODEL_CORE } from './model.ts';
import type { OpsFound } from './ops.ts';
import { isLocal } from './sides.ts';

export interface Likeness {
  /** Equal keys: alike. */
  key: string;
  /** The side's own file. */
  file: string;
  /** What the likeness is made of in that file, in its order. */
  parts: Declaration[];
  /** Names of its own that the likeness leaves out. */
  names: string[];
  /** Other files that it looks at. */
  files: string[];
}

/** The own declarations that a side begins with, and what counts for it besides. */
export interface Counting {
  file: string;
  roots: Declaration[];
  /** Nobody can be like local ops, or like a call through a pointer. */
  alone: boolean;
  /** Declarations elsewhere. */
  others: Declaration[];
  /** Places in the roots that count, and anything else that tells sides apart. */
  marks: Span[];
  said: string;
}

/** All declarations of a side: its own, those elsewhere that they mention, and names of its own that nothing hangs on in its own file. */
interface Walk {
  own: Declaration[];
  others: Declaration[];
  names: Set<string>;
}

/** What a side's own file says of it. */
export interface Outline extends Walk {
  /** Equal for sides that are alike, and for some more. */
  key: string;
}

/** More code of its own than this makes a side one of a kind. */
const MOST_PARTS = 60;

/** Names with a meaning to the interface or to the evaluator, wherever they are declared. */
function hasMeaning(word: string): boolean {
  return /^(?:dma_|DMA_|__|IS_|CONFIG_)/.test(word) || allocation(word) !== undefined || withoutEffect(word);
}

/** What counts of an importer. */
export function countingWay(declarations: Declarations, way: Way): Counting {
  const { file } = way.steps[0]!;
  const declared = way.steps.map((step) => declarations.function({ file: step.file, fact: step.function }));
  const said = way.steps.map((step) => (step.file === file ? step.call.callee : `${step.file}:${step.call.calleeSpan.start}`)).join(' ');
  return {
    file,
    roots: declared.filter((each) => each.file === file),
    alone: way.insteadOf !== undefined,
    others: declared.filter((each) => each.file !== file),
    marks: way.steps.flatMap((step: CallSite) => (step.file === file ? [step.call.calleeSpan] : [])),
    said: `importer ${said}`,
  };
}

/** What counts of an exporter. */
export function countingOps(declarations: Declarations, { definition, path }: OpsFound): Counting {
  const alone = isLocal(definition) || definition.fact.function !== undefined;
  return { file: definition.file, roots: [declarations.variable(definition)], alone, others: [], marks: [], said: `exporter ${path}` };
}

export class Likenesses {
  private readonly lowerer: Lowerer;
  private readonly declarations: Declarations;

  constructor(lowerer: Lowerer, declarations: Declarations) {
    this.lowerer = lowerer;
    this.declarations = declarations;
  }

  /** Costs a look at the side's own file; undefined for one of a kind. `reserved` are words that count as they are. Never throws. */
  outline(side: Counting, reserved: ReadonlySet<string>): Outline | undefined {
    const spelled = new Map<Declaration, Spelled>();
    const walk = this.walk(side, reserved, spelled);
    return walk && { ...walk, key: fingerprint(this.text(side, walk, walk.names, spelled)) };
  }

  /** The likeness of a side with this outline; undefined for one of a kind. Never throws. */
  of(side: Counting, { own, others, names, key }: Outline): Likeness | undefined {
    const around = [...others, ...this.core()].map((each) => this.declarations.closure(each));
    if (around.some(({ vague, files }) => vague || files.has(side.file))) return undefined;
    const free = new Set([...names].filter((name) => !around.some(({ words }) => words.has(name))));
    const files = [...new Set(around.flatMap((each) => [...each.files]))];
    const told = free.size === names.size ? key : fingerprint(this.text(side, { own, others }, free, new Map()));
    return { key: told, file: side.file, parts: own, names: [...free], files };
  }

  /** Other files than its own that a side's code comes to; undefined if they are too many to tell. Never throws. */
  filesAround(side: Counting): string[] | undefined {
    const around = [...side.roots, ...side.others].map((each) => this.declarations.closure(each));
    if (around.some(({ vague }) => vague)) return undefined;
    return [...new Set(around.flatMap(({ files }) => [...files]))].filter((file) => file !== side.file);
  }

  /** Adds to `spelled`. */
  private walk(side: Counting, reserved: ReadonlySet<string>, spelled: Map<Declaration, Spelled>): Walk | undefined {
    if (side.alone) return undefined;
    const own = [...side.roots];
    const others = [...side.others];
    const known = new Set([...own, ...others].map(declarationKey));
    const names = new Set(side.roots.map(({ name }) => name));
    const pending = [...own];
    for (let next = pending.pop(); next; next = pending.pop()) {
      if (next.file === side.file && !this.isPlain(next)) return undefined;
      for (const each of this.meant(next, side.file)) {
        if (known.has(declarationKey(each))) continue;
        known.add(declarationKey(each));
        const isOwn = each.file === side.file;
        (isOwn ? own : others).push(each);
        if (isOwn) names.add(each.name);
        if (isOwn || each.kind === 'macro') pending.push(each);
      }
      if (own.length > MOST_PARTS) return undefined;
    }
    for (const each of own) {
      const { tokens, named } = this.spelled(each, spelled);
      // A member is its struct's, wherever that is declared; a mapping type is known by its name.
      tokens.forEach((token, index) => {
        if (!named[index]) names.delete(token);
      });
      if (each.kind === 'variable' && /\bdma_buf_mapping_type\b/.test(each.aside)) names.delete(each.name);
    }
    for (const name of [...names]) if (hasMeaning(name) || reserved.has(name)) names.delete(name);
    return { own, others, names };
  }

  /** What the words of a declaration mean in a file: those of a macro mean what they mean where it is used. */
  private meant(declaration: Declaration, file: string): Declaration[] {
    const { words, meanings } = this.declarations.uses(declaration);
    return declaration.file === file ? meanings : words.flatMap((word) => this.declarations.meanings(word, file));
  }

  private spelled(declaration: Declaration, known: Map<Declaration, Spelled>): Spelled {
    const spelled = known.get(declaration) ?? this.declarations.spelled(declaration);
    known.set(declaration, spelled);
    return spelled;
  }

  private text(
    side: Counting,
    { own, others }: Pick<Walk, 'own' | 'others'>,
    free: ReadonlySet<string>,
    spelled: Map<Declaration, Spelled>,
  ): string {
    const numbers = new Map<string, number>();
    const told = (word: string): string => {
      if (!free.has(word)) return word;
      const number = numbers.get(word) ?? numbers.size;
      numbers.set(word, number);
      return `#${number}`;
    };
    const parts = own.map((each) => {
      const { tokens, spans } = this.spelled(each, spelled);
      const marks = side.marks.map((mark) => spans.findIndex(({ start }) => start === mark.start)).join();
      const loops = spans.filter((span, index) => tokens[index] === 'while' && this.lowerer.context.isOpaqueLoop(each.file, span.start));
      const order = own.filter(({ kind, span }) => kind === 'macro' && span.start < each.span.start).map(({ name }) => told(name));
      const aside = each.aside.replace(/[A-Za-z_]\w*/g, told);
      return `${each.kind} ${told(each.name)} ${aside} ${marks} ${loops.length} ${order}\n${tokens.map(told).join(' ')}`;
    });
    const said = side.said.replace(/[A-Za-z_]\w*/g, told);
    return [said, ...parts, ...others.map((each) => `${declarationKey(each)} ${each.aside}`)].join('\n');
  }

  /** Whether the text of a declaration says all: nothing of it is left out or comes under a condition, and it builds no names. */
  private isPlain({ kind, file, span, name, raw }: Declaration): boolean {
    const facts = this.lowerer.context.names.facts(file);
    if (!facts) return false;
    const touches = (other: Span) => other.start < span.end && span.start < other.end;
    if (facts.regions.some(touches) || facts.errors.some(touches)) return false;
    if (kind !== 'macro') return true;
    if (facts.functions.some(({ bodySpan }) => bodySpan && touches(bodySpan))) return false;
    if (facts.undefs.some((undef) => undef.name === name)) return false;
    if (facts.macros.filter((macro) => macro.name === name).length > 1) return false;
    return raw !== undefined && !this.lowerer.context.names.written(file, raw).slice(1).includes('#');
  }

  /** What any negotiation runs. */
  private core(): Declaration[] {
    return this.lowerer.memo.get('declarations of the core', () => {
      const { names } = this.lowerer.context;
      const inModel = (names.facts(MODEL_CORE)?.functions ?? []).map((fact) => ({ file: MODEL_CORE, fact }));
      const found = inModel.flatMap((each): Found<typeof each.fact>[] => [each, ...names.functions(each.fact.name, MODEL_CORE)]);
      return found.map((each) => this.declarations.function(each));
    });
  }
}

/** 128 bits and the length: nobody meets two texts of one fingerprint by chance. */
function fingerprint(text: string): string {
  return `${[5381, 52711, 131, 65599].map((seed) => hash(text, seed)).join('')}:${text.length}`;
}
