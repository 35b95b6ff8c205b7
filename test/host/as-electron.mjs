#!/usr/bin/env node
/**
 * Stands in for the desktop VS Code: `runTests({ vscodeExecutablePath })` of @vscode/test-electron spawns it with VS Code's own arguments
 * and takes its exit code. What the extension host prints goes to stdout.
 */
import { resolve } from 'node:path';
import { runSuite, startHost } from './host.mjs';

/** @param {string} name */
function option(name) {
  const value = process.argv.find((argument) => argument.startsWith(`--${name}=`));
  if (value === undefined) throw new Error(`--${name}=… is missing`);
  return resolve(value.slice(name.length + 3));
}

const folder = process.argv.slice(2).find((argument) => !argument.startsWith('-'));
// The extension host of a server does not inherit our environment; what the suite reads is named here.
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('SUITE_')));

const host = await startHost({ testDriver: true });
try {
  const run = {
    folder: resolve(folder ?? '.'),
    extension: option('extensionDevelopmentPath'),
    tests: option('extensionTestsPath'),
    environment: /** @type {Record<string, string>} */ (environment),
    limit: 600_000,
  };
  const { code, lines } = await runSuite(host, run);
  console.log(lines.join('\n'));
  if (code !== 0) console.log(`The extension host ended with ${code}.`);
  process.exitCode = code === 0 ? 0 : 1;
} finally {
  await host.close();
}
