import type { FunctionFact } from '../facts/facts.ts';
import { type Found, placeOf } from '../index/names.ts';
import { handed } from '../index/tracked.ts';
import { alwaysFails } from '../negotiate/always-fails.ts';
import type { Analysis, Exporter, Importer } from '../negotiate/analysis.ts';
import type { Place } from '../negotiate/offer.ts';
import { pinsAlways } from '../negotiate/pins.ts';
import { readMembers } from '../negotiate/sides.ts';
import { opsPlace } from './ops.ts';
import type { RawFinding, Rule } from './rule.ts';
import { isTestFile } from './test-code.ts';
import { counted, listed } from './words.ts';

/** Both sides agree, and then the first thing that is done with the attachment fails. */
export const unusableMatch: Rule = {
  id: 'unusable-match',
  severity: 'info',
  summary: 'a pair that matches, but pins or maps through a callback that always fails',
  check(analysis) {
    const exporters = analysis.exporters().filter(({ info }) => !info.builtIn && !isTestFile(info.location.file));
    return [...pinned(analysis, exporters), ...mapped(analysis, exporters)];
  },
};

const SHOWN = 3;

interface Refusal {
  exporter: Exporter;
  callback: Found<FunctionFact>;
  errnos: string[];
}

/** Importers that pin at once, with the exporters that never let themselves be pinned. */
function pinned(analysis: Analysis, exporters: Exporter[]): RawFinding[] {
  const refusals = exporters.flatMap((exporter) => refusedPin(analysis, exporter));
  if (refusals.length === 0) return [];
  return analysis.importers().flatMap((importer) => {
    const pins = importer.info.builtIn ? undefined : pinsAlways(analysis.machine, importer);
    const hit = pins ? refusals.filter(({ exporter }) => matches(analysis, importer, exporter)) : [];
    return pins && hit.length > 0 ? [pinFinding(importer, pins, hit)] : [];
  });
}

function refusedPin(analysis: Analysis, exporter: Exporter): Refusal[] {
  const { machine } = analysis;
  const values = machine.lowerer.memo.get(
    `pin of ${exporter.info.id}`,
    () => readMembers(machine, exporter.definition, exporter.path, ['pin']).map((each) => each.values[0]!),
    handed(exporter.definition),
  );
  const [pin] = values;
  if (values.length !== 1 || pin?.kind !== 'function') return [];
  const errnos = alwaysFails(machine, pin.target);
  return errnos ? [{ exporter, callback: pin.target, errnos }] : [];
}

function matches(analysis: Analysis, importer: Importer, exporter: Exporter): boolean {
  const { outcomes } = analysis.cell(importer.info.id, exporter.info.id);
  return outcomes.some(({ kind }) => kind === 'matched');
}

function pinFinding(importer: Importer, pins: Place, refusals: Refusal[]): RawFinding {
  const { file, call } = importer.steps[0]!;
  const names = refusals.map(({ exporter }) => `\`${exporter.info.name}\``);
  const shown = names.length > SHOWN ? `${names.slice(0, SHOWN).join(', ')} and ${names.length - SHOWN} more` : listed(names, 'and');
  const errnos = listed([...new Set(refusals.flatMap((each) => each.errnos))].sort(), 'or');
  return {
    at: { file, ...call.calleeSpan },
    message: `This attach agrees with ${shown}, but then pins, and \`.pin\` of ${refusals.length === 1 ? 'that exporter' : 'these exporters'} always fails with ${errnos}: the match cannot be used`,
    related: [
      { at: pins, message: 'the attachment is pinned here' },
      ...refusals.slice(0, SHOWN).map(({ callback }) => ({ at: placeOf(callback), message: `\`${callback.fact.name}\` always fails` })),
    ],
    fixes: () => [],
  };
}

/** Exporters that agree on an entry and then never map. */
function mapped(analysis: Analysis, exporters: Exporter[]): RawFinding[] {
  return exporters.flatMap((exporter) => {
    const entries = analysis.offers(exporter.info.id).flatMap((offer) => offer.entries);
    return entries.slice(0, 1).flatMap(({ maps }) => {
      const callback = maps && functionAt(analysis, maps);
      const errnos = callback && alwaysFails(analysis.machine, callback);
      if (!callback || !errnos || !entries.every((each) => each.maps?.at.start === maps.at.start && each.maps.at.file === maps.at.file))
        return [];
      const users = analysis.importers().filter((importer) => !importer.info.builtIn && matches(analysis, importer, exporter));
      return users.length === 0 ? [] : [mapFinding({ exporter, callback, errnos }, users)];
    });
  });
}

function functionAt({ names }: Analysis, { name, at }: { name: string; at: Place }): Found<FunctionFact> | undefined {
  return names.functions(name, at.file).find(({ file, fact }) => file === at.file && fact.nameSpan.start === at.start);
}

function mapFinding({ exporter, callback, errnos }: Refusal, users: Importer[]): RawFinding {
  return {
    at: opsPlace(exporter),
    message: `${counted(users.length, 'importer')} can agree with \`${exporter.info.name}\`, but \`${callback.fact.name}()\` always fails with ${listed(errnos, 'or')}: nothing is ever mapped`,
    related: [
      { at: placeOf(callback), message: `\`${callback.fact.name}\` always fails` },
      ...users
        .slice(0, SHOWN)
        .map(({ steps: [first] }) => ({ at: { file: first!.file, ...first!.call.calleeSpan }, message: 'this attach agrees' })),
    ],
    fixes: () => [],
  };
}
