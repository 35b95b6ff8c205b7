import { type Import, moduleUse, resolveImport } from './imports.ts';

/** A source file of the project: its path below the root, with `/`, and its text. */
export interface Module {
  file: string;
  text: string;
}

const allowedLayers: Record<string, string[]> = {
  engine: ['engine'],
  workspace: ['workspace', 'engine'],
  server: ['server', 'workspace', 'engine'],
  page: ['page', 'engine'],
  client: ['client'],
  cli: ['cli', 'workspace', 'engine'],
};

/** The names of the layers, which are the top-level folders with product code. */
export const layers = Object.keys(allowedLayers);

/** Each group sees itself and the groups before it. */
const engineStages = [
  ['text'],
  ['prefilter'],
  ['syntax'],
  ['facts'],
  ['index'],
  ['lower'],
  ['evaluate'],
  ['kbuild'],
  ['negotiate'],
  ['rules', 'fixes', 'explain'],
  ['matrix', 'navigate', 'authoring', 'annotations', 'attachments'],
  ['project.ts'],
  ['index.ts'],
];

/** The engine's answers: all that client may know of it. */
const answers = 'engine/answers.ts';
const answerFiles = [answers, 'engine/tree-answers.ts'];

/** All that client may know of the page. */
const messages = 'page/messages.ts';

/** What the page may run of the engine: it goes into every panel and file. */
const pageCode = 'engine/matrix/';

/** Types without code, in which every stage of the engine may speak. */
const vocabulary = [...answerFiles, 'engine/facts/facts.ts'];

const lineLimit = 450;

/**
 * What in the modules breaks the project's layering, one sentence each; empty if nothing does. Throws if a module does not parse.
 * Files outside of the layers' folders are not looked at.
 */
export function layerProblems(modules: Module[]): string[] {
  const answerNames = modules
    .filter(({ file }) => answerFiles.includes(file))
    .flatMap(({ file, text }) => moduleUse(file, text).exportedNames);
  return modules.flatMap(({ file, text }) => {
    const layer = layerOf(file);
    if (layer === undefined) return [];
    const { imports, consoleLines, hasCode } = moduleUse(file, text);
    const problems = imports.flatMap((used) => importProblems(file, layer, used, answerNames));
    if (layer !== 'cli') problems.push(...consoleLines.map((line) => `uses console in line ${line}; only cli prints`));
    if (layer === 'engine' && engineRank(file) === undefined && !answerFiles.includes(file))
      problems.push('lies in no stage of the engine');
    if (vocabulary.includes(file) && hasCode) problems.push('is vocabulary of all stages, and so holds types only');
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
    if (lines > lineLimit) problems.push(`has ${lines} lines; more than ${lineLimit} hold more than one idea`);
    return problems.map((problem) => `${file} ${problem}`);
  });
}

function importProblems(file: string, layer: string, used: Import, answerNames: string[]): string[] {
  const target = resolveImport(file, used.specifier);
  const targetLayer = layerOf(target);
  const arrow = `imports ${used.specifier}`;
  if (target === '<computed>') return ['imports a computed name, which no test can check'];
  if (target.startsWith('..') || target.startsWith('test/') || target.startsWith('scripts/'))
    return [`${arrow}, which is not product code`];
  if (targetLayer === undefined) return packageProblems(layer, target).map((why) => `${arrow}: ${why}`);
  if (layer === 'client' && targetLayer === 'engine')
    return isOnlyAnswers(target, used, answerNames) ? [] : [`${arrow}: client takes only types of ${answers}`];
  if (layer === 'client' && target === messages) return used.typeOnly ? [] : [`${arrow}: client takes only types of ${messages}`];
  if (layer === 'page' && targetLayer === 'engine')
    return target.startsWith(pageCode) || (answerFiles.includes(target) && used.typeOnly)
      ? []
      : [`${arrow}: page runs nothing of the engine but ${pageCode}`];
  if (!allowedLayers[layer]?.includes(targetLayer)) return [`${arrow}: ${layer} may not know ${targetLayer}`];
  if (layer !== 'engine' || vocabulary.includes(target)) return [];
  const own = engineRank(file);
  const other = engineRank(target);
  if (answerFiles.includes(file)) return [`${arrow}: answers know no stage`];
  return own !== undefined && other !== undefined && other > own ? [`${arrow}: a stage knows only itself and earlier ones`] : [];
}

function packageProblems(layer: string, target: string): string[] {
  const isVscode = target === 'vscode' || target.startsWith('vscode-languageclient');
  if (layer === 'engine' && target !== 'web-tree-sitter') return ['engine uses no package but web-tree-sitter, and nothing of Node'];
  if (layer === 'page') return ['page uses no package'];
  if (layer === 'client' && !isVscode) return ['client uses only vscode and vscode-languageclient'];
  if (layer !== 'client' && isVscode) return ['only client knows the editor'];
  if (layer !== 'server' && !isVscode && target.startsWith('vscode-')) return ['only server knows the protocol'];
  return [];
}

/** Types of answers.ts, taken from there or from the engine's public face. */
function isOnlyAnswers(target: string, used: Import, answerNames: string[]): boolean {
  if (!used.typeOnly) return false;
  return (
    answerFiles.includes(target) ||
    (target === 'engine/index.ts' && used.names !== undefined && used.names.every((name) => answerNames.includes(name)))
  );
}

function layerOf(file: string): string | undefined {
  return layers.find((layer) => file.startsWith(`${layer}/`));
}

function engineRank(file: string): number | undefined {
  const stage = file.split('/')[1] ?? '';
  const rank = engineStages.findIndex((names) => names.includes(stage));
  return rank < 0 ? undefined : rank;
}
