import type { VariableFact } from '../facts/facts.ts';
import { constructorCall } from '../fixes/constructors.ts';
import { textEdits } from '../fixes/edits.ts';
import { includeHeader } from '../fixes/includes.ts';
import { appendElement, type Change, listElements } from '../fixes/layout.ts';
import { tokens } from '../fixes/tokens.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { offeredType, type Rewrite } from './add-type.ts';
import { callSnippet, makersFor, sideOfList } from './makers.ts';
import { functionHead } from './place.ts';
import { plainText } from './proposal.ts';

/** What can be added at an offset (UTF-16 units). Never throws. */
export function rewrites(analysis: Analysis, file: string, offset: number): Rewrite[] {
  const facts = analysis.names.facts(file);
  const text = analysis.names.text(file);
  if (!facts || text === undefined || !analysis.converted) return [];
  const list = facts.variables.find(
    ({ tag, dimensions, initializerSpan, span }) =>
      tag === 'dma_buf_mapping_match' && dimensions.length > 0 && initializerSpan && span.start <= offset && offset <= span.end,
  );
  if (list) return entryRewrites(analysis, file, text, list);
  const type = offeredType(analysis, facts, text, offset);
  return type ? [type] : [];
}

/** One for each mapping type that has a constructor for the list's side, and no entry in it. */
function entryRewrites(analysis: Analysis, file: string, text: string, list: VariableFact): Rewrite[] {
  const open = text.indexOf('{', list.initializerSpan!.start);
  const elements = listElements(text, open);
  if (open < 0 || open >= list.initializerSpan!.end || !elements) return [];
  const words = tokens(text, list.initializerSpan!).filter(({ kind }) => kind === 'name');
  const head = functionHead(tokens(text, { start: 0, end: list.nameSpan.start }));
  const side = sideOfList({ name: list.name, words }, head, text);
  const all = makersFor(analysis, file).filter(({ initializer }) => !initializer);
  const present = new Set(words.map((word) => word.text));
  const typesIn = new Set(all.filter(({ name }) => present.has(name)).flatMap(({ types }) => types.map(({ info }) => info.id)));
  return all
    .filter((maker) => side !== undefined && maker.side === side)
    .filter(({ types }) => types.length > 0 && types.every(({ info }) => !typesIn.has(info.id) && !present.has(info.name)))
    .flatMap((maker): Rewrite[] => {
      const known = constructorCall(analysis, maker.name, file, list.nameSpan.start);
      const added = appendElement(text, open, known ?? plainText(callSnippet(analysis, maker, file, list.nameSpan.start)));
      if (!added) return [];
      const changes = [added, ...grown(text, list, elements.length), ...includeHeader(analysis.names, file, maker.at.file)];
      return [{ title: `Add match entry ${maker.name}()${known ? '' : ' (needs a look)'}`, edits: textEdits(analysis, file, changes) }];
    });
}

/** A written number of elements that is full grows by one. */
function grown(text: string, { dimensions, nameSpan }: VariableFact, count: number): Change[] {
  const [written = ''] = dimensions;
  if (!/^\d+$/.test(written.trim()) || Number(written) !== count) return [];
  const start = text.indexOf(written, nameSpan.end);
  return [{ start, end: start + written.length, newText: String(count + 1) }];
}
