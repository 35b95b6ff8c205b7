/** The attachments tree: every importer with every exporter, and one line for each. */
import type { AttachmentTree, Cell, ExporterInfo, Finding, Location, Outcome, TreeImporter } from '../answers.ts';
import type { Analysis, Importer } from '../negotiate/analysis.ts';
import { coverageOf } from '../negotiate/pairs.ts';
import { plain } from './markdown.ts';
import { summary } from './outcome.ts';
import { exporterNoun, tally, tallyLine } from './tally.ts';

/** What the analysis itself does not know. */
export interface TreeContext {
  /** Files of the project that mention DMA-buf. */
  files: number;
  /** All findings of the project. */
  findings: Finding[];
}

function inside(location: Location, outer: Location): boolean {
  const { start, end } = outer.range;
  const at = location.range.start;
  const after = at.line > start.line || (at.line === start.line && at.character >= start.character);
  const before = at.line < end.line || (at.line === end.line && at.character <= end.character);
  return location.file === outer.file && after && before;
}

/** Findings inside the function that holds the attach call, or in a list it hands over. */
function problemsOf(analysis: Analysis, importer: Importer, byFile: Map<string, Location[]>): number {
  const places = [
    { file: importer.file, ...importer.function.span },
    ...analysis.asks(importer.info.id).flatMap(({ entries }) => entries.flatMap(({ origin }) => (origin ? [origin] : []))),
  ];
  const files = new Set(places.map(({ file }) => file).filter((file) => byFile.has(file)));
  if (files.size === 0) {
    return 0;
  }
  const locations = places.filter(({ file }) => files.has(file)).map((place) => analysis.location(place));
  const findings = [...files].flatMap((file) => byFile.get(file) ?? []);
  return findings.filter((finding) => locations.some((location) => inside(finding, location))).length;
}

function emptyText(context: TreeContext, exporters: number): string {
  if (context.files === 0) {
    return 'No C file here mentions dma_buf. Open a Linux kernel tree, or the folder of a driver that shares memory through DMA-buf.';
  }
  const files = context.files === 1 ? '1 file mentions dma_buf' : `${context.files} files mention dma_buf`;
  if (exporters === 0) {
    return `${files}, but none attaches to a buffer or defines a struct dma_buf_ops. Open the folder that holds the drivers.`;
  }
  const found = exporters === 1 ? '1 exporter was' : `${exporters} exporters were`;
  return `${found} found, but no attach call such as dma_buf_mapping_attach(). Add the folder that holds the importers.`;
}

/** What works first, then what works sometimes, what is wrong or not decided, and last what never works. */
function rank(outcomes: Outcome[]): number {
  const has = (kind: Outcome['kind']) => outcomes.some((outcome) => outcome.kind === kind);
  if (has('defect') || has('unknown')) return 2;
  if (!has('matched')) return 3;
  return has('error') ? 1 : 0;
}

/** Everything the attachments view shows; importers in the order of the analysis, their exporters by outcome and then in that order. Never throws. */
export function attachmentTree(analysis: Analysis, context: TreeContext): AttachmentTree {
  const exporters = analysis.exporters();
  const importers = analysis.importers();
  const byFile = new Map<string, Location[]>();
  for (const { location } of context.findings) {
    byFile.set(location.file, [...(byFile.get(location.file) ?? []), location]);
  }
  const lines = new Map<Outcome[], string>();
  const lineOf = (outcomes: Outcome[]): string => {
    const line = lines.get(outcomes) ?? summary(outcomes);
    lines.set(outcomes, line);
    return line;
  };
  const cells: Cell[] = [];
  const rows = importers.map((importer): TreeImporter => {
    const counterparts = importer.info.builtIn ? exporters.filter(({ info }) => !info.builtIn) : exporters;
    const own = counterparts.map(({ info }) => analysis.cell(importer.info.id, info.id));
    cells.push(...own);
    const pairs = counterparts.map(({ info }, index) => ({ item: info, outcomes: own[index]?.outcomes ?? [] }));
    return {
      importer: importer.info,
      summary: plain(tallyLine(tally<ExporterInfo>(pairs), exporterNoun)),
      problems: problemsOf(analysis, importer, byFile),
      exporters: [...pairs]
        .sort((a, b) => rank(a.outcomes) - rank(b.outcomes))
        .map(({ item: { exportedBy: _, ...exporter }, outcomes }) => ({ exporter, outcomes, summary: lineOf(outcomes) })),
    };
  });
  const tree: AttachmentTree = {
    importers: rows,
    counts: {
      files: context.files,
      importers: importers.filter(({ info }) => !info.builtIn).length,
      exporters: exporters.filter(({ info }) => !info.builtIn).length,
      types: analysis.types().length,
      findings: context.findings.length,
      coverage: coverageOf(cells),
    },
  };
  return rows.length > 0 ? tree : { ...tree, empty: emptyText(context, exporters.length) };
}
