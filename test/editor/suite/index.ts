/** The extension host loads this file and calls run(); a rejection makes VS Code end with code 1. */
import { appendFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Mocha from 'mocha';

/** Runs all test files that are bundled beside this one, and reports each test as a line of the file that SUITE_REPORT names. */
export async function run(): Promise<void> {
  const here = dirname(fileURLToPath(import.meta.url));
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, failZero: true, forbidOnly: true, forbidPending: true, color: false });
  for (const name of readdirSync(here).filter((file) => file.endsWith('.test.js'))) mocha.addFile(join(here, name));
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) => {
      report({ kind: 'end' });
      if (failures > 0) reject(new Error(`${failures} tests failed`));
      else resolve();
    });
    runner.on('pass', (test) => report({ kind: 'test', name: test.fullTitle() }));
    runner.on('fail', (test, error) => report({ kind: 'test', name: test.fullTitle(), error: error.stack ?? String(error) }));
  });
}

function report(line: object): void {
  const file = process.env.SUITE_REPORT;
  if (file) appendFileSync(file, `${JSON.stringify(line)}\n`);
}
