import type { VariableFact } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import type { Analysis, Importer } from '../negotiate/analysis.ts';
import { handedObjects, readsFlag } from '../negotiate/peer-flag.ts';
import { writtenMember } from './ops.ts';
import type { RawFinding, Rule } from './rule.ts';

const FLAG = 'allow_peer2peer';

/** Whoever sets the flag believes that it decides; here the match list does. */
export const ignoredPeer2peer: Rule = {
  id: 'ignored-peer2peer',
  severity: 'info',
  summary: '`allow_peer2peer` in ops that go to an attach function which never reads it',
  check(analysis) {
    return handedObjects(analysis)
      .filter(({ importers }) => importers.every(({ info }) => !readsFlag(analysis, info.callee)))
      .map(({ ops, path, importers }) => finding(analysis, ops, path, importers));
  },
};

const SHOWN = 3;

function finding(analysis: Analysis, ops: Found<VariableFact>, path: string, importers: Importer[]): RawFinding {
  const written = writtenMember(analysis, { definition: ops, path }, FLAG).at(-1);
  const { file, fact } = ops;
  const span = fact.initializerSpan;
  const inside = written && span && written.file === file && span.start <= written.start && written.end <= span.end;
  const entries = importers.flatMap(({ info }) => analysis.asks(info.id).flatMap((offer) => offer.entries));
  const told = entries.flatMap(({ fields }) => fields['sgt_data.importer_accepts_p2p'] ?? []);
  const accepts = told.filter((value) => value === 'DMA_SGT_IMPORTER_ACCEPTS_P2P').length;
  const refused = told.length > 0 && accepts === 0 && told.every((value) => /^(?:DMA_SGT_NO_P2P|0)$/.test(value));
  const callee = importers[0]!.info.callee;
  return {
    at: inside ? written : { file, ...fact.nameSpan },
    message: `\`${callee}()\` never reads \`.${FLAG}\`: the match list decides${refused ? ', and it does not accept peer-to-peer transfers' : told.length > 0 && accepts === told.length ? ', and it accepts them anyway' : ''}`,
    related: importers.slice(0, SHOWN).map(({ steps: [first] }) => ({
      at: { file: first!.file, ...first!.call.calleeSpan },
      message: 'the ops are handed over here',
    })),
    fixes: () => [],
  };
}
