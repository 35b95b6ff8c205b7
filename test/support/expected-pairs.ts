/** Runs of the compiled miniature kernel, condensed to one line per pair. */
import { cover } from './boolean-cover.ts';
import { type CResult, type CRun, configOptions } from './minikernel.ts';

export interface ExpectedPair {
  importer: string;
  /** The function that brings the parameters, where the one that holds the attach call only hands them on. */
  caller?: string;
  exporter: string;
  /** `matched SGT 1/0 with P2P when …; otherwise error EINVAL`: entries of exporter/importer; P2P as dma_buf_sgt_p2p_allowed() says. */
  outcome: string;
}

/** The outcome of a pair whose attach call is not reached. */
export const TURNED_AWAY = 'turned away before the attach';

const DISTANCE = 'pci_p2pdma_distance(...) >= 0';
const ERRNO = new Map([
  [1, 'EPERM'],
  [13, 'EACCES'],
  [19, 'ENODEV'],
  [22, 'EINVAL'],
]);

/** What one attach came to, in the words of `ExpectedPair.outcome`. */
export function resultText(result: CResult): string {
  if (result.kind === 'refused') return TURNED_AWAY;
  if (result.kind === 'defect') return `defect ${result.defect}`;
  if (result.kind === 'error') return `error ${ERRNO.get(result.errno) ?? result.errno}`;
  return `matched ${result.type} ${result.exporterEntry}/${result.importerEntry}${result.importerAcceptsP2p ? ' with P2P' : ''}`;
}

/** The texts of all outcomes of a pair, conditions left out. */
export function outcomesOf(outcome: string): string[] {
  return outcome.split('; ').map((part) => part.replace(/^otherwise /, '').replace(/ when .*/, ''));
}

/** One line per pair, sorted; errors come last among the outcomes of a pair. */
export function expectedPairs(runs: readonly CRun[]): ExpectedPair[] {
  const pairs = new Map<string, CRun[]>();
  for (const run of runs) {
    const key = JSON.stringify([run.importer, run.caller ?? '', run.exporter]);
    pairs.set(key, [...(pairs.get(key) ?? []), run]);
  }
  return [...pairs.keys()].sort().map((key) => {
    const [importer, caller, exporter]: string[] = JSON.parse(key);
    return {
      importer: importer ?? '',
      ...(caller ? { caller } : {}),
      exporter: exporter ?? '',
      outcome: outcomeText(pairs.get(key) ?? []),
    };
  });
}

function outcomeText(runs: readonly CRun[]): string {
  // Without CONFIG_PCI_P2PDMA the distance is always negative: the combination with another distance cannot occur.
  const names = [...new Set([...configOptions, ...runs.flatMap(({ inputs }) => Object.keys(inputs))])].filter((name) => name !== DISTANCE);
  if (runs.some(({ inputs }) => DISTANCE in inputs)) names.push(DISTANCE);
  const texts = [...new Set(runs.map(({ result }) => resultText(result)))].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  const parts = texts.map((text, index) => {
    if (texts.length === 1) return text;
    if (index === texts.length - 1) return `otherwise ${text}`;
    const [yes, no] = [true, false].map((wanted) =>
      runs.filter(({ result }) => (resultText(result) === text) === wanted).map(({ inputs }) => inputs),
    );
    const when = cover(names, yes ?? [], no ?? []);
    return `${text} when ${when.map((conditions) => conditions.join(' and ')).join(', or ')}`;
  });
  return parts.join('; ');
}

function rank(text: string): number {
  return ['matched', 'turned', 'defect', 'error'].findIndex((word) => text.startsWith(word));
}
