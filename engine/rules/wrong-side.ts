import type { Fix } from '../answers.ts';
import { constructorCall, constructorDefinition, constructorSide, constructorsBehind, counterpartName } from '../fixes/constructors.ts';
import { textEdits } from '../fixes/edits.ts';
import { closing, tokens } from '../fixes/tokens.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import type { Entry, Place, Side } from '../negotiate/offer.ts';
import { byPlace, listUses } from './lists.ts';
import { makers } from './makers.ts';
import type { RawFinding, Rule } from './rule.ts';

/** An entry made for one side stands in a list of the other: its fields mean nothing there, and an exporter's entry lacks its ops. */
export const wrongSide: Rule = {
  id: 'wrong-side',
  severity: 'error',
  summary: "an importer's constructor in an exporter's list, or the reverse",
  check(analysis) {
    const uses = listUses(analysis).flatMap(({ side, offer }) =>
      offer.entries.flatMap((entry) =>
        makers(analysis, entry).flatMap(({ name, at }) => {
          const behind = constructorsBehind(analysis, name, at.file);
          const wrong = behind.length > 0 && behind.every((each) => constructorSide(each) !== side);
          return wrong ? [{ side, name, behind: behind[0]!, at, call: offer.call, expOps: entry.expOps }] : [];
        }),
      ),
    );
    return byPlace(uses, ({ at }) => at).map(({ at, values }) => finding(analysis, at, values[0]!));
  },
};

const WORDS: Record<Side, { article: string; owner: string }> = {
  importer: { article: 'an importer', owner: "an importer's" },
  exporter: { article: 'an exporter', owner: "an exporter's" },
};

interface Use {
  side: Side;
  /** As written. */
  name: string;
  /** The constructor of the convention that `name` is or wraps. */
  behind: string;
  call: Place;
  expOps: Entry['expOps'];
}

function finding(analysis: Analysis, at: Place, use: Use): RawFinding {
  const meant: Side = use.side === 'importer' ? 'exporter' : 'importer';
  const counterpart = counterpartName(use.behind)!;
  const direct = use.name === use.behind;
  const definition = constructorDefinition(analysis, counterpart, at.file);
  const advice = definition ? `use \`${counterpart}\` here` : `no \`${counterpart}\` is defined in this tree`;
  const lacks = use.side === 'exporter' && use.expOps === 'null' ? ', so the entry has no `exp_ops`' : '';
  return {
    at,
    message: `\`${use.name}\` makes ${WORDS[meant].owner} entry${direct ? '' : ` with \`${use.behind}\``}, but this list belongs to ${WORDS[use.side].article}${lacks}: ${advice}`,
    related: [
      { at: use.call, message: `the list is handed over as ${WORDS[use.side].owner} here` },
      ...(definition ? [{ at: definition, message: `\`${counterpart}\` is defined here` }] : []),
    ],
    fixes: () => (direct ? swap(analysis, at, counterpart) : []),
  };
}

function swap(analysis: Analysis, at: Place, counterpart: string): Fix[] {
  const text = analysis.names.text(at.file);
  if (text === undefined) return [];
  const call = tokens(text, { start: at.end, end: text.length });
  const close = call[0]?.text === '(' ? closing(call, 0) : -1;
  const replacement = constructorCall(analysis, counterpart, at.file, at.start);
  if (close < 0 || replacement === undefined) return [];
  const edits = textEdits(analysis, at.file, [{ start: at.start, end: call[close]!.end, newText: replacement }]);
  return [{ title: `Use \`${replacement}\``, safe: false, edits }];
}
