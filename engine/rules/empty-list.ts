import type { Analysis } from '../negotiate/analysis.ts';
import type { Place } from '../negotiate/offer.ts';
import { byPlace, isTestCode, type ListUse, listName, listUses } from './lists.ts';
import type { RawFinding, Rule } from './rule.ts';
import { whenPhrase } from './words.ts';

/** A list of no entries reaches the core, which then has nothing to compare. */
export const emptyList: Rule = {
  id: 'empty-list',
  severity: 'warning',
  summary: 'a match list without entries, on some path at least',
  check(analysis) {
    const empty = listUses(analysis).filter(
      ({ offer }) => (offer.count === 0 || offer.elements === 0) && !offer.openTurns && !isTestCode(analysis, offer.call.file),
    );
    return byPlace(empty, ({ offer }) => offer.length ?? offer.list ?? offer.call).map(({ at, values }) => finding(analysis, at, values));
  },
};

function finding(analysis: Analysis, at: Place, uses: ListUse[]): RawFinding {
  const { side, offer } = uses[0]!;
  const name = listName(analysis, offer);
  const list = name === 'the list' || name === 'NULL' ? 'the list' : `\`${name}\``;
  const when = whenPhrase(uses.map((use) => use.offer.conditions));
  const effect = side === 'exporter' ? 'nobody can attach' : 'this attach fails with every exporter';
  const advice = when === '' ? 'put an entry into it' : 'return an errno of its own before the call, or add an entry for that case';
  return {
    at,
    message: `${list} has no entries${when}: the core finds nothing to match and returns -EINVAL, so ${effect}; ${advice}`,
    related: offer.declared ? [{ at: offer.declared.at, message: `\`${offer.declared.name}\` is declared here` }] : [],
    fixes: () => [],
  };
}
