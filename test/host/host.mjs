/**
 * A real VS Code without a desktop: code-server, and a headless Chromium that opens it. One server object is one running code-server with
 * a profile of its own in a temporary folder, so nothing of the user's VS Code is read or changed.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));

/** Keeps first-run pages, trust questions, update checks and other extensions' offers away: what is seen is VS Code and this extension. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'editor.hover.delay': 100,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.autoSave': 'off',
  'git.enabled': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'window.dialogStyle': 'custom',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/**
 * @typedef {{ url: string, port: number, log: () => string, exited: Promise<number | null>, stop: () => void }} Server
 * @typedef {Server & { browser: import('playwright-core').Browser, close: () => Promise<void> }} Host
 * @typedef {{
 *   settings?: Record<string, unknown>, // added to the quiet ones
 *   extensions?: (folder: string) => void, // fills the folder that installed extensions live in, before the start
 *   home?: string, // the home folder that extensions and terminals see; a temporary one if not given
 *   testDriver?: boolean, // needed by runSuite; it hides toasts and answers modal dialogs, so a UI test goes without it
 * }} ServerOptions
 */

/**
 * Starts code-server on a free port of 127.0.0.1 and resolves when it answers. Its whole process group ends with `stop()`, and also when
 * this process ends, Ctrl+C included. Throws, with the server's log, if it does not come up.
 * @param {ServerOptions} [options]
 * @returns {Promise<Server>}
 */
export async function startServer({ settings = {}, extensions, home, testDriver = false } = {}) {
  const { NODE, CODE_SERVER } = places('--no-browser');
  // The real path: the editor reports files by it, and on some systems the temporary folder is a link.
  const data = mkdtempSync(join(realpathSync(tmpdir()), 'vscode-host-'));
  const folders = { user: join(data, 'user'), extensions: join(data, 'extensions') };
  mkdirSync(join(folders.user, 'User'), { recursive: true });
  mkdirSync(folders.extensions);
  writeFileSync(join(folders.user, 'User/settings.json'), JSON.stringify({ ...quietSettings, ...settings }, undefined, 2));
  writeFileSync(join(data, 'config.yaml'), '');
  extensions?.(folders.extensions);

  const port = await freePort();
  const logFile = join(data, 'server.log');
  const output = openSync(logFile, 'w');
  const flags = [
    ...['--user-data-dir', folders.user, '--extensions-dir', folders.extensions, '--config', join(data, 'config.yaml')],
    ...['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry', '--disable-update-check'],
    ...['--disable-workspace-trust', '--disable-getting-started-override'],
    ...(testDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  ];
  const child = spawn(NODE, [CODE_SERVER, ...flags], {
    env: environment(data, home ?? data),
    detached: true,
    stdio: ['ignore', output, output],
  });
  const interrupted = () => process.exit(130);
  const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
  const stop = () => {
    process.removeListener('exit', stop);
    for (const signal of signals) process.removeListener(signal, interrupted);
    try {
      // The group: killing code-server alone leaves its watchers and extension hosts behind for a while.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
    rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  process.once('exit', stop);
  for (const signal of signals) process.once(signal, interrupted);
  const exited = new Promise((resolve) => child.once('exit', resolve));

  const url = `http://127.0.0.1:${port}`;
  const log = () => readFileSync(logFile, 'utf8');
  const up = await poll(async () => child.exitCode !== null || (await answers(`${url}/healthz`)), 60_000);
  if (!up || child.exitCode !== null) {
    const said = log();
    stop();
    throw new Error(`code-server did not start.\n${said}`);
  }
  return { url, port, log, exited, stop };
}

/** A headless Chromium. */
export async function launchBrowser() {
  const { chromium } = await import('playwright-core');
  const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
  return chromium.launch({ executablePath: places().CHROMIUM, args: [...args, '--disable-component-update', '--disable-sync'] });
}

/**
 * A server, and a browser to open it in. `close()` ends both.
 * @param {ServerOptions} [options]
 * @returns {Promise<Host>}
 */
export async function startHost(options) {
  places();
  const server = await startServer(options);
  try {
    const browser = await launchBrowser();
    const close = async () => {
      await browser.close();
      server.stop();
    };
    return { ...server, browser, close };
  } catch (error) {
    server.stop();
    throw error;
  }
}

/**
 * A browser page of its own for a folder or a `.code-workspace`; `open()` goes there. Requests to anywhere but the host are refused, so a
 * test cannot depend on the network.
 * @param {Host} host
 * @param {string} folder absolute path
 * @param {string[][]} [payload] what the workbench is told beside the folder
 */
export async function newPage(host, folder, payload) {
  const context = await host.browser.newContext({ viewport: { width: 1360, height: 850 }, locale: 'en-US' });
  const page = await context.newPage();
  const elsewhere = (/** @type {URL} */ url) => /^https?:$/.test(url.protocol) && url.hostname !== '127.0.0.1';
  await page.route(elsewhere, (route) => route.abort());
  const query = new URLSearchParams({ [folder.endsWith('.code-workspace') ? 'workspace' : 'folder']: folder });
  if (payload) query.set('payload', JSON.stringify(payload));
  return { page, open: () => page.goto(`${host.url}/?${query}`), close: () => context.close() };
}

/**
 * Runs a test suite inside the extension host. Answers the exit code that VS Code gives, or what ended the run instead, and what the
 * extension host printed. **A code of 0 is no proof**: a killed extension host gives it too; the suite's own report has to agree.
 * @param {Host} host started with `testDriver`
 * @param {{ folder: string, extension: string, tests: string, environment: Record<string, string>, limit: number }} run absolute paths;
 *   `limit` in milliseconds
 * @returns {Promise<{ code: number | 'timeout' | 'crash', lines: string[] }>}
 */
export async function runSuite(host, { folder, extension, tests, environment, limit }) {
  const at = (/** @type {string} */ path) => `vscode-remote://127.0.0.1:${host.port}${path}`;
  const { page, open, close } = await newPage(host, folder, [
    ['extensionDevelopmentPath', at(extension)],
    ['extensionTestsPath', at(tests)],
    ['extensionEnvironment', JSON.stringify(environment)],
  ]);
  /** @type {string[]} */
  const lines = [];
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  try {
    /** @type {Promise<number | 'timeout' | 'crash'>} */
    const ended = new Promise((resolve) => {
      timer = setTimeout(() => resolve('timeout'), limit);
      page.exposeFunction('codeAutomationExit', resolve);
      page.on('crash', () => resolve('crash'));
    });
    await page.exposeFunction('codeAutomationLog', (/** @type {string} */ _level, /** @type {unknown[]} */ args) => {
      lines.push(format(...args));
    });
    await open();
    return { code: await ended, lines };
  } finally {
    clearTimeout(timer);
    await close();
  }
}

/**
 * Asks again every tenth of a second until the answer is true. Answers false when `limit` milliseconds have passed.
 * @param {() => boolean | Promise<boolean>} ask
 * @param {number} limit
 */
async function poll(ask, limit) {
  const end = Date.now() + limit;
  while (Date.now() < end) {
    if (await ask()) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}

/** @param {string} url */
const answers = (url) =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  );

/** @param {string[]} args */
function places(...args) {
  const printed = execFileSync(join(here, 'vscode-host.sh'), args, { stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
  /** @type {Record<string, string>} */
  const found = Object.fromEntries(
    printed
      .trim()
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  const { NODE, CODE_SERVER, CHROMIUM = '' } = found;
  if (!NODE || !CODE_SERVER) throw new Error(`vscode-host.sh printed no places: ${printed}`);
  return { NODE, CODE_SERVER, CHROMIUM };
}

/**
 * Our environment without what would steer code-server or the extension host: npm's, Node's and an outer VS Code's variables.
 * @param {string} data code-server's own files
 * @param {string} home
 */
function environment(data, home) {
  const steering = /^(npm_|NODE_OPTIONS|NODE_TEST_CONTEXT|VSCODE_|ELECTRON_|PORT$|PASSWORD$)/;
  const kept = Object.entries(process.env).filter(([name]) => !steering.test(name));
  return { ...Object.fromEntries(kept), HOME: home, XDG_CONFIG_HOME: data, XDG_DATA_HOME: data, EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
