/** Where the attachment in an expression comes from: the attach calls that may have given it, as far as that is certain. */

import type { FunctionFact } from '../facts/facts.ts';
import { callsNamed } from '../facts/packed-calls.ts';
import type { Found, Names } from '../index/names.ts';
import type { Code, Expression, Lvalue } from '../lower/ir.ts';
import type { Lowerer } from '../lower/lower.ts';
import { typeOf } from '../lower/types.ts';
import { typingOf, visitInstruction } from '../lower/visit.ts';
import { pattern } from '../syntax/pattern.ts';
import { functionKey } from './callers.ts';
import { workspaceFiles } from './discover.ts';
import type { Call } from './flow.ts';
import { ATTACH_FUNCTIONS } from './model.ts';

/** Attach calls by `siteKey`; nothing if the attachment may come from elsewhere. */
export type AttachmentOrigins = ReadonlySet<string> | undefined;

/** Identity of an attach call: where the name of the function stands. */
export function siteKey(file: string, start: number): string {
  return `${file}:${start}`;
}

const NOTHING: ReadonlySet<string> = new Set();
const DEEPEST = 10;

/** Follows attachments through locals, members of structs, static functions and what functions return. */
export class Attachments {
  private readonly lowerer: Lowerer;
  private readonly names: Names;
  private readonly pending = new Set<string>();
  private readonly members = new Map<string, AttachmentOrigins>();

  constructor(lowerer: Lowerer) {
    this.lowerer = lowerer;
    this.names = lowerer.context.names;
  }

  /** The attach calls behind an expression in the code of a function. Never throws. */
  of(target: Found<FunctionFact>, expression: Expression, depth = 0): AttachmentOrigins {
    if (depth > DEEPEST) return undefined;
    switch (expression.op) {
      case 'cast':
        return this.of(target, expression.value, depth);
      case 'constant':
      case 'builtin':
        return NOTHING;
      case 'temporary': {
        const code = this.lowerer.function(target);
        const settings = code.instructions.flatMap((each): AttachmentOrigins[] => {
          if ((each.do !== 'set' && each.do !== 'call') || each.temporary !== expression.index) return [];
          return [each.do === 'set' ? this.of(target, each.value, depth + 1) : this.returned(each, depth + 1)];
        });
        return united(settings);
      }
      case 'load':
        return this.once(`${functionKey(target)} ${expression.at.file}:${expression.at.start}:${expression.at.end}`, () =>
          this.loaded(target, expression.from, depth + 1),
        );
      default:
        return undefined;
    }
  }

  private loaded(target: Found<FunctionFact>, place: Lvalue, depth: number): AttachmentOrigins {
    const code = this.lowerer.function(target);
    if (place.place === 'slot') {
      if (code.slots[place.index]!.static || isAddressTaken(code, place.index)) return undefined;
      const stored = storesTo(code, place.index).map((value) => this.of(target, value, depth));
      if (place.index < code.parameters) stored.push(this.parameter(target, place.index, depth));
      return united(stored);
    }
    if (place.place !== 'field') return undefined;
    const type = typeOf(typingOf(code, this.lowerer.context), { op: 'load', from: place.base, at: place.at });
    return type?.kind === 'record' ? this.member(type.tag, type.file, place.field, depth) : undefined;
  }

  /** What all stores to the member say, wherever they are. */
  private member(tag: string, from: string, field: string, depth: number): AttachmentOrigins {
    const home = this.names.records(tag, from)[0]?.file;
    if (home === undefined) return undefined;
    const key = `${home} ${tag}.${field}`;
    if (this.members.has(key)) return this.members.get(key);
    const answer = this.once(key, () => {
      const files = home.endsWith('.c') ? [home] : workspaceFiles(this.names);
      const assigns = pattern(`(?:->|\\.)\\s*${field}\\b`);
      const found: AttachmentOrigins[] = [];
      for (const file of files) {
        const text = this.names.text(file) ?? '';
        if (!assigns.test(text)) continue;
        for (const fact of this.names.facts(file)!.functions) {
          if (!fact.bodySpan || !assigns.test(text.slice(fact.bodySpan.start, fact.bodySpan.end))) continue;
          found.push(...this.storesIn({ file, fact }, { tag, field, home }, depth));
        }
      }
      return united(found);
    });
    if (this.pending.size === 0) this.members.set(key, answer);
    return answer;
  }

  private storesIn(
    target: Found<FunctionFact>,
    { tag, field, home }: { tag: string; field: string; home: string },
    depth: number,
  ): AttachmentOrigins[] {
    const code = this.lowerer.function(target);
    const typing = typingOf(code, this.lowerer.context);
    const isMember = (place: Lvalue): boolean => {
      if (place.place !== 'field' || place.field !== field) return false;
      const type = typeOf(typing, { op: 'load', from: place.base, at: place.at });
      return type?.kind === 'record' && type.tag === tag && this.names.records(tag, type.file)[0]?.file === home;
    };
    const found: AttachmentOrigins[] = [];
    for (const each of code.instructions) {
      if (each.do === 'store' && isMember(each.target)) found.push(this.of(target, each.value, depth));
      visitInstruction(each, {
        place: (place, how) => {
          if (how === 'address' && isMember(place)) found.push(undefined);
        },
      });
    }
    return found;
  }

  /** What the callers of a static function hand over, if nobody else can call it. */
  private parameter({ file, fact }: Found<FunctionFact>, index: number, depth: number): AttachmentOrigins {
    if (!fact.static || file.endsWith('.h')) return undefined;
    const text = this.names.text(file) ?? '';
    const mentions = [...text.matchAll(pattern(`\\b${fact.name}\\b`, 'g'))].map(({ index: at }) => at);
    const facts = this.names.facts(file)!;
    const declared = new Set(facts.functions.filter(({ name }) => name === fact.name).map(({ nameSpan }) => nameSpan.start));
    const callers = facts.functions.flatMap((each) => callsNamed(each, fact.name).map((call) => ({ each, call })));
    const called = new Set(callers.map(({ call }) => call.calleeSpan.start));
    if (mentions.some((at) => !declared.has(at) && !called.has(at))) return undefined;
    return united(
      callers.flatMap(({ each, call }) => {
        const caller = { file, fact: each };
        const calls = this.lowerer
          .function(caller)
          .instructions.filter(
            (one): one is Call => one.do === 'call' && one.calleeAt.file === file && one.calleeAt.start === call.calleeSpan.start,
          );
        return calls.map((one) => (one.arguments[index] ? this.of(caller, one.arguments[index], depth) : undefined));
      }),
    );
  }

  private returned({ callee, calleeAt }: Call, depth: number): AttachmentOrigins {
    const name = callee.to === 'function' ? callee.target.fact.name : callee.to === 'name' ? callee.name : '';
    if (ATTACH_FUNCTIONS.has(name)) return new Set([siteKey(calleeAt.file, calleeAt.start)]);
    if (callee.to !== 'function' || !callee.target.fact.bodySpan) return undefined;
    const { target } = callee;
    const code = this.lowerer.function(target);
    return this.once(`returns ${functionKey(target)}`, () =>
      united(code.instructions.flatMap((each) => (each.do === 'return' && each.value ? [this.of(target, each.value, depth)] : []))),
    );
  }

  /** A question that is asked while it is being answered adds nothing. */
  private once(key: string, answer: () => AttachmentOrigins): AttachmentOrigins {
    if (this.pending.has(key)) return NOTHING;
    this.pending.add(key);
    try {
      return answer();
    } finally {
      this.pending.delete(key);
    }
  }
}

/** Nothing if one is unknown, or if there is none at all. */
function united(all: readonly AttachmentOrigins[]): AttachmentOrigins {
  if (all.length === 0 || all.includes(undefined)) return undefined;
  return new Set(all.flatMap((each) => [...each!]));
}

function storesTo(code: Code, slot: number): Expression[] {
  return code.instructions.flatMap((each) =>
    each.do === 'store' && each.target.place === 'slot' && each.target.index === slot ? [each.value] : [],
  );
}

function isAddressTaken(code: Code, slot: number): boolean {
  let taken = false;
  for (const each of code.instructions) {
    visitInstruction(each, {
      place: (place, how) => {
        if (how === 'address' && place.place === 'slot' && place.index === slot) taken = true;
      },
    });
  }
  return taken;
}
