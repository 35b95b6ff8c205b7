/** Lowers functions and initialisers on demand, and keeps what it made until its sources change. */
import { LONGEST_BODY } from '../facts/bodies.ts';
import { errorSpans } from '../facts/errors.ts';
import type { FieldFact, FunctionFact, VariableFact } from '../facts/facts.ts';
import type { Memo } from '../index/memo.ts';
import { type Found, type Names, placeOf } from '../index/names.ts';
import { factSource, handed } from '../index/tracked.ts';
import type { CParser } from '../syntax/contract.ts';
import { pattern } from '../syntax/pattern.ts';
import { detached } from '../text/detached.ts';
import { type CType, declaredType, type Member, membersOf, POINTER, UNKNOWN } from './ctype.ts';
import { lowerExpression } from './expressions.ts';
import { fold } from './fold.ts';
import { sliceFragment, wrapFragment } from './fragment.ts';
import { lowerInitializer } from './initializers.ts';
import type { Code, Lvalue } from './ir.ts';
import { fileFragment, Lowering, type LoweringContext, TooDeep } from './lowering.ts';
import { lowerStatement } from './statements.ts';

/** The masked texts of files. */
export interface Sources {
  /** What stands between two offsets. */
  slice(file: string, start: number, end: number): string;
  /** Whether a macro makes the loop whose head is at the offset. */
  isOpaqueLoop(file: string, at: number): boolean;
}

export class Lowerer {
  readonly context: LoweringContext;
  readonly memo: Memo;

  /** `names` note in `memo` what is looked up. */
  constructor(names: Names, parser: CParser, sources: Sources, memo: Memo) {
    this.memo = memo;
    this.context = {
      names,
      parser,
      masked: (file, start, end) =>
        memo.settled(`masked ${file} ${start} ${end}`, () => {
          memo.note(`text:${file}`);
          return detached(sources.slice(file, start, end));
        }),
      isOpaqueLoop: (file, at) =>
        memo.settled(`opaque loop ${file} ${at}`, () => {
          memo.note(`text:${file}`);
          return sources.isOpaqueLoop(file, at);
        }),
      constantOf: (text, file) => this.constantOf(text, file),
      membersOf: (type) => this.membersOf(type),
    };
  }

  /** The code of a function that has a body. Never throws; what is not understood is a `stop` instruction. */
  function(target: Found<FunctionFact>): Code {
    return this.memo.settled(
      `function ${factSource(target)}`,
      () => this.unlessTooDeep(target, () => this.lowerFunction(target)),
      handed(target),
    );
  }

  /** Code that initialises slot 0 as the definition of a file-scope object says. */
  initializer(variable: Found<VariableFact>): Code {
    return this.memo.settled(
      `initialiser ${factSource(variable)}`,
      () => this.unlessTooDeep(variable, () => this.lowerVariable(variable)),
      handed(variable),
    );
  }

  typeOf(variable: Found<VariableFact>): CType {
    const { type, pointers, dimensions } = variable.fact;
    return declaredType(type, pointers, dimensions, variable.file, this.context);
  }

  private unlessTooDeep(target: Found<FunctionFact | VariableFact>, lower: () => Code): Code {
    try {
      return lower();
    } catch (error) {
      if (!(error instanceof TooDeep)) throw error;
      const { fact } = target;
      const lowering = new Lowering(this.context, target.file);
      const at = placeOf(target);
      // Callers find the parameters, and readers the object.
      const parameters = 'parameters' in fact ? fact.parameters : [];
      for (const { name = '' } of parameters) lowering.addSlot({ name, type: UNKNOWN, at, static: false });
      if (!('parameters' in fact)) lowering.addSlot({ name: fact.name, type: UNKNOWN, at, static: true });
      lowering.emit(at, { do: 'stop', reason: `\`${fact.name}\` nests too deep to be followed` });
      return lowering.finish(fact.name, parameters.length, UNKNOWN);
    }
  }

  private lowerFunction({ file, fact }: Found<FunctionFact>): Code {
    const lowering = new Lowering(this.context, file);
    const at = { file, start: fact.nameSpan.start, end: fact.nameSpan.end };
    for (const parameter of fact.parameters) {
      lowering.addSlot({ name: parameter.name ?? '', type: this.parameterType(parameter.text, parameter.name, file), at, static: false });
    }
    const returns = declaredType(fact.returns, (fact.returns.match(/\*/g) ?? []).length, [], file, this.context);
    const body = fact.bodySpan;
    if (!body) {
      lowering.emit(at, { do: 'stop', reason: `\`${fact.name}\` has no body here` });
    } else if (body.end - body.start > LONGEST_BODY) {
      lowering.emit(at, { do: 'stop', reason: `\`${fact.name}\` is too long to be followed` });
    } else {
      const fragment = wrapFragment(fileFragment(this.context, file, body.start, body.end), 'void _(void) ', '');
      lowering.parse(fragment.text, (root) => {
        const block = root.descendantsOfType('compound_statement')[0];
        const base = fragment.base ?? 0;
        lowering.lost.push(...errorSpans(root).map(({ start, end }) => ({ start: base + start, end: base + end })));
        if (block) lowerStatement(lowering, block, fragment);
        else lowering.emit(at, { do: 'stop', reason: `the body of \`${fact.name}\` is not understood` });
      });
    }
    return lowering.finish(fact.name, fact.parameters.length, returns);
  }

  private lowerVariable(variable: Found<VariableFact>): Code {
    const { file, fact } = variable;
    const lowering = new Lowering(this.context, file);
    if (fact.function === undefined || fact.static) lowering.calls = 'unknown';
    const at = { file, start: fact.nameSpan.start, end: fact.nameSpan.end };
    const type = this.typeOf(variable);
    lowering.addSlot({ name: fact.name, type, at, static: true });
    const target: Lvalue = { place: 'slot', index: 0, at };
    const span = fact.initializerSpan;
    const lost = span && this.context.names.facts(file)?.errors.some((error) => error.start < span.end && span.start < error.end);
    if (!span) lowering.emit(at, { do: 'zero', target });
    else if (lost) lowering.emit(at, { do: 'stop', reason: `the initialiser of \`${fact.name}\` is not understood` });
    else {
      const written = fact.byMacro
        ? sliceFragment(file, this.context.names.written(file, span), span.start)
        : fileFragment(this.context, file, span.start, span.end);
      const fragment = wrapFragment(written, 'int _ = ', ';');
      lowering.parse(fragment.text, (root) => {
        const value = root.descendantsOfType('init_declarator')[0]?.childForFieldName('value');
        if (value) lowerInitializer(lowering, target, type, value, fragment);
        else lowering.emit(at, { do: 'stop', reason: `the initialiser of \`${fact.name}\` is not understood` });
      });
    }
    return lowering.finish(fact.name, 0, { kind: 'void' });
  }

  private parameterType(text: string, name: string | undefined, file: string): CType {
    if (text.includes('(')) return { kind: 'pointer', to: { kind: 'function' }, readonly: true };
    const arrays = (text.match(/\[/g) ?? []).length;
    const bare = text.replace(/\[[^\]]*(?:\]|$)/g, ' ').replace(name ? pattern(`\\b${name}\\s*$`) : /$^/, ' ');
    const type = declaredType(bare.replace(/\*/g, ' '), (bare.match(/\*/g) ?? []).length, [], file, this.context);
    return arrays > 0 ? { kind: 'pointer', to: type, readonly: /\bconst\b/.test(bare) } : type.kind === 'function' ? POINTER : type;
  }

  /** Remembered by the tag, or, where there is none, by the place of the first member that has a name: structs that share it are no types by themselves. */
  private membersOf(type: CType): Member[] | undefined {
    if (type.kind === 'record') return this.memo.settled(`members ${type.tag}@${type.file}`, () => membersOf(type, this.context));
    const place = type.kind === 'members' ? placeIn(type.fields) : undefined;
    if (type.kind !== 'members' || place === undefined) return membersOf(type, this.context);
    const about = { handed: [`records:${type.file}`] };
    return this.memo.settled(`members ${type.file}:${place}`, () => membersOf(type, this.context), about);
  }

  /** Value of a constant expression, such as an array dimension; nothing if it depends on anything that is not in the sources. */
  private constantOf(text: string, file: string): number | undefined {
    const plain = /^\s*(\d+)\s*$/.exec(text)?.[1];
    if (plain !== undefined) return Number(plain);
    return this.memo.get(`constant ${file}\n${text}`, () => {
      try {
        return this.computeConstant(text, file);
      } catch (error) {
        if (error instanceof TooDeep) return undefined;
        throw error;
      }
    });
  }

  private computeConstant(text: string, file: string): number | undefined {
    const lowering = new Lowering(this.context, file);
    const source = `int _ = (${text});`;
    const value = lowering.parse(source, (root) => {
      const node = root.descendantsOfType('init_declarator')[0]?.childForFieldName('value');
      if (!node || root.hasError) return undefined;
      // No place in particular: the same constant may be asked for from several.
      const at = { file: '', start: 0, end: 0 };
      const fragment = { text: source, file, at: () => at, expanding: [] };
      const expression = lowerExpression(lowering, node, fragment);
      return lowering.instructions.length === 0 ? fold(expression) : undefined;
    });
    return value && Number.isSafeInteger(Number(value.value)) ? Number(value.value) : undefined;
  }
}

/** Where the first name of some members stands. */
function placeIn(fields: readonly FieldFact[]): number | undefined {
  for (const { nameSpan, members = [] } of fields) {
    const place = nameSpan?.start ?? placeIn(members);
    if (place !== undefined) return place;
  }
  return undefined;
}
