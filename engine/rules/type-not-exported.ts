import type { Fix } from '../answers.ts';
import { textEdits } from '../fixes/edits.ts';
import { tokens } from '../fixes/tokens.ts';
import { BUILT_IN } from '../kbuild/modules.ts';
import type { Analysis, MappingType } from '../negotiate/analysis.ts';
import type { Place } from '../negotiate/offer.ts';
import { pattern } from '../syntax/pattern.ts';
import { isExcluded } from './interface-names.ts';
import { listUses } from './lists.ts';
import type { RawFinding, Rule } from './rule.ts';

/** How often a header may hide a type behind a macro or an inline function. */
const HIDDEN_DEEP = 3;

/** Modules only see what is exported to them: without that the build of the other module fails. */
export const typeNotExported: Rule = {
  id: 'type-not-exported',
  severity: 'warning',
  summary: 'a mapping type that another module uses, but that is not exported',
  check(analysis) {
    const suspects = analysis.types().filter((type) => isHidden(analysis, type));
    if (suspects.length === 0) return [];
    const inLists = usesInLists(analysis);
    return suspects.flatMap((type) => {
      const use = [...(inLists.get(type.info.id) ?? []), ...usesByName(analysis, type)].find((place) => isElsewhere(analysis, type, place));
      return use ? [finding(analysis, type, use)] : [];
    });
  },
};

/** Defined in a file of which the build files tell the module, seen from outside of that file, and exported nowhere. */
function isHidden(analysis: Analysis, { info, definition: { file, fact } }: MappingType): boolean {
  if (info.builtIn || fact.static || fact.function !== undefined || !file.endsWith('.c') || analysis.moduleOf(file).length === 0)
    return false;
  if (isExportedBy(analysis, file, fact.name)) return false;
  for (const other of analysis.names.files()) if (analysis.names.facts(other)?.exported.includes(fact.name)) return false;
  return true;
}

/** True if code of the file hands the name to a macro that speaks of an export, such as one of the driver's own. */
function isExportedBy({ names }: Analysis, file: string, name: string): boolean {
  const [text, facts] = [names.text(file) ?? '', names.facts(file)];
  if (!facts || !pattern(`EXPORT\\w*\\s*\\(\\s*${name}\\b`).test(text)) return false;
  const all = tokens(text, { start: 0, end: text.length });
  return all.some(
    ({ kind, text: word, start }, at) =>
      kind === 'name' &&
      word.includes('EXPORT') &&
      all[at + 1]?.text === '(' &&
      all[at + 2]?.text === name &&
      !isExcluded(facts, start, name),
  );
}

/** Entries of match lists by type, where source files write them. */
function usesInLists(analysis: Analysis): Map<string, Place[]> {
  const uses = new Map<string, Place[]>();
  for (const { offer } of listUses(analysis)) {
    for (const { type, origin } of offer.entries) {
      if (type.known && origin?.file.endsWith('.c')) uses.set(type.id, [...(uses.get(type.id) ?? []), origin]);
    }
  }
  return uses;
}

/** Places in source files that name the type, or a macro or inline function of a header that does. */
function usesByName(analysis: Analysis, { definition }: MappingType): Place[] {
  const { names } = analysis;
  const { name } = definition.fact;
  const hiding = new Map([[name, definition.file]]);
  const headers = [...names.files()].filter((file) => file.endsWith('.h'));
  for (let deep = 0; deep < HIDDEN_DEEP; deep++) {
    const before = hiding.size;
    for (const file of headers) {
      const text = names.text(file) ?? '';
      if (![...hiding.keys()].some((word) => text.includes(word))) continue;
      const facts = names.facts(file)!;
      for (const { name: own, bodySpan } of [...facts.macros, ...facts.functions]) {
        if (bodySpan && tokens(text, bodySpan).some((token) => hiding.has(token.text))) hiding.set(own, file);
      }
    }
    if (hiding.size === before) break;
  }
  return [...names.files()].flatMap((file) => {
    const text = names.text(file) ?? '';
    if (!file.endsWith('.c') || file === definition.file || ![...hiding.keys()].some((word) => text.includes(word))) return [];
    const used = tokens(text).find(
      ({ kind, text: word }) => kind === 'name' && hiding.has(word) && means(analysis, word, file, hiding.get(word)!),
    );
    return used ? [{ file, start: used.start, end: used.end }] : [];
  });
}

function means({ names }: Analysis, word: string, from: string, definedIn: string): boolean {
  return [...names.variables(word, from), ...names.macros(word, from), ...names.functions(word, from)].some(
    ({ file }) => file === definedIn,
  );
}

function isElsewhere(analysis: Analysis, { definition }: MappingType, use: Place): boolean {
  const own = new Set(analysis.moduleOf(definition.file).map(({ module }) => module));
  return modulesAt(analysis, use.file).some((module) => !own.has(module));
}

function modulesAt(analysis: Analysis, file: string): string[] {
  return analysis.moduleOf(file).flatMap(({ module }) => (module === BUILT_IN ? [] : [module]));
}

function finding(analysis: Analysis, type: MappingType, use: Place): RawFinding {
  const { file, fact } = type.definition;
  const own = new Set(analysis.moduleOf(file).map(({ module }) => module));
  const user = modulesAt(analysis, use.file).find((module) => !own.has(module))!;
  return {
    at: { file, ...fact.nameSpan },
    message: `Module \`${user}\` uses \`${fact.name}\`, which ${owner([...own])} does not export: \`${user}\` cannot be linked as a module; add \`${exportOf(analysis, type)}\``,
    related: [{ at: use, message: `module \`${user}\` uses it here` }],
    fixes: () => addExport(analysis, type),
  };
}

function owner(modules: string[]): string {
  return modules[0] === BUILT_IN ? 'the kernel' : `module \`${modules[0]}\``;
}

/** As the file exports other symbols, or else as the DMA-buf core does. */
function exportOf(analysis: Analysis, { definition: { file, fact } }: MappingType): string {
  const core = analysis.names
    .functions('dma_buf_match_mapping', file)
    .find((found) => found.fact.bodySpan && !found.file.startsWith('model:'));
  for (const each of [file, ...(core ? [core.file] : [])]) {
    const [, macro, namespace = ''] =
      /\b(EXPORT_SYMBOL(?:_NS)?(?:_GPL)?)\(\w+((?:,\s*"?\w+"?)?)\)/.exec(analysis.names.text(each) ?? '') ?? [];
    if (macro) return `${macro}(${fact.name}${namespace});`;
  }
  return `EXPORT_SYMBOL_NS_GPL(${fact.name}, "DMA_BUF");`;
}

function addExport(analysis: Analysis, type: MappingType): Fix[] {
  const { file, fact } = type.definition;
  const text = analysis.names.text(file);
  if (text === undefined || text[fact.span.end - 1] !== ';') return [];
  const newline = text[text.indexOf('\n') - 1] === '\r' ? '\r\n' : '\n';
  const statement = exportOf(analysis, type);
  const edits = textEdits(analysis, file, [{ start: fact.span.end, end: fact.span.end, newText: newline + statement }]);
  return [{ title: `Add \`${statement.slice(0, -1)}\``, safe: false, edits }];
}
