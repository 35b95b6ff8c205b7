import type { Fix } from '../answers.ts';
import { textEdits } from '../fixes/edits.ts';
import { elementAround, removeElement } from '../fixes/members.ts';
import { placeOf } from '../index/names.ts';
import type { Analysis, Exporter } from '../negotiate/analysis.ts';
import type { Place } from '../negotiate/offer.ts';
import { type OpsSettings, onlyCopied, opsPlace, opsSettings, whenSo, writtenMember } from './ops.ts';
import type { RawFinding, Rule } from './rule.ts';

type Matcher = 'match_mapping' | 'single_exporter_match';

/** `dma_buf_export()` refuses ops that do not say which of their two matchers counts. */
export const opsTwoMatchers: Rule = {
  id: 'ops-two-matchers',
  severity: 'error',
  summary: 'ops with both a `match_mapping` callback and a `single_exporter_match` entry',
  check(analysis) {
    return analysis.exporters().flatMap((exporter) => {
      const both = opsSettings(analysis, exporter).filter(
        ({ members }) => members.match_mapping === 'set' && members.single_exporter_match === 'set',
      );
      return both.length === 0 || onlyCopied(analysis, exporter) ? [] : [finding(analysis, exporter, both)];
    });
  },
};

function finding(analysis: Analysis, exporter: Exporter, settings: readonly OpsSettings[]): RawFinding {
  const { definition, info } = exporter;
  const written = (['match_mapping', 'single_exporter_match'] as const)
    .flatMap((member) => {
      const at = writtenMember(analysis, exporter, member).at(-1);
      return at && isInside(exporter, at) ? [{ member, at }] : [];
    })
    .sort((a, b) => a.at.start - b.at.start);
  const [first, second] = written;
  const at = second?.at ?? opsPlace(exporter);
  return {
    at,
    message: `\`${info.name}\` has both \`.match_mapping\` and \`.single_exporter_match\`${whenSo(settings)}: \`dma_buf_export()\` refuses such ops, so no buffer comes into being; keep one of them`,
    related: [
      ...(first && second ? [{ at: first.at, message: `\`.${first.member}\` is set here` }] : []),
      ...(second ? [{ at: placeOf(definition), message: `the ops are defined here` }] : []),
    ],
    fixes: () => written.flatMap((each) => removal(analysis, exporter, each)),
  };
}

function isInside({ definition }: Exporter, at: Place): boolean {
  const { initializerSpan: span } = definition.fact;
  return span !== undefined && at.file === definition.file && span.start <= at.start && at.end <= span.end;
}

function removal(analysis: Analysis, { definition }: Exporter, { member, at }: { member: Matcher; at: Place }): Fix[] {
  const text = analysis.names.text(at.file);
  const element = text === undefined ? undefined : elementAround(text, definition.fact.initializerSpan!, at);
  if (text === undefined || !element) return [];
  return [{ title: `Remove \`.${member}\``, safe: false, edits: textEdits(analysis, at.file, [removeElement(text, element)]) }];
}
