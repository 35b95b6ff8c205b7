/**
 * `npm run compare:kernel -- TREE`: holds what the command line lists against what grep finds in a kernel tree, in both directions.
 * grep is an independent witness: it knows no C. Whatever only one side has is printed with the reason; a difference without a reason, or
 * something listed twice, makes the exit code 1. Ends with the times of the command line and of ripgrep (if there is one) on the same tree.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findOnPath, root, runMain, Trouble } from './bootstrap.mjs';

/** @typedef {{ file: string, line: number, text: string }} Hit */
/** @typedef {{ file: string, line: number, column: number }} Place */
/** @typedef {Place & { function: string }} Step */
/** @typedef {Place & { id: string, name: string, callee?: string, site?: Step, via?: Step[] }} Item */
/** @typedef {{ where: string, what: string, reason: string | undefined }} Difference */

/** Code of the files looked into, by name. @type {Map<string, string>} */
const codes = new Map();
const attachCalls = [
  'dma_buf_attach',
  'dma_buf_dynamic_attach',
  'dma_buf_mapping_attach',
  'dma_buf_sgt_attach',
  'dma_buf_sgt_dynamic_attach',
];
const opsPattern = 'struct[[:space:]]+dma_buf_ops\\b';
const callPattern = `\\b(${attachCalls.join('|')})[[:space:]]*\\(`;

await runMain(async () => {
  const [path] = process.argv.slice(2);
  if (path === undefined) throw new Trouble('Usage: npm run compare:kernel -- TREE');
  const tree = resolve(path);
  if (!existsSync(tree)) throw new Trouble(`no such folder: ${path}`);
  const exporters = compareExporters(tree, list(tree, 'exporters'));
  const importers = compareImporters(tree, list(tree, 'importers'));
  const wrappers = compareWrappers(tree, importers.importers);
  const unexplained = report('exporters', exporters) + report('attach calls', importers) + report('calls of wrappers', wrappers);
  reportTimes(tree);
  return unexplained > 0 ? 1 : 0;
});

/**
 * Objects of type `struct dma_buf_ops`, by file and name.
 * @param {string} tree
 * @param {Item[]} listed
 */
function compareExporters(tree, listed) {
  const hits = grep(tree, opsPattern);
  const names = new Set(listed.map(({ file, name }) => `${file} ${name}`));
  /** @type {Set<string>} */
  const expected = new Set();
  /** @type {Difference[]} */
  const onlyGrep = [];
  let objects = 0;
  for (const hit of hits) {
    const { kind, name } = explainOps(tree, hit);
    const key = `${hit.file} ${name}`;
    if (kind === 'object') {
      objects++;
      expected.add(key);
    }
    if (kind === 'object' && names.has(key)) continue;
    onlyGrep.push({ where: `${hit.file}:${hit.line}`, what: hit.text.trim(), reason: kind === 'object' ? undefined : kind });
  }
  const wrapped = wrappedObjects(tree, hits);
  const onlyListed = listed
    .filter(({ file, name }) => !expected.has(`${file} ${name}`))
    .map(({ file, line, name }) => ({
      where: `${file}:${line}`,
      what: name,
      reason: wrapped.get(`${file} ${name}`),
    }));
  for (const [key, reason] of wrapped) {
    if (!names.has(key)) onlyGrep.push({ where: key, what: reason, reason: undefined });
  }
  return { found: objects + wrapped.size, listed, onlyGrep, onlyListed };
}

/**
 * Calls of the functions between importers and attach calls, by file and line.
 * @param {string} tree
 * @param {Item[]} all
 */
function compareWrappers(tree, all) {
  const steps = all.flatMap(({ via }) => via ?? []);
  const names = [...new Set(all.flatMap(({ via }) => (via ?? []).slice(1).map((step) => step.function)))].sort();
  const places = new Set(steps.map(({ file, line }) => `${file}:${line}`));
  const hits = names.length === 0 ? [] : grep(tree, `\\b(${names.join('|')})[[:space:]]*\\(`);
  let found = 0;
  /** @type {Difference[]} */
  const onlyGrep = [];
  for (const hit of hits) {
    const where = `${hit.file}:${hit.line}`;
    const { code, offset } = codeAt(tree, hit, new RegExp(`\\b(?:${names.join('|')})\\s*\\(`));
    const kind = offset < 0 ? 'comment or string' : isOutside(code, offset) ? 'prototype or definition' : undefined;
    if (kind === undefined) found++;
    if (!places.has(where)) onlyGrep.push({ where, what: hit.text.trim(), reason: kind });
  }
  console.log(`\nwrappers: ${names.join(', ') || 'none'}`);
  const listed = all.filter(({ via }) => via !== undefined);
  return { found, listed, onlyGrep, onlyListed: /** @type {Difference[]} */ ([]) };
}

/**
 * Whether the offset lies outside of every function.
 * @param {string} code
 * @param {number} offset
 */
function isOutside(code, offset) {
  const before = code.slice(0, offset);
  return before.split('{').length <= before.split('}').length;
}

/**
 * Calls of the attach functions, by file and line.
 * @param {string} tree
 * @param {Item[]} importers
 */
function compareImporters(tree, importers) {
  const sites = importers.map((item) => (item.site ? { ...item, ...item.site } : item));
  const listed = [...new Map(sites.map((item) => [`${item.file}:${item.line}:${item.column}`, item])).values()];
  const hits = grep(tree, callPattern);
  const places = new Set(listed.map(({ file, line }) => `${file}:${line}`));
  /** @type {Set<string>} */
  const calls = new Set();
  /** @type {Difference[]} */
  const onlyGrep = [];
  for (const hit of hits) {
    const where = `${hit.file}:${hit.line}`;
    const kind = explainCall(tree, hit);
    if (kind === 'call') calls.add(where);
    if (places.has(where)) continue;
    onlyGrep.push({ where, what: hit.text.trim(), reason: kind === 'call' ? undefined : kind });
  }
  const found = new Set(hits.map(({ file, line }) => `${file}:${line}`));
  const onlyListed = listed
    .filter(({ file, line }) => !found.has(`${file}:${line}`))
    .map(({ file, line, name, callee }) => ({
      where: `${file}:${line}`,
      what: `${name} calls ${callee}`,
      // A name and its parenthesis on two lines is the one way to call these functions that a search by line cannot see.
      reason: new RegExp(`\\b${callee}\\s*\\n\\s*\\(`).test(linesAround(tree, file, line))
        ? 'name and parenthesis on two lines'
        : undefined,
    }));
  return { found: calls.size, listed, importers, onlyGrep, onlyListed };
}

/**
 * What a line with `struct dma_buf_ops` is.
 * @param {string} tree
 * @param {Hit} hit
 * @returns {{ kind: string, name?: string }}
 */
function explainOps(tree, hit) {
  const { code, offset } = codeAt(tree, hit, /struct\s+dma_buf_ops\b/);
  if (offset < 0) return { kind: 'comment or string' };
  const after = code.slice(offset).replace(/^struct\s+dma_buf_ops\s*(?:const\s*)?/, '');
  if (after.startsWith('*')) return { kind: 'pointer to ops' };
  if (after.startsWith('{')) return { kind: 'definition of the struct' };
  if (after.startsWith(';')) return { kind: 'forward declaration' };
  if (after.startsWith(')')) return { kind: 'sizeof or cast' };
  const name = /^(\w+)\s*(?:\[[^\]]*\]\s*)*(?:__\w+\s*)*[=;,]/.exec(after)?.[1];
  if (name === undefined) return { kind: 'object' };
  const statement = code.slice(
    Math.max(code.lastIndexOf(';', offset), code.lastIndexOf('}', offset), code.lastIndexOf('{', offset)) + 1,
    offset,
  );
  if (/\bextern\b/.test(statement)) return { kind: 'extern declaration' };
  if (enclosingStruct(code, offset) !== undefined) return { kind: 'member of a struct' };
  return { kind: 'object', name };
}

/**
 * What a line with the name of an attach function and a parenthesis is.
 * @param {string} tree
 * @param {Hit} hit
 */
function explainCall(tree, hit) {
  const { code, offset } = codeAt(tree, hit, new RegExp(`\\b(?:${attachCalls.join('|')})\\s*\\(`));
  if (offset < 0) return 'comment or string';
  const before = code.slice(0, offset);
  if (/struct\s+dma_buf_attachment\s*\*\s*$/.test(before)) {
    const end = closing(code, code.indexOf('(', offset));
    return /^\s*(?:__\w+\s*)*\{/.test(code.slice(end)) ? 'definition of the attach function itself' : 'prototype';
  }
  const lineStart = before.lastIndexOf('\n') + 1;
  if (/^\s*#\s*define\b/.test(before.slice(lineStart))) return 'macro';
  const name = enclosingFunction(before);
  if (name !== undefined && attachCalls.includes(name)) return `inside ${name}(), which is an attach function itself`;
  return 'call';
}

/**
 * Objects whose type is a struct with a `struct dma_buf_ops` member, as `file name.member`, with the reason.
 * @param {string} tree
 * @param {Hit[]} hits
 * @returns {Map<string, string>}
 */
function wrappedObjects(tree, hits) {
  /** @type {Map<string, string>} */
  const objects = new Map();
  for (const hit of hits) {
    if (explainOps(tree, hit).kind !== 'member of a struct') continue;
    const { code, offset } = codeAt(tree, hit, /struct\s+dma_buf_ops\b/);
    const tag = enclosingStruct(code, offset);
    const member = /^struct\s+dma_buf_ops\s+(\w+)/.exec(code.slice(offset))?.[1];
    if (!tag) continue;
    for (const object of grep(tree, `struct[[:space:]]+${tag}[[:space:]]+[A-Za-z_0-9]+[[:space:]]*=`)) {
      const name = new RegExp(`struct\\s+${tag}\\s+(\\w+)`).exec(object.text)?.[1];
      objects.set(`${object.file} ${name}.${member}`, `member of a struct ${tag} object`);
    }
  }
  return objects;
}

/**
 * Tag of the innermost struct or union body around an offset; empty for an anonymous one, undefined outside of any.
 * @param {string} code
 * @param {number} offset
 */
function enclosingStruct(code, offset) {
  let depth = 0;
  for (let at = offset - 1; at >= 0; at--) {
    if (code[at] === '}') depth++;
    else if (code[at] === '{' && depth-- === 0) {
      const match = /\b(?:struct|union)(?:\s+(\w+))?\s*$/.exec(code.slice(0, at));
      return match ? (match[1] ?? '') : undefined;
    }
  }
  return undefined;
}

/**
 * Name of the function that the end of the text lies in, by the kernel's habit to begin functions in the first column.
 * @param {string} before
 */
function enclosingFunction(before) {
  const starts = [...before.matchAll(/^[A-Za-z_][^\n;={}]*?\b(\w+)\s*\([^;{}]*\)\s*\{/gm)];
  return starts.at(-1)?.[1];
}

/**
 * The file's code, with comments and strings blanked, and where in it the pattern begins on the hit's line (-1 if only in a comment or string).
 * @param {string} tree
 * @param {Hit} hit
 * @param {RegExp} pattern
 */
function codeAt(tree, hit, pattern) {
  const code = codes.get(hit.file) ?? blank(readFileSync(join(tree, hit.file), 'latin1'));
  codes.set(hit.file, code);
  const lines = code.split('\n');
  const column = (lines[hit.line - 1] ?? '').search(pattern);
  const start = lines.slice(0, hit.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
  return { code, offset: column < 0 ? -1 : start + column };
}

/**
 * Comments and strings replaced by spaces; line breaks stay.
 * @param {string} text
 */
function blank(text) {
  return text.replace(/\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'/g, (found) =>
    found.replace(/[^\n]/g, ' '),
  );
}

/**
 * Offset behind the parenthesis that closes the one at `open`.
 * @param {string} code
 * @param {number} open
 */
function closing(code, open) {
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if (code[at] === '(') depth++;
    else if (code[at] === ')' && --depth === 0) return at + 1;
  }
  return code.length;
}

/**
 * @param {string} tree
 * @param {string} file
 * @param {number} line
 */
function linesAround(tree, file, line) {
  return readFileSync(join(tree, file), 'latin1')
    .split('\n')
    .slice(Math.max(0, line - 2), line + 1)
    .join('\n');
}

/**
 * @param {string} tree
 * @param {string} pattern
 * @returns {Hit[]} in the order of files and lines
 */
function grep(tree, pattern) {
  const args = ['-rnE', '--include=*.c', '--include=*.h', pattern, '.'];
  const { status, stdout, stderr, error } = spawnSync('grep', args, { cwd: tree, encoding: 'latin1', maxBuffer: 1 << 28 });
  if (error || (status ?? 2) > 1) throw new Trouble(`grep failed: ${error?.message ?? stderr}`);
  return stdout
    .split('\n')
    .flatMap((line) => {
      const match = /^\.\/(.*?):(\d+):(.*)$/.exec(line);
      return match ? [{ file: String(match[1]), line: Number(match[2]), text: String(match[3]) }] : [];
    })
    .sort((one, other) => (one.file === other.file ? one.line - other.line : one.file < other.file ? -1 : 1));
}

/**
 * @param {string} tree
 * @param {'exporters' | 'importers'} what
 * @returns {Item[]}
 */
function list(tree, what) {
  const { status, stdout, stderr } = runCommand(['list', what, '--format', 'json', '--root', tree, tree]);
  if (status !== 0) throw new Trouble(`dmabuf-mapping list ${what} ended with ${status}: ${stderr}`, 3);
  return JSON.parse(stdout)[what];
}

/** @param {string[]} args */
function runCommand(args) {
  return spawnSync(process.execPath, [join(root, 'dist/cli.js'), ...args], { encoding: 'utf8', maxBuffer: 1 << 30 });
}

/**
 * Prints a comparison and answers how many differences nobody can explain.
 * @param {string} what
 * @param {{ found: number, listed: Item[], onlyGrep: Difference[], onlyListed: Difference[] }} comparison
 */
function report(what, { found, listed, onlyGrep, onlyListed }) {
  const seen = new Set();
  /** @type {Difference[]} */
  const twice = [];
  for (const { file, line, column, name } of listed) {
    const place = `${file}:${line}:${column}`;
    if (seen.has(place)) twice.push({ where: place, what: name, reason: undefined });
    seen.add(place);
  }
  console.log(`\n${what}: grep finds ${found}, dmabuf-mapping lists ${listed.length}`);
  print('only found by grep', onlyGrep);
  print('only listed by dmabuf-mapping', onlyListed);
  print('listed twice', twice);
  const unexplained = [...onlyGrep, ...onlyListed, ...twice].filter(({ reason }) => reason === undefined).length;
  console.log(unexplained === 0 ? '  every difference is explained' : `  ${unexplained} UNEXPLAINED`);
  return unexplained;
}

/**
 * @param {string} title
 * @param {Difference[]} differences
 */
function print(title, differences) {
  if (differences.length === 0) return;
  console.log(`  ${title}:`);
  for (const { where, what, reason } of differences) console.log(`    ${reason ?? 'UNEXPLAINED'}: ${where}: ${what}`);
}

/** @param {string} tree */
function reportTimes(tree) {
  const own = best(() => runCommand(['list', 'importers', '--format', 'json', '--root', tree, tree]));
  const ripgrep = findOnPath('rg');
  const words = [`\ntime: dmabuf-mapping list importers ${own} ms`];
  if (ripgrep !== undefined) {
    const theirs = best(() => spawnSync(ripgrep, ['--no-ignore', '-l', '-g', '*.[ch]', 'dma_buf', tree], { maxBuffer: 1 << 28 }));
    words.push(`rg -l dma_buf ${theirs} ms`, `ratio ${(own / theirs).toFixed(1)}`);
  }
  console.log(words.join(', '));
}

/**
 * The shortest of three runs, in milliseconds.
 * @param {() => unknown} work
 */
function best(work) {
  const times = [1, 2, 3].map(() => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return Math.round(Math.min(...times));
}
