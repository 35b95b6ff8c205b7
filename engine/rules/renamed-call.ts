import { callsOf } from '../facts/packed-calls.ts';
import { isWrittenNull, makeStatic, renameCall, STATIC_ATTACH, writtenCall } from '../fixes/attach-call.ts';
import { tokens } from '../fixes/tokens.ts';
import type { Names } from '../index/names.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { workspaceFiles } from '../negotiate/discover.ts';
import type { Place } from '../negotiate/offer.ts';
import { declaration } from './conversion.ts';
import type { RawFinding, Rule } from './rule.ts';

const DYNAMIC_ATTACH = 'dma_buf_sgt_dynamic_attach';

const SUCCESSORS: ReadonlyMap<string, string> = new Map([
  ['dma_buf_attach', STATIC_ATTACH],
  ['dma_buf_dynamic_attach', DYNAMIC_ATTACH],
  ['dma_buf_map_attachment', 'dma_buf_sgt_map_attachment'],
  ['dma_buf_map_attachment_unlocked', 'dma_buf_sgt_map_attachment_unlocked'],
  ['dma_buf_unmap_attachment', 'dma_buf_sgt_unmap_attachment'],
  ['dma_buf_unmap_attachment_unlocked', 'dma_buf_sgt_unmap_attachment_unlocked'],
]);

const OLD = /\bdma_buf_(?:(?:dynamic_)?attach|(?:un)?map_attachment)/;

/** The old function is gone from the tree, and the new one is there. */
export const renamedCall: Rule = {
  id: 'renamed-call',
  severity: 'warning',
  summary: 'a call by a name that the tree has given up',
  check(analysis) {
    const { names } = analysis;
    const [anyFile = ''] = names.files();
    if (![...SUCCESSORS].some(([old, now]) => declaration(analysis, now, anyFile) && !declaration(analysis, old, anyFile))) return [];
    return workspaceFiles(names).flatMap((file) => {
      return analysis.machine.lowerer.memo
        .get(`old calls in ${file}`, () => oldCalls(names, file))
        .flatMap((at) => {
          const old = (names.text(file) ?? '').slice(at.start, at.end);
          const home = declaration(analysis, SUCCESSORS.get(old)!, file);
          return home && !declaration(analysis, old, file) ? [finding(analysis, at, old, home)] : [];
        });
    });
  },
};

/** Names of old functions at their calls: in functions, and in macros. */
function oldCalls(names: Names, file: string): Place[] {
  const text = names.text(file) ?? '';
  if (!OLD.test(text)) return [];
  const facts = names.facts(file)!;
  const called = facts.functions.flatMap((fact) => callsOf(fact).filter(({ callee }) => SUCCESSORS.has(callee)));
  const inMacros = facts.macros.flatMap(({ bodySpan }) => {
    const body = tokens(text, bodySpan);
    return body.filter((token, index) => SUCCESSORS.has(token.text) && body[index + 1]?.text === '(');
  });
  return [...called.map(({ calleeSpan }) => calleeSpan), ...inMacros].map(({ start, end }) => ({ file, start, end }));
}

function finding(analysis: Analysis, at: Place, old: string, home: Place): RawFinding {
  const withoutOps = old === 'dma_buf_dynamic_attach' && isWrittenNull(writtenCall(analysis, at)?.given[2]);
  const staticHome = withoutOps ? declaration(analysis, STATIC_ATTACH, at.file) : undefined;
  const successor = staticHome ? STATIC_ATTACH : SUCCESSORS.get(old)!;
  const why = staticHome ? `, which is for importers without ops: \`${DYNAMIC_ATTACH}()\` would read them through NULL` : '';
  return {
    at,
    message: `\`${old}()\` is gone from this tree: call \`${successor}()\`${why}`,
    related: [{ at: staticHome ?? home, message: `\`${successor}\` is declared here` }],
    fixes: () => (staticHome ? makeStatic(analysis, at, staticHome) : renameCall(analysis, at, successor, home)),
  };
}
