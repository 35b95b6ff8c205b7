import { isWrittenNull, makeStatic, STATIC_ATTACH, writtenCall } from '../fixes/attach-call.ts';
import type { Analysis, Importer } from '../negotiate/analysis.ts';
import { type NullOps, nullOps } from '../negotiate/null-ops.ts';
import { declaration } from './conversion.ts';
import { byPlace, writtenAt } from './lists.ts';
import type { RawFinding, Rule } from './rule.ts';
import { whenPhrase } from './words.ts';

/** The attach function reads the ops without a look; NULL crashes the kernel. */
export const nullImporterOps: Rule = {
  id: 'null-importer-ops',
  severity: 'error',
  summary: 'NULL for importer ops that are read on the way',
  check(analysis) {
    const all = analysis.importers().flatMap((importer) => {
      if (importer.info.builtIn) return [];
      const readers = nullOps(analysis.machine, importer, analysis.arrivalsOf(importer.info.id));
      return readers.map((each) => ({ importer, each }));
    });
    return byPlace(all, ({ each }) => each.at).map(({ values }) => finding(analysis, values));
  },
};

function finding(analysis: Analysis, values: { importer: Importer; each: NullOps }[]): RawFinding {
  const { importer, each } = values[0]!;
  const { at, reader, reads, step } = each;
  const { call, file } = importer.steps[step]!;
  const when = whenPhrase(values.flatMap((value) => value.each.ways));
  const member = /^->\w+/.exec((analysis.names.text(reads.file) ?? '').slice(reads.end, reads.end + 80));
  const read = writtenAt(analysis, reads) + (member?.[0] ?? '');
  const what = /^[\w>.()&-]{1,60}$/.test(read) ? `\`${read}\`` : 'them';
  const through = call.callee === reader ? `\`${reader}()\`` : `\`${reader}()\` through \`${call.callee}()\``;
  const name = { file, ...call.calleeSpan };
  const home = call.callee === 'dma_buf_sgt_dynamic_attach' ? declaration(analysis, STATIC_ATTACH, file) : undefined;
  const advice = home ? `call \`${STATIC_ATTACH}()\` for an importer without ops` : 'pass ops, if only empty ones';
  return {
    at,
    message: `NULL importer ops reach ${through}, which reads ${what}${when}: the kernel crashes in this attach; ${advice}`,
    related: [{ at: reads, message: 'the ops are read here' }],
    fixes: () => (home && isWrittenNull(writtenCall(analysis, name)?.given[2]) ? makeStatic(analysis, name, home) : []),
  };
}
