import type { DefectKind } from '../answers.ts';
import { errnoName } from '../lower/errno.ts';
import type { AttachDrift, AttachProbed } from '../negotiate/attach-drift.ts';
import type { LoopDrift, Probed, ProbedCall } from '../negotiate/loop-drift.ts';
import type { RawFinding, Rule } from './rule.ts';
import { listed } from './words.ts';

/** All pairs are negotiated by the built-in loop; here the tree's own would not come to the same. */
export const coreDrift: Rule = {
  id: 'core-drift',
  severity: 'info',
  summary:
    'a `dma_buf_match_mapping()` or `dma_buf_mapping_attach()` that behaves differently from the built-in one, which decides all pairs here',
  check(analysis) {
    const { loops, attaches } = analysis.coreDrifts();
    return [...loops.map(loopFinding), ...attaches.map(attachFinding)];
  },
};

function loopFinding(drift: LoopDrift): RawFinding {
  return {
    at: drift.at,
    message: `This loop is not the built-in one, which decides all pairs here: ${caseWords(drift)} ${differenceWords(drift)}`,
    related: [],
    fixes: () => [],
  };
}

function caseWords({ case: { exporter, importer, answers, matchless, finishless } }: LoopDrift): string {
  const types = [...new Set(exporter + importer)].sort();
  const lacking = (member: string, without: string): string[] => {
    const which = types.filter((type) => without.includes(type));
    return which.length === 0 ? [] : [`, ${listed(which, 'and')} without \`${member}\``];
  };
  const told = answers.length === 0 ? [] : [`, \`match\` answering ${listed(answers.map(numberWord), 'and')}`];
  const lists = `with exporter ${listWords(exporter)} and importer ${listWords(importer)}`;
  return `${[lists, ...lacking('match', matchless), ...lacking('finish_match', finishless), ...told].join('')}`;
}

function listWords(letters: string): string {
  return `[${[...letters].join(', ')}]`;
}

function differenceWords(drift: LoopDrift): string {
  const [own, model] = [resultWords(drift.own, drift), resultWords(drift.model, drift)];
  return own === model || own === undefined || model === undefined ? callWords(drift) : `it ${own}, the built-in loop ${model}`;
}

/** What comes out; undefined where calls are out of the ordinary. */
function resultWords({ calls, end }: Probed, { case: { exporter, importer } }: LoopDrift): string | undefined {
  const finished = calls.filter(({ callback }) => callback === 'finish_match').map((call) => call.arguments);
  const picks = finished.map(([args, exp, imp]) => {
    const [e, i] = [indexIn(exp, 'exp'), indexIn(imp, 'imp')];
    if (args !== 'args' || e === undefined || i === undefined) return undefined;
    const letter = exporter[e]!;
    const once = (list: string) => list.split(letter).length === 2;
    return importer[i] === letter && once(exporter) && once(importer) ? letter : `\`exp[${e}]\` with \`imp[${i}]\``;
  });
  if (!picks.every((pick) => pick !== undefined)) return undefined;
  const picked = picks.length === 0 ? [] : [`picks ${picks.join(', then ')}`];
  if (end.kind === 'defect') return listed([...picked, DEFECTS[end.defect]], 'and');
  if (end.value === 0 && picked.length > 0) return picked[0];
  return listed([...picked, end.value === 0 ? 'returns 0 without a match' : `returns ${numberWord(end.value)}`], 'and');
}

/** The first call that only one of the loops makes there. */
function callWords({ own, model }: LoopDrift): string {
  const at = own.calls.findIndex((call, index) => spelled(call) !== spelled(model.calls[index]));
  const index = at < 0 ? own.calls.length : at;
  const [mine, other] = [own.calls[index], model.calls[index]];
  if (!mine) return `it does not call ${spelled(other)}`;
  return other ? `it calls ${spelled(mine)}, the built-in loop ${spelled(other)}` : `it also calls ${spelled(mine)}`;
}

function spelled(call: ProbedCall | undefined): string {
  return call ? `\`${call.callback}(${call.arguments.join(', ')})\`` : '';
}

function attachFinding({ at, case: { matcher, answer }, own, model }: AttachDrift): RawFinding {
  const calls = own.calls.join() !== model.calls.join();
  const asked = matcher === 'match_mapping' ? '`match_mapping`' : 'the match loop for `single_exporter_match`';
  const setting = calls ? `for ops with \`${matcher}\`` : `when ${asked} answers ${numberWord(answer)}`;
  const words = (probed: AttachProbed) =>
    calls ? `calls ${probed.calls.map((call) => `\`${call}\``).join(', then ')}` : attachWords(probed.end);
  const difference = `${setting} it ${words(own)}, the built-in function ${words(model)}`;
  return {
    at,
    message: `This function is not the built-in one, which decides all pairs here: ${difference}`,
    related: [],
    fixes: () => [],
  };
}

function attachWords(end: AttachProbed['end']): string {
  if (end.kind === 'attached') return 'makes the attachment';
  if (end.value === 0) return 'returns NULL';
  return end.value > 0 ? `returns ${end.value} as if it were a pointer` : `returns ${numberWord(end.value)}`;
}

function indexIn(argument: string | undefined, list: string): number | undefined {
  const index = argument?.startsWith(`${list}[`) ? Number(argument.slice(list.length + 1, -1)) : Number.NaN;
  return Number.isNaN(index) ? undefined : index;
}

function numberWord(value: number): string {
  const name = value < 0 ? errnoName(-value) : undefined;
  return name ? `-${name}` : String(value);
}

const DEFECTS: Record<DefectKind, string> = {
  uninitialized: 'reads what nothing has set',
  'null-call': 'calls NULL',
  'null-dereference': 'dereferences NULL',
  'out-of-bounds': 'reads past a list',
  'positive-return': 'returns a positive number',
};
