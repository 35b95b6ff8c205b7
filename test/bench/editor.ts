/** What the extension costs in a real VS Code: how long activating it takes, and when a cold editor has its first hover. */
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { root } from '../../scripts/bootstrap.mjs';
import { nodeBundle } from '../../scripts/build.mjs';
import { stage } from '../../scripts/stage.mjs';
import { median } from './measure.ts';

/** How often activating is measured: an editor that has just started has other things to do as well. */
const STARTS = 3;

/** Milliseconds. */
export interface InEditor {
  /** `activate()` of the extension, where nothing has asked for it before: half of the starts took no longer. */
  activation: number;
  /** From the start of the extension host to a hover on an attach call that speaks for the whole tree, which was never read before. */
  hover: number;
}

/** dist/ has to be built. Throws if VS Code does not start. */
export async function inEditor(tree: string, file: string, call: string): Promise<InEditor> {
  const temporary = mkdtempSync(join(realpathSync(tmpdir()), 'dmabuf-bench-'));
  try {
    const extension = join(temporary, 'extension');
    stage(extension);
    const suite = join(temporary, 'in-editor.js');
    await build({ ...nodeBundle({ dev: true }), entryPoints: [join(root, 'test/bench/in-editor.ts')], outfile: suite });
    const measure = async (folder: string, environment: Record<string, string>): Promise<number> => {
      const report = join(temporary, 'report');
      rmSync(report, { force: true });
      await runTests({
        vscodeExecutablePath: process.env.VSCODE_EXECUTABLE ?? join(root, 'test/host/as-electron.mjs'),
        extensionDevelopmentPath: extension,
        extensionTestsPath: suite,
        extensionTestsEnv: { BENCH_REPORT: report, ...environment },
        launchArgs: [folder, '--disable-extensions'],
      });
      if (!existsSync(report)) throw new Error('VS Code ended without a measurement');
      return Number(readFileSync(report, 'utf8'));
    };
    const empty = mkdtempSync(join(temporary, 'empty-'));
    const activations: number[] = [];
    for (let time = 0; time < STARTS; time++) activations.push(await measure(empty, {}));
    return { activation: median(activations), hover: await measure(tree, { BENCH_FILE: file, BENCH_CALL: call }) };
  } finally {
    rmSync(temporary, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}
