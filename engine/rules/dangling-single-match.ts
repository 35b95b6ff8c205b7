import type { Fix } from '../answers.ts';
import { textEdits } from '../fixes/edits.ts';
import { tokens } from '../fixes/tokens.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { type DanglingMatch, danglingMatches } from '../negotiate/dangling.ts';
import type { RawFinding, Rule } from './rule.ts';
import { whenPhrase } from './words.ts';

/** The core follows the pointer at every attach, long after the function that made the entry is over. */
export const danglingSingleMatch: Rule = {
  id: 'dangling-single-match',
  severity: 'error',
  summary: '`single_exporter_match` that goes on pointing at a local',
  check(analysis) {
    return danglingMatches(analysis.machine).map((each) => finding(analysis, each));
  },
};

/** Ways with more conditions than this tell nobody anything. */
const MOST_CONDITIONS = 2;

function finding(analysis: Analysis, dangling: DanglingMatch): RawFinding {
  const { at, local, exported, ways, function: target } = dangling;
  const what = local.name === '' ? 'a compound literal, which lives' : `\`${local.name}\`, which lives`;
  const then = exported ? 'the buffer that is exported with these ops' : 'the core';
  const when = ways.every((way) => way.length <= MOST_CONDITIONS) ? whenPhrase(ways) : '';
  return {
    at,
    message: `\`.single_exporter_match\` points at ${what} on the stack of \`${target.fact.name}()\`${when}: ${then} reads it at every attach, when the function is long over; make it static`,
    related: local.name === '' ? [] : [{ at: local.at, message: `\`${local.name}\` is declared here` }],
    fixes: () => makeStatic(analysis, dangling),
  };
}

/** Possible where nothing but constants go into the local, and nothing changes it. */
function makeStatic(analysis: Analysis, { function: target, local }: DanglingMatch): Fix[] {
  const { names, machine } = analysis;
  const { file, fact } = target;
  const text = names.text(file);
  const locals = (names.facts(file)?.variables ?? []).filter((each) => each.function === fact.name);
  const variable = locals.find(({ name, nameSpan }) => name === local.name && holds(nameSpan, local.at.start));
  if (text === undefined || !variable?.initializerSpan || variable.static || local.at.file !== file) return [];
  if (locals.some((each) => each !== variable && each.span.start === variable.span.start)) return [];
  const code = machine.lowerer.function(target);
  const own = new Set(code.slots.map(({ name }) => name));
  const constant = tokens(text, variable.initializerSpan).every(
    (token) => token.kind !== 'name' || (!own.has(token.text) && !isInlineCall(analysis, token.text, file)),
  );
  const changes = tokens(text, { start: variable.span.end, end: fact.bodySpan!.end }).some(
    (token, index, all) => token.text === local.name && /^(?:\.|\[|=)$/.test(all[index + 1]?.text ?? ''),
  );
  if (!constant || changes) return [];
  const edit = { start: variable.span.start, end: variable.span.start, newText: 'static ' };
  return [{ title: `Make \`${local.name}\` static`, safe: false, edits: textEdits(analysis, file, [edit]) }];
}

function holds({ start, end }: { start: number; end: number }, offset: number): boolean {
  return start <= offset && offset < end;
}

function isInlineCall({ names }: Analysis, name: string, file: string): boolean {
  return names.functions(name, file).some(({ fact }) => fact.inline);
}
