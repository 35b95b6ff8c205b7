import type { Fix } from '../answers.ts';
import { textEdits } from '../fixes/edits.ts';
import { includeHeader } from '../fixes/includes.ts';
import { appendElement } from '../fixes/layout.ts';
import { tokens } from '../fixes/tokens.ts';
import type { Analysis, Exporter } from '../negotiate/analysis.ts';
import { SIMPLE_MATCH, simpleMatchHome } from './conversion.ts';
import { type OpsSettings, onlyCopied, opsPlace, opsSettings, whenSo } from './ops.ts';
import type { RawFinding, Rule } from './rule.ts';

/** `dma_buf_export()` refuses ops that offer nothing. */
export const opsNoMatcher: Rule = {
  id: 'ops-no-matcher',
  severity: 'error',
  summary: 'exported ops that have no matcher',
  check(analysis) {
    return analysis.exporters().flatMap((exporter) => {
      const none = opsSettings(analysis, exporter).filter(({ members }) => Object.values(members).every((setting) => setting === 'null'));
      if (none.length === 0 || onlyCopied(analysis, exporter) || mayBeCompleted(analysis, exporter)) return [];
      return [finding(analysis, exporter, none)];
    });
  },
};

/** Whether ops that nobody is known to export are used in some other way, as a template perhaps. */
function mayBeCompleted(analysis: Analysis, { info, definition }: Exporter): boolean {
  if (analysis.exportsOf(info.id).length > 0) return false;
  const { names } = analysis;
  const { name, span, static: own } = definition.fact;
  const files = own ? [definition.file] : [...names.files()];
  return files.some((file) => {
    const text = names.text(file) ?? '';
    if (!text.includes(name)) return false;
    return tokens(text).some(
      (each) => each.text === name && !(file === definition.file && span.start <= each.start && each.end <= span.end),
    );
  });
}

function finding(analysis: Analysis, exporter: Exporter, settings: readonly OpsSettings[]): RawFinding {
  const exports = analysis.exportsOf(exporter.info.id);
  return {
    at: opsPlace(exporter),
    message: `\`${exporter.info.name}\` has neither \`.match_mapping\` nor \`.single_exporter_match\`${whenSo(settings)}: \`dma_buf_export()\` refuses such ops, so no buffer comes into being; say what they offer`,
    related: exports.slice(0, 1).map(({ location: { file, range } }) => ({
      at: {
        file,
        start: analysis.offset(file, range.start.line, range.start.character),
        end: analysis.offset(file, range.end.line, range.end.character),
      },
      message: 'the ops are exported here',
    })),
    fixes: () => matcherOfTheFile(analysis, exporter),
  };
}

/** A matcher made of functions that the file has for the purpose, if there is one for each. */
function matcherOfTheFile(analysis: Analysis, { definition, path }: Exporter): Fix[] {
  const { file, fact } = definition;
  const { names } = analysis;
  const text = names.text(file);
  const functions = (names.facts(file)?.functions ?? []).filter(({ nameSpan }) => nameSpan.end <= fact.span.start);
  if (text === undefined || path !== '' || !fact.initializerSpan || text[fact.initializerSpan.start] !== '{') return [];
  const only = (returns: RegExp, ...parameters: RegExp[]): string | undefined => {
    const fitting = functions.filter(
      (each) =>
        returns.test(each.returns) &&
        each.parameters.length === parameters.length &&
        parameters.every((pattern, index) => pattern.test(each.parameters[index]!.text)),
    );
    const all = new Set(fitting.map(({ name }) => name));
    return all.size === 1 ? fitting[0]!.name : undefined;
  };
  const attachment = /\bstruct\s+dma_buf_attachment\s*\*/;
  const direction = /\benum\s+dma_data_direction\b/;
  const callback = only(/\bint\b/, /\bstruct\s+dma_buf_match_args\s*\*/);
  const map = only(/\bstruct\s+sg_table\s*\*/, attachment, direction);
  const unmap = only(/\bvoid\b/, attachment, /\bstruct\s+sg_table\s*\*/, direction);
  const home = simpleMatchHome(names, file);
  const element =
    callback !== undefined ? `.match_mapping = ${callback}` : home && map && unmap ? `${SIMPLE_MATCH}(${map}, ${unmap})` : undefined;
  const change = element === undefined ? undefined : appendElement(text, fact.initializerSpan.start, element);
  if (!change) return [];
  const include = callback === undefined ? includeHeader(names, file, home!) : [];
  return [{ title: `Add \`${element}\``, safe: false, edits: textEdits(analysis, file, [...include, change]) }];
}
