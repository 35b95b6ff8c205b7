/** What the user gives for granted: assumptions, and a kernel configuration. */
import { resolve } from 'node:path';
import type { Given, Project } from '@dmabuf-mapping/engine';
import { findConfiguration, readConfiguration } from '@dmabuf-mapping/workspace';
import { type Io, UsageError } from './io.ts';
import type { CommonOptions } from './session.ts';

type GivenOptions = Pick<CommonOptions, 'assume' | 'config' | 'verbose'>;

const forms = [
  '  CONFIG_NAME=y, =m or =n, or IS_ENABLED(CONFIG_NAME)',
  '  a condition as in the output of matrix, or ! and the condition: !f(...)',
  '  a condition, then ==, !=, <, <=, > or >=, then a number or an enumerator of the tree: f(...) >= 0',
];

/**
 * Tells the project what the options say, for a command that negotiates, and answers what then holds. Throws `UsageError` for an assumption that
 * is not understood, and for a configuration that the user named and that cannot be read; one that merely lies in the tree is then left out.
 */
export function giveTo(project: Pick<Project, 'assume'>, root: string, options: GivenOptions, io: Io): Given {
  const { assume: assumptions, config } = options;
  if (assumptions === undefined) return { assumptions: [] };
  const configuration = config === false ? undefined : config === undefined ? ownConfiguration(root, options, io) : named(config, io);
  const refused = project.assume(assumptions, configuration?.text);
  if (refused.length > 0) {
    throw new UsageError(`assumption not understood: ${refused.join(', ')}; an assumption is one of\n${forms.join('\n')}`);
  }
  return { assumptions, ...(configuration && { configuration: configuration.name }) };
}

interface Configuration {
  /** For people. */
  name: string;
  text: string;
}

function named(path: string, io: Io): Configuration {
  const found = readConfiguration(resolve(io.directory, path));
  if (found.kind === 'problem') throw new UsageError(`${path} ${found.message}`);
  return { name: path, text: found.text };
}

function ownConfiguration(root: string, { verbose }: GivenOptions, io: Io): Configuration | undefined {
  const found = findConfiguration(root);
  if (found.kind === 'problem') io.stderr.write(`dmabuf-mapping: .config: ${found.message}\n`);
  if (found.kind !== 'configuration') return undefined;
  if (verbose) io.stderr.write(`${root}/.config decides CONFIG_ symbols; --no-config leaves them open\n`);
  return { name: '.config', text: found.text };
}
