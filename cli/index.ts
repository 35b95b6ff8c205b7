/** The command line as a function: arguments in, exit code out. */
import { Argument, Command, CommanderError, Option } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { type CheckOptions, check } from './commands/check.ts';
import { explain } from './commands/explain.ts';
import { list, listed } from './commands/list.ts';
import { type MatrixOptions, matrix, matrixFormats } from './commands/matrix.ts';
import { type Io, UsageError } from './io.ts';
import { type CommonOptions, openSession } from './session.ts';
import { createStyle } from './style.ts';

export type { Io, Output } from './io.ts';

export const exitCodes = { clean: 0, findings: 1, usage: 2, internal: 3 } as const;

/** Runs one command. `argv` is without node and script. Never throws and never ends the process; the result is the exit code. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let code: number = exitCodes.clean;
  const program = createProgram(io, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.clean : exitCodes.usage;
    if (error instanceof UsageError) {
      io.stderr.write(`dmabuf-mapping: ${error.message}\n`);
      return exitCodes.usage;
    }
    io.stderr.write(`dmabuf-mapping: internal error, please report it: ${error instanceof Error ? error.stack : String(error)}\n`);
    return exitCodes.internal;
  }
}

function createProgram(io: Io, setCode: (code: number) => void): Command {
  const program = new Command('dmabuf-mapping')
    .description(manifest.description)
    .version(manifest.version)
    .exitOverride()
    .showHelpAfterError('(see dmabuf-mapping --help)')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error:/, 'dmabuf-mapping:')),
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
      getOutHasColors: () => createStyle(io.stdout, io, 'auto').bold('x') !== 'x',
      getErrHasColors: () => createStyle(io.stderr, io, 'auto').bold('x') !== 'x',
    })
    .addHelpText('after', '\nExit codes: 0 nothing to report, 1 findings (check), 2 wrong usage or input, 3 internal error.');

  addBelonging(addCommon(program.command('list')))
    .description('list the mapping types, exporters or importers of a source tree')
    .addArgument(new Argument('<what>', 'what to list').choices(listed))
    .argument('[paths...]', 'files and folders to report about (default: the current folder)')
    .action(async (what: (typeof listed)[number], paths: string[], options: CommonOptions) => {
      list(what, await openSession(paths, options, io));
    });
  addGiven(addBelonging(addCommon(program.command('matrix'), matrixFormats)))
    .description('negotiate every importer with every exporter')
    .argument('[paths...]', 'files and folders to report about (default: the current folder)')
    .option('--links <address>', 'with html, where places lead: an http or https address with {file} and {line}')
    .action(async (paths: string[], options: MatrixOptions) => {
      refuseLinks(options);
      matrix(await openSession(paths, options, io), options);
    });
  addGiven(addCommon(program.command('explain')))
    .description('tell step by step how one importer and one exporter negotiate')
    .argument('<importer>', 'id or name of an importer, or the beginning of it')
    .argument('<exporter>', 'id or name of an exporter, or the beginning of it')
    .action(async (importer: string, exporter: string, options: CommonOptions) => {
      explain(importer, exporter, await openSession([], options, io));
    });
  addGiven(addCommon(program.command('check')))
    .description('report what is wrong or can never work')
    .argument('[paths...]', 'files and folders to report about (default: the current folder)')
    .option('--fix', 'apply the safe fixes, then report what is left')
    .option('--diff', 'change nothing; print what --fix would change, as a patch')
    .option('--unsafe-fixes', 'with --fix or --diff, also the fixes that need a look')
    .action(async (paths: string[], options: CheckOptions) => {
      refuseContradictions(options);
      const session = await openSession(paths, options, io);
      setCode(check(session, options) > 0 ? exitCodes.findings : exitCodes.clean);
    });
  return program;
}

function refuseContradictions({ fix, diff, unsafeFixes, format }: CheckOptions): void {
  if (unsafeFixes && !fix && !diff) throw new UsageError('--unsafe-fixes says which fixes --fix or --diff takes; give one of them');
  if (diff && format === 'json') throw new UsageError('--diff prints a patch and nothing else; leave --format out');
}

function refuseLinks({ links, format }: MatrixOptions): void {
  if (links === undefined) return;
  if (format !== 'html') throw new UsageError('--links says where places lead in a page; it goes with --format html');
  if (!/^https?:\/\//.test(links)) throw new UsageError('--links takes an address that begins with http:// or https://');
}

function addCommon(command: Command, formats: readonly string[] = ['text', 'json']): Command {
  return command
    .addOption(new Option('-f, --format <format>', 'output format').choices(formats).default('text'))
    .addOption(new Option('--color <when>', 'colour the text').choices(['auto', 'always', 'never']).default('auto'))
    .option('--root <folder>', 'top of the source tree (default: found from the paths)')
    .addOption(
      new Option('--exclude <pattern>', 'leave out files like this, in the syntax of .gitignore; may be repeated')
        .argParser(append)
        .default([], 'none'),
    )
    .addOption(
      new Option('--include <pattern>', 'read files like this although .gitignore or being build output hides them; may be repeated')
        .argParser(append)
        .default([], 'none'),
    )
    .option('--no-ignore', 'also read what .gitignore files hide')
    .option('--no-cache', 'read every file, and keep nothing for the next time')
    .option('-q, --quiet', 'only the answer and problems', false)
    .option('-v, --verbose', 'tell what was read and how long it took', false);
}

function addBelonging(command: Command): Command {
  return command
    .option('--subsystem <name>', 'only what belongs to this subsystem or one below it, such as drm or drm/xe')
    .option('--module <name>', 'only what is linked into this module; vmlinux for what is always built in');
}

/** What decides questions that sources leave open. */
function addGiven(command: Command): Command {
  return command
    .addOption(
      new Option('--assume <condition>', 'take this for true, such as CONFIG_X=y or !f(...); may be repeated')
        .argParser(append)
        .default([], 'nothing'),
    )
    .option('--config <file>', 'kernel configuration that decides CONFIG_ symbols (default: .config at the top of the tree, if there)')
    .option('--no-config', 'do not use the .config of the tree');
}

function append(value: string, previous: string[]): string[] {
  return [...previous, value];
}
