/**
 * Runs the editor suite in a real VS Code through @vscode/test-electron: the desktop one if there is one, else code-server in a headless
 * browser, which is started in its place. Prints a JSON line per test, as scripts/test-reporter.mjs does.
 */
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { findOnPath, root } from '../../scripts/bootstrap.mjs';
import { copyWorkspace, prepare } from './bundle.ts';

const temporary = mkdtempSync(join(realpathSync(tmpdir()), 'dmabuf-editor-'));
try {
  const workspace = join(temporary, 'minikernel');
  const report = join(temporary, 'report.jsonl');
  copyWorkspace(workspace);
  const { extension, tests } = await prepare();
  const failure = await runTests({
    vscodeExecutablePath: desktop() ?? join(root, 'test/host/as-electron.mjs'),
    extensionDevelopmentPath: extension,
    extensionTestsPath: tests,
    extensionTestsEnv: { SUITE_REPORT: report },
    launchArgs: [workspace, '--disable-extensions'],
  }).then(
    () => undefined,
    (error: unknown) => String(error),
  );
  const lines = existsSync(report) ? readFileSync(report, 'utf8').trimEnd().split('\n') : [];
  // VS Code's exit code is 0 also when the extension host was killed; only a report that is complete says that all tests ran.
  const complete = lines.pop() === '{"kind":"end"}';
  for (const line of lines) console.log(line);
  if (failure !== undefined) console.log(failure);
  if (!complete)
    console.log(JSON.stringify({ kind: 'test', name: 'comes to its end', error: 'The extension host ended before the suite did.' }));
  process.exitCode = complete && failure === undefined ? 0 : 1;
} finally {
  rmSync(temporary, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

/** The program behind the desktop VS Code's command `code`, which itself returns before the tests have run. */
function desktop(): string | undefined {
  if (process.env.VSCODE_EXECUTABLE) return process.env.VSCODE_EXECUTABLE;
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
  const command = hasDisplay ? findOnPath('code') : undefined;
  if (!command) return undefined;
  const bin = dirname(realpathSync(command));
  const places = { linux: '../code', darwin: '../../../MacOS/Electron', win32: '../Code.exe' };
  const program = join(bin, places[process.platform as keyof typeof places] ?? places.linux);
  return existsSync(program) ? program : undefined;
}
