/** An explanation as text with links, without a word of the editor's own API. */
import type { Explanation, Location, Outcome } from '@dmabuf-mapping/engine';
import { isBuiltIn } from './rows.ts';

interface TextLink {
  line: number;
  start: number;
  end: number;
  location: Location;
}

export interface ExplanationText {
  text: string;
  links: TextLink[];
}

/** The whole negotiation of a pair, one run per outcome, each step on a line of its own that ends with its place. */
export function explanationText({ importer, exporter, runs }: Explanation): ExplanationText {
  const lines: string[] = [];
  const links: TextLink[] = [];
  const add = (text: string, location?: Location) => {
    if (!location) {
      lines.push(text);
      return;
    }
    const place = isBuiltIn(location) ? 'built in' : `${location.file}:${location.range.start.line + 1}`;
    const start = text.length + 2;
    links.push({ line: lines.length, start, end: start + place.length, location });
    lines.push(`${text}  ${place}`);
  };
  add(`# ${importer.name} attaches to ${exporter.name}`);
  add('');
  add(`- importer: ${importer.function}() calls ${importer.callee}()`, importer.location);
  add(`- exporter: ${exporter.name}`, exporter.location);
  for (const { outcome, summary, steps } of runs) {
    add('');
    add(`## ${headline(outcome)}`);
    add('');
    add(summary);
    if (outcome.conditions.length > 0) add('');
    for (const condition of outcome.conditions) add(`- when ${condition}`);
    if (steps.length > 0) add('');
    for (const step of steps) add(`${'  '.repeat(step.depth)}- ${step.text}`, step.location);
  }
  return { text: `${lines.join('\n')}\n`, links };
}

/** What happens, in a few words. */
function headline(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'matched':
      return `${outcome.type ?? 'a type that is not known'}${outcome.p2p === 'yes' ? ', P2P' : ''}`;
    case 'error':
      return outcome.errno && /^E[A-Z0-9]+$/.test(outcome.errno) ? `-${outcome.errno}` : (outcome.errno ?? 'error');
    case 'defect':
      return DEFECTS[outcome.defect ?? 'other'];
    case 'unknown':
      return 'unknown';
  }
}

const DEFECTS: Record<NonNullable<Outcome['defect']> | 'other', string> = {
  uninitialized: 'reads an entry that was never initialised',
  'null-call': 'calls NULL',
  'null-dereference': 'dereferences NULL',
  'out-of-bounds': 'reaches past the list',
  'positive-return': 'returns a positive value',
  other: 'defect',
};
