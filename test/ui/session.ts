/** One VS Code for the tests of a suite, on a copy of the demo workspace. */
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before } from 'node:test';
import { stageInto } from '../../scripts/stage.mjs';
import { copyWorkspace } from '../editor/bundle.ts';
import { type Host, newPage, startHost } from '../host/host.mjs';
import { Workbench } from './workbench.ts';

export interface Session {
  /** Temporary folder, gone when the suite ends. */
  folder: string;
  workspace: string;
  /** Nothing before the suite starts. */
  workbench: Workbench;
}

interface Options {
  settings?: Record<string, unknown>;
  /** The name of a second folder of the workspace, with the same files. */
  second?: string;
  /** Puts other extensions beside ours, into the folder of installed ones. */
  beside?: (extensions: string) => void;
  /** Runs once the workspace is there, before the editor starts. */
  prepare?: (session: Omit<Session, 'workbench'>) => void;
}

/** To be called inside of `describe`. KEEP_PICTURES names a folder for a picture of the end of each test, also of a failed one. */
export function useEditor({ settings = {}, second, beside, prepare }: Options = {}): Session {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'dmabuf-ui-'));
  const session = { folder, workspace: join(folder, 'minikernel') } as Session;
  let host: Host | undefined;

  before(async () => {
    copyWorkspace(session.workspace);
    prepare?.(session);
    const extensions = (into: string) => {
      stageInto(into);
      beside?.(into);
    };
    host = await startHost({ extensions, settings: { 'editor.minimap.enabled': false, ...settings } });
    const { page, open } = await newPage(host, second === undefined ? session.workspace : bothFolders(session, second));
    session.workbench = new Workbench(page, session.workspace);
    await open();
    await session.workbench.ready();
  });

  afterEach(async ({ name }) => {
    const pictures = process.env.KEEP_PICTURES;
    if (pictures) await session.workbench.page.screenshot({ path: join(pictures, `${name}.png`) });
  });

  after(async () => {
    await host?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  });
  return session;
}

/** The path of the `.code-workspace` that has both. */
function bothFolders({ folder, workspace }: Session, second: string): string {
  copyWorkspace(join(folder, second));
  const both = join(folder, 'both.code-workspace');
  writeFileSync(both, JSON.stringify({ folders: [{ path: workspace }, { path: join(folder, second) }] }));
  return both;
}
