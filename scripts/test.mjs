/**
 * `npm test [-- suite…]`: installs what is missing, builds, runs every suite, and ends with the line `N passed, N failed`.
 * A suite is a folder of test/, but for `check`, whose tests are the parts of `npm run check`. A suite that runs no test, or ends badly
 * without a failed test that says why, counts as one failed test.
 */
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, sep } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureCompiler, ensureEditors, ensurePackages, ensureTracer, root, runMain, Trouble } from './bootstrap.mjs';

/**
 * @typedef {{ name: string, file?: string, error?: string }} Test
 * @typedef {{ tests: Test[], output: { file?: string, text: string }[], code: number | string }} Run
 */

const checks = ['types', 'lint', 'layers', 'unused'];
const suites = ['check', 'unit', 'protocol', 'cli', 'grammar', 'editors', 'editor', 'ui'];
/** Ends a run that hangs. */
const limitMinutes = 12;

await runMain(async () => {
  const chosen = process.argv.slice(2);
  const unknown = chosen.find((name) => !suites.includes(name));
  if (unknown !== undefined) throw new Trouble(`There is no test suite ${unknown}; there are: ${suites.join(', ')}.`);
  ensurePackages();
  const wanted = chosen.length > 0 ? chosen : suites;
  const troubles = [
    ensureCompiler(),
    wanted.includes('protocol') ? ensureTracer() : undefined,
    wanted.includes('editors') ? ensureEditors() : undefined,
  ];
  for (const trouble of troubles) if (trouble) console.error(trouble);
  const { build } = await import('./build.mjs');

  /** @type {Test[]} */
  const all = [];
  /** @type {string | undefined} */
  let buildError;
  await build({ dev: false }).catch((error) => {
    buildError = String(error);
  });
  all.push(...show('build', 0, [{ name: 'build', ...(buildError === undefined ? {} : { error: buildError }) }]));
  for (const suite of wanted) {
    const start = Date.now();
    const tests = await runSuite(suite);
    all.push(...show(suite, Date.now() - start, tests));
  }

  const failed = all.filter((test) => test.error !== undefined);
  if (failed.length > 0) console.log(`\nFailed:\n${failed.map((test) => `  ${title(test)}`).join('\n')}`);
  console.log(`\n${all.length - failed.length} passed, ${failed.length} failed`);
  return failed.length > 0 ? 1 : 0;
});

/**
 * @param {string} suite
 * @returns {Promise<Test[]>}
 */
async function runSuite(suite) {
  if (suite === 'check') {
    /** @type {Test[]} */
    const tests = strayFiles();
    for (const name of checks) {
      const { code, output } = await run('npm', ['run', '--silent', name]);
      tests.push({ name, ...(code === 0 ? {} : { error: output.map(({ text }) => text).join('') }) });
    }
    return tests;
  }
  const files = testFiles(suite);
  if (files.length === 0) return [{ name: suite, error: `test/${suite} has no test file.` }];
  const testing = [
    '--import',
    './scripts/test-end.mjs',
    '--test',
    ...options(suite),
    '--test-reporter=./scripts/test-reporter.mjs',
    ...files,
  ];
  const own = suite === 'editor' ? ['test/editor/run.ts'] : testing;
  return verdict(suite, files, await run(process.execPath, ['--import', 'tsx', ...own]));
}

/**
 * Ends a file that hangs, so that the others are run, and runs two files at a time where there are two processors, unless they wait for editors. The first releases
 * of Node 20 can do neither.
 * @param {string} suite
 */
function options(suite) {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major === 20 && minor < 14) return [];
  const files = Math.max(2, availableParallelism() - 1);
  return ['--test-timeout=300000', ...(suite === 'editors' || suite === 'ui' ? [] : [`--test-concurrency=${files}`])];
}

/**
 * The tests of a run, and a failed one for each thing that should have run and did not, or went wrong outside of any test.
 * @param {string} suite
 * @param {string[]} files
 * @param {Run} run
 * @returns {Test[]}
 */
function verdict(suite, files, { tests, output, code }) {
  const printed = (/** @type {string | undefined} */ file) =>
    output
      .filter((part) => file === undefined || part.file === file)
      .map(({ text }) => text)
      .join('');
  const withOutput = tests.map((test) =>
    test.error === undefined ? test : { ...test, error: `${test.error}\n${printed(test.file ?? '')}`.trimEnd() },
  );
  // The editor suite is one bundle: its tests have no files of their own.
  const silent = suite === 'editor' ? [] : files.filter((file) => !tests.some((test) => test.file === join(root, file)));
  const missing = silent.map((file) => ({ name: file, error: `No test of this file ended.\n${printed(join(root, file))}`.trimEnd() }));
  const found = [...withOutput, ...missing];
  const explained = found.some((test) => test.error !== undefined);
  if (found.length === 0) return [{ name: suite, error: `No test ran (exit code ${code}).\n${printed(undefined)}`.trimEnd() }];
  if (code !== 0 && !explained) found.push({ name: suite, error: `The suite ended with ${code}.\n${printed(undefined)}`.trimEnd() });
  return found;
}

/**
 * Runs a command in the repository. JSON lines on its stdout are tests and output of test files; all else it prints is output of its own.
 * Its process group is killed when the time is up or when this process is interrupted.
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<Run>}
 */
function run(command, args) {
  return new Promise((resolve) => {
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const child = spawn(command, args, { cwd: root, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    /** @type {Run} */
    const result = { tests: [], output: [], code: 'nothing' };
    const kill = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
      } catch {
        // It has ended by itself.
      }
    };
    const timer = setTimeout(() => {
      result.output.push({ text: `Not finished after ${limitMinutes} minutes.\n` });
      kill();
    }, limitMinutes * 60_000);
    const interrupted = () => {
      kill();
      process.exit(130);
    };
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, interrupted);
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = parsed(line);
      if (event?.kind === 'test') result.tests.push({ name: event.name, file: event.file, error: event.error });
      else result.output.push(event?.kind === 'output' ? { file: event.file, text: event.text } : { text: `${line}\n` });
    });
    createInterface({ input: child.stderr }).on('line', (line) => result.output.push({ text: `${line}\n` }));
    const end = (/** @type {number | string} */ code) => {
      clearTimeout(timer);
      for (const signal of ['SIGINT', 'SIGTERM']) process.removeListener(signal, interrupted);
      resolve({ ...result, code });
    };
    child.on('error', (error) => end(error.message));
    child.on('close', (code, signal) => end(code ?? signal ?? 'nothing'));
  });
}

/** @param {string} line */
function parsed(line) {
  if (!line.startsWith('{"kind":')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/**
 * Prints a suite's counts and failures, and hands its tests back with the suite in their names.
 * @param {string} suite
 * @param {number} milliseconds
 * @param {Test[]} tests
 */
function show(suite, milliseconds, tests) {
  const named = tests.map((test) => ({ ...test, name: `${suite}: ${test.name}` }));
  const failed = named.filter((test) => test.error !== undefined);
  console.log(
    `${suite}: ${tests.length - failed.length} passed, ${failed.length} failed${milliseconds > 0 ? ` (${(milliseconds / 1000).toFixed(1)} s)` : ''}`,
  );
  for (const test of failed) console.log(`\n  FAILED ${title(test)}\n${(test.error ?? '').replace(/^/gm, '    ')}\n`);
  return named;
}

/** @param {Test} test */
function title({ name, file }) {
  return file === undefined || name.endsWith(file) ? name : `${name} (${relative(root, file)})`;
}

/**
 * @param {string} suite
 * @returns {string[]} relative to the repository, sorted
 */
function testFiles(suite) {
  return allTestFiles().filter((file) => file.startsWith(`test/${suite}/`));
}

/** A test file that no suite would run is a failure, as a test that was forgotten. */
function strayFiles() {
  const stray = allTestFiles().filter((file) => !suites.some((suite) => file.startsWith(`test/${suite}/`)));
  return stray.map((file) => ({ name: file, error: 'It lies in no suite, so it is never run.' }));
}

function allTestFiles() {
  const entries = readdirSync(join(root, 'test'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.test.ts'));
  return files
    .map((entry) => relative(root, join(entry.path, entry.name)).split(sep).join('/'))
    .filter((file) => !file.includes('node_modules/'))
    .sort();
}
