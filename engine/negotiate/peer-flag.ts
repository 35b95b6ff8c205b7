/** Who is handed importer ops that allow peer-to-peer transfers, and who reads that. */

import type { Machine } from '../evaluate/machine.ts';
import type { FunctionFact, VariableFact } from '../facts/facts.ts';
import { calleesOf } from '../facts/packed-calls.ts';
import { MODEL } from '../index/index.ts';
import type { Found } from '../index/names.ts';
import { visitInstruction } from '../lower/visit.ts';
import { pattern } from '../syntax/pattern.ts';
import type { Analysis, Importer } from './analysis.ts';
import { functionKey } from './callers.ts';
import { workspaceFiles } from './discover.ts';
import { opsArgument } from './handing-on.ts';
import { readMembers } from './sides.ts';
import { modelFunction } from './simulate.ts';

const FLAG = 'allow_peer2peer';

export interface HandedOps {
  ops: Found<VariableFact>;
  /** Where the ops lie in the object: `.ops`, or nothing. */
  path: string;
  importers: Importer[];
}

/** Ops with the flag set that all of their users are known of. None if some code asks an attachment's ops for the flag, as exporters did before. Never throws. */
export function handedObjects(analysis: Analysis): HandedOps[] {
  const { names } = analysis;
  if (isReadThroughAttachments(analysis)) return [];
  const found = new Map<string, HandedOps>();
  for (const importer of analysis.importers()) {
    const position = opsArgument(importer.info.callee);
    if (position === undefined || importer.info.builtIn) continue;
    for (const { event, state } of analysis.arrivalsOf(importer.info.id).arrivals) {
      const value = event.arguments[position];
      const object = value?.kind === 'pointer' ? state.objects.get(value.object) : undefined;
      if (value?.kind !== 'pointer' || !object?.at) continue;
      const { file, start } = object.at;
      const fact = names.facts(file)?.variables.find(({ nameSpan }) => nameSpan.start === start);
      if (!fact?.initializerSpan) continue;
      const path = value.path.join('');
      const key = `${file}:${start}${path}`;
      const known = found.get(key) ?? { ops: { file, fact }, path, importers: [] };
      if (!known.importers.includes(importer)) known.importers.push(importer);
      found.set(key, known);
    }
  }
  return [...found.values()].filter((each) => isSet(analysis, each) && allUsersKnown(analysis, each));
}

function isSet({ machine }: Analysis, { ops, path }: HandedOps): boolean {
  const values = readMembers(machine, ops, path, [FLAG]).map((each) => each.values[0]!);
  return values.length > 0 && values.every((value) => value.kind === 'integer' && value.value !== 0n);
}

/** Whether nobody mentions the object but its importers. */
function allUsersKnown({ names }: Analysis, { ops, importers }: HandedOps): boolean {
  const { name, static: own, span } = ops.fact;
  const word = pattern(`\\b${name}\\b`, 'g');
  return (own ? [ops.file] : workspaceFiles(names)).every((file) => {
    const text = names.text(file) ?? '';
    return [...text.matchAll(word)].every(({ index }) => {
      if (file === ops.file && span.start <= index && index < span.end) return true;
      const declared = names.facts(file)!.variables.some((each) => each.name === name && each.span.start <= index && index < each.span.end);
      const used = importers.some(({ steps }) =>
        steps.some((step) => step.file === file && step.function.span.start <= index && index < step.function.span.end),
      );
      return declared || used;
    });
  });
}

function isReadThroughAttachments({ names, machine }: Analysis): boolean {
  return workspaceFiles(names).some((file) =>
    machine.lowerer.memo.get(`the flag is read through attachments in ${file}`, () => READ_THROUGH_ATTACHMENT.test(names.text(file) ?? '')),
  );
}

/** `attach->importer_ops->allow_peer2peer`; a parameter of the name may be read. */
const READ_THROUGH_ATTACHMENT = /(?:->|\.)\s*importer_ops\s*->\s*allow_peer2peer\b/;

/** Whether an attach function reads the flag, by itself or in functions of its own file. */
export function readsFlag({ names, machine }: Analysis, name: string): boolean {
  return machine.lowerer.memo.get(`${name} reads the flag`, () => {
    const [anyFile = ''] = names.files();
    const own = names.functions(name, anyFile).find(({ file, fact }) => fact.bodySpan && !file.startsWith(MODEL));
    const start = own ?? modelFunction(names, name);
    const waiting = start ? [start] : [];
    const seen = new Set(waiting.map(functionKey));
    for (const target of waiting) {
      if (loadsFlag(machine, target)) return true;
      for (const callee of calleesOf(target.fact)) {
        for (const next of names.functions(callee, target.file)) {
          if (next.file !== start?.file || !next.fact.bodySpan || seen.has(functionKey(next))) continue;
          seen.add(functionKey(next));
          waiting.push(next);
        }
      }
    }
    return start === undefined;
  });
}

function loadsFlag({ lowerer }: Machine, target: Found<FunctionFact>): boolean {
  let loads = false;
  for (const each of lowerer.function(target).instructions) {
    visitInstruction(each, {
      place: (place) => {
        if (place.place === 'field' && place.field === FLAG) loads = true;
      },
    });
  }
  return loads;
}
