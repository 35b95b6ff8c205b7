import type { Fix } from '../answers.ts';
import { textEdits } from '../fixes/edits.ts';
import { includeHeader } from '../fixes/includes.ts';
import { callText, elementAround, removeElement } from '../fixes/members.ts';
import type { Analysis, Exporter } from '../negotiate/analysis.ts';
import { OPS } from '../negotiate/discover.ts';
import type { Place } from '../negotiate/offer.ts';
import { pattern } from '../syntax/pattern.ts';
import { memberUses, recordWithout, SIMPLE_MATCH, simpleMatchHome } from './conversion.ts';
import { opsPlace, opsSettings, whenSo, writtenMember } from './ops.ts';
import type { RawFinding, Rule } from './rule.ts';
import { listed } from './words.ts';

const CALLBACKS = ['map_dma_buf', 'unmap_dma_buf'] as const;

/** An exporter that was left behind by the conversion: its map callbacks belong into the ops of a mapping type now. */
export const removedCallback: Rule = {
  id: 'removed-callback',
  severity: 'error',
  summary: 'a map callback in `dma_buf_ops` that the tree no longer has there',
  check(analysis) {
    const record = recordWithout(analysis.names, OPS, 'map_dma_buf');
    if (!record) return [];
    return [...analysis.exporters().flatMap((exporter) => inOps(analysis, exporter, record)), ...inCode(analysis, record)];
  },
};

function inOps(analysis: Analysis, exporter: Exporter, record: Place): RawFinding[] {
  const settings = opsSettings(analysis, exporter).filter(({ members }) => CALLBACKS.some((member) => members[member] === 'set'));
  if (settings.length === 0 || exporter.info.builtIn) return [];
  const { initializerSpan: span } = exporter.definition.fact;
  const set = CALLBACKS.filter((member) => settings.some(({ members }) => members[member] === 'set'));
  const written = set.flatMap((member) => {
    const at = writtenMember(analysis, exporter, member).at(-1);
    return at && span && at.file === exporter.definition.file && span.start <= at.start && at.end <= span.end ? [{ member, at }] : [];
  });
  const [first, ...others] = [...written].sort((a, b) => a.at.start - b.at.start);
  const when = whenSo(settings);
  return [
    {
      at: first?.at ?? opsPlace(exporter),
      message: `\`struct dma_buf_ops\` has no ${named(set)} any more, but \`${exporter.info.name}\` sets ${set.length > 1 ? 'them' : 'it'}${when}: ${advice(analysis, exporter)}`,
      related: [
        ...others.map(({ member, at }) => ({ at, message: `\`.${member}\` is set here` })),
        { at: record, message: 'the struct is defined here' },
      ],
      fixes: () => (written.length === set.length ? convert(analysis, exporter, written) : []),
    },
  ];
}

function named(members: readonly string[]): string {
  return listed(
    members.map((member) => `\`.${member}\``),
    'and',
  );
}

function hasMatcher(analysis: Analysis, exporter: Exporter): boolean {
  return opsSettings(analysis, exporter).some(
    ({ members }) => members.match_mapping !== 'null' || members.single_exporter_match !== 'null',
  );
}

function advice(analysis: Analysis, exporter: Exporter): string {
  return hasMatcher(analysis, exporter)
    ? 'the matcher says how buffers are mapped; remove it'
    : `give the callbacks to a mapping type, with \`${SIMPLE_MATCH}()\` if it is a plain table`;
}

function convert(analysis: Analysis, exporter: Exporter, written: { member: (typeof CALLBACKS)[number]; at: Place }[]): Fix[] {
  const { file, fact } = exporter.definition;
  const { names } = analysis;
  const text = names.text(file);
  const elements = written.map(({ at }) => text !== undefined && elementAround(text, fact.initializerSpan!, at));
  const values = written.map(({ member }, index) => {
    const element = elements[index];
    return element && text ? pattern(`^\\.${member}\\s*=\\s*([\\s\\S]+)$`).exec(text.slice(element.start, element.end))?.[1] : undefined;
  });
  const [first, second] = elements;
  if (text === undefined || !first || values.some((value) => value === undefined)) return [];
  if (hasMatcher(analysis, exporter)) {
    const changes = elements.flatMap((element) => (element ? [removeElement(text, element)] : []));
    const title = `Remove ${named(written.map(({ member }) => member))}`;
    return [{ title, safe: true, edits: textEdits(analysis, file, changes) }];
  }
  const home = simpleMatchHome(names, file);
  if (!home || !second) return [];
  const changes = [
    ...includeHeader(names, file, home),
    { start: first.start, end: first.end, newText: callText(text, first.start, SIMPLE_MATCH, values as string[]) },
    removeElement(text, second),
  ];
  return [{ title: `Convert to \`${SIMPLE_MATCH}\``, safe: true, edits: textEdits(analysis, file, changes) }];
}

function inCode(analysis: Analysis, record: Place): RawFinding[] {
  return memberUses(analysis, OPS, CALLBACKS).map(({ at, member }) => ({
    at,
    message: `\`struct dma_buf_ops\` has no \`${member}\` any more: the ops of the agreed mapping type have it, in \`attach->map_type.exp_ops\``,
    related: [{ at: record, message: 'the struct is defined here' }],
    fixes: () => [],
  }));
}
