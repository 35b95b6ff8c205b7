/** What the core promises to callbacks and constructors, and what it wants of them: the lines of hovers that say so. */
import { errnoName } from '../lower/errno.ts';
import type { Analysis, MappingType } from '../negotiate/analysis.ts';
import { attachState } from '../negotiate/attach-state.ts';
import type { CallbackRun } from '../negotiate/callback-run.ts';
import type { Side } from '../negotiate/offer.ts';
import { pattern } from '../syntax/pattern.ts';
import { code, escapeText } from './markdown.ts';

/** Functions of a mapping type that the core calls. */
export interface TypeCallback {
  role: 'match' | 'finish_match';
  /** All that have the function. */
  types: MappingType[];
}

/** The lock and the attachment, as the core of this tree has them while it calls `match_mapping`. */
function during(analysis: Analysis): { lock: string; attachment: string } {
  const { locked, set } = analysis.machine.lowerer.memo.get('state at attach', () => attachState(analysis.machine));
  const lock = locked ? 'the reservation lock of the buffer is held' : 'the reservation lock of the buffer is not held';
  const members = [...set].map((member) => code(`args->attach${member.replace('.', '->')}`));
  const attachment =
    members.length === 0
      ? `${code('args->attach')} is still all zero`
      : `of ${code('args->attach')} only ${members.join(', ')} can be read`;
  return { lock, attachment };
}

/** For `match_mapping`: who calls it, with what, and what it may answer. */
export function matchMappingContract(analysis: Analysis): string[] {
  const { lock, attachment } = during(analysis);
  return [
    `The core calls it during attach: ${lock}, and ${attachment}.`,
    `It returns what ${code('dma_buf_match_mapping()')} says, or a negative errno.`,
  ];
}

/** Hover of a type's `match`. */
export function matchHover(analysis: Analysis, types: readonly MappingType[]): string[] {
  const runs = runsOf(analysis, 'match', types);
  const { lock } = during(analysis);
  return [
    `${code('match')} of ${labels(types)}: ${verdicts(runs)}`,
    '',
    `${code('dma_buf_match_mapping()')} calls it during attach for each two entries of this type, in the exporter's order; ${lock}.`,
    `It may read the buffer and both entries; it is not shown the attachment. ${code('-EOPNOTSUPP')} goes on with the next entry, any other errno fails the attach.`,
  ];
}

/** What the callback answers on all its paths together. */
function verdicts(runs: readonly CallbackRun[]): string {
  const returned = runs.flatMap(({ paths }) => paths.map((path) => path.returned?.number));
  const numbers = new Set(returned.filter((number) => number !== undefined));
  const words = [...numbers].sort((one, other) => other - one).map(verdict);
  if (words.length === 0) return 'what it answers could not be read';
  const rest = returned.includes(undefined) ? ['and what could not be read'] : [];
  return [...words, ...rest].join(', ');
}

function verdict(number: number): string {
  if (number === 0) return '0 if the entries fit';
  const name = number < 0 ? errnoName(-number) : undefined;
  const spelled = code(name === undefined ? String(number) : `-${name}`);
  return name === 'EOPNOTSUPP' ? `${spelled} to try the next entry` : `${spelled} to give up`;
}

/** Hover of a type's `finish_match`: which side each member of the result comes from. */
export function finishHover(analysis: Analysis, types: readonly MappingType[]): string[] {
  const runs = runsOf(analysis, 'finish_match', types);
  const { lock, attachment } = during(analysis);
  const sources = keptBy(runs);
  const of = (side: KeptMember['from']) => sources.filter(({ from }) => from === side).map(({ member }) => code(member));
  const lines = [
    [of('exporter'), "from the exporter's entry"],
    [of('importer'), "from the importer's entry"],
    [sources.filter(({ from }) => from === 'other').map(({ member, value }) => code(`${member} = ${value}`)), 'otherwise'],
  ] as const;
  const copied = lines.filter(([members]) => members.length > 0);
  return [
    `${code('finish_match')} of ${labels(types)}: writes the result into ${code('attach->map_type')}`,
    '',
    ...copied.map(([members, where]) => `- ${where}: ${members.join(', ')}`),
    ...droppedLines(analysis, types, sources),
    '',
    `${code('dma_buf_match_mapping()')} calls it once, for the entries that fit; ${lock}, and ${attachment}.`,
    'It cannot refuse. It has to set the type; whatever it does not copy is lost.',
  ];
}

/** A member of the result, and whose entry it is copied from. */
export interface KeptMember {
  member: string;
  value: string;
  from: Side | 'other';
}

/** What the runs of a `finish_match` keep, on any path. */
function keptBy(runs: readonly CallbackRun[]): KeptMember[] {
  const found = new Map<string, KeptMember>();
  for (const { paths, function: callback } of runs) {
    const [, exporter, importer] = callback.fact.parameters.map(({ name }) => name);
    const reads = (value: string, name: string | undefined) =>
      name !== undefined && /^\w+$/.test(name) && pattern(`(?<![\\w>.])${name}\\b`).test(value);
    for (const [member, value] of paths.flatMap(({ kept }) => Object.entries(kept))) {
      const from = reads(value, exporter) ? 'exporter' : reads(value, importer) ? 'importer' : 'other';
      const name = member === '' ? 'the whole entry' : member;
      found.set(`${name} ${from}`, { member: name, value, from });
    }
  }
  return [...found.values()];
}

/** What the `finish_match` of a type keeps; empty if it is not known. */
export function keptMembers(analysis: Analysis, type: MappingType): KeptMember[] {
  return keptBy(runsOf(analysis, 'finish_match', [type]));
}

/** Members that entries of a side set and that the result has from neither. */
function droppedLines(analysis: Analysis, types: readonly MappingType[], kept: readonly KeptMember[]): string[] {
  if (kept.length === 0 || kept.some(({ member }) => member === 'the whole entry')) return [];
  const ids = new Set(types.map(({ info }) => info.id));
  const lost = (side: Side, offers: ReturnType<Analysis['offers']>) => {
    const entries = offers.flatMap((offer) => offer.entries.filter(({ type }) => type.known && ids.has(type.id)));
    const members = new Set(
      entries.flatMap(({ fields }) => Object.entries(fields).flatMap(([name, value]) => (value === '0' ? [] : [name]))),
    );
    const missing = [...members].filter((name) => !kept.some(({ member }) => member === name || name.startsWith(`${member}.`)));
    return missing.length === 0 ? [] : [`- not kept of the ${side}'s entry: ${missing.map(code).join(', ')}`];
  };
  return [
    ...lost(
      'exporter',
      analysis.exporters().flatMap(({ info }) => analysis.offers(info.id)),
    ),
    ...lost(
      'importer',
      analysis.importers().flatMap(({ info }) => analysis.asks(info.id)),
    ),
  ];
}

/** For constructors: when they run, and how long what they are given has to live. */
export function constructorContract(side: Side | undefined, initializer: boolean): string[] {
  if (initializer) return ['It needs no lock and runs no code: ops that are `const` and at file scope can have it.'];
  const where =
    side === 'exporter'
      ? `in ${code('match_mapping')}, or for a list at file scope`
      : side === 'importer'
        ? 'before the attach call'
        : 'where a list is made';
  return [
    `Used ${where}; it needs no lock. The list may be on the stack, but the attachment keeps copies of the pointers: what they lead to has to outlive it.`,
  ];
}

function runsOf(analysis: Analysis, role: CallbackRun['role'], types: readonly MappingType[]): CallbackRun[] {
  const ids = new Set(types.map(({ info }) => info.id));
  return analysis.callbacks().filter((run) => run.role === role && run.type !== undefined && ids.has(run.type));
}

function labels(types: readonly MappingType[]): string {
  return types.map(({ info }) => escapeText(info.label)).join(' and ');
}
