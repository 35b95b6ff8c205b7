/**
 * A node:test reporter for scripts/test.mjs: one JSON line for each test that has no tests inside, for each failure that no such test
 * explains (a hook, a file that does not load), and for what a test file printed.
 */
import { stripVTControlCharacters } from 'node:util';

/**
 * @param {AsyncIterable<{ type: string, data: any }>} source what node:test reports
 */
export default async function* report(source) {
  // By depth: the names we are below, and how many tests have ended since their parent began. A parent is reported after its tests.
  /** @type {string[]} */
  const names = [];
  /** @type {number[]} */
  const ended = [];
  for await (const { type, data } of source) {
    if (type === 'test:stderr' || type === 'test:stdout') yield line({ kind: 'output', file: data.file, text: data.message });
    if (type === 'test:start') names[data.nesting] = data.name;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const depth = data.nesting;
    const children = ended[depth + 1] ?? 0;
    ended[depth + 1] = 0;
    ended[depth] = (ended[depth] ?? 0) + 1;
    const name = [...names.slice(0, depth), data.name].join(' > ');
    const error = data.details?.error;
    if (type === 'test:fail') {
      const explained = children > 0 && error?.failureType === 'subtestsFailed';
      if (!explained) yield line({ kind: 'test', file: data.file, name, error: describe(error) });
      continue;
    }
    // A file without tests is reported as a test that passed and has the file's name.
    const counts = children === 0 && data.details?.type !== 'suite' && data.name !== data.file;
    if (!counts) continue;
    const skipped = data.skip !== undefined || data.todo !== undefined;
    yield line({ kind: 'test', file: data.file, name, ...(skipped ? { error: 'It was skipped; a skipped test proves nothing.' } : {}) });
  }
}

/** @param {{ cause?: unknown } | undefined} error */
function describe(error) {
  const cause = error?.cause ?? error;
  return stripVTControlCharacters(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
}

/** @param {object} value */
function line(value) {
  return `${JSON.stringify(value)}\n`;
}
