/** What settings decide in a folder: assumptions, a kernel configuration, and the severity of findings. */
import type { Given } from '@dmabuf-mapping/engine';
import type { Folder, Granted } from './folder.ts';
import type { Session } from './session.ts';
import { NO_CONFIGURATION, SECTION } from './settings.ts';
import { pathIn } from './uris.ts';

/** Name of a tree's own file of settings. */
export const PROJECT_FILE = '.dmabuf-mapping.json';

const OWN_CONFIGURATION = '.config';

const FORMS = 'CONFIG_NAME=y, a condition as hovers tell it, !condition, or a condition compared with a number, such as f(...) >= 0';

/** Grants a folder what its settings say, with the kernel configuration as it is on disk now. Never throws. */
export function grant(session: Session, folder: Folder): void {
  const { assume: assumptions, severity } = session.settings.of(folder);
  const projectFile = folder.loose ? folder.granted.projectFile : session.host.readProjectFile(folder.root.path);
  const before = JSON.stringify(folder.granted.projectFile.problems);
  folder.grant({ assumptions, severity, projectFile, ...configuration(session, folder) });
  if (JSON.stringify(projectFile.problems) === before) return;
  for (const { file, message } of projectFileProblems(folder)) session.connection.console.warn(`${folder.root.name}/${file} ${message}`);
}

function projectFileProblems({ granted: { projectFile } }: Folder): { file: string; message: string }[] {
  return projectFile.problems.map(({ range: { start }, message }) => ({
    file: `${PROJECT_FILE}:${start.line + 1}:${start.character + 1}`,
    message,
  }));
}

/** Absolute path of the kernel configuration that counts if it is there; undefined if none is asked for. */
export function configurationPath(session: Session, folder: Folder): string | undefined {
  const { config } = session.settings.of(folder);
  return folder.loose || config === NO_CONFIGURATION ? undefined : pathIn(folder.root.path, config || OWN_CONFIGURATION);
}

function configuration(session: Session, folder: Folder): Pick<Granted, 'configuration' | 'problem'> {
  const path = configurationPath(session, folder);
  if (path === undefined) return {};
  const name = session.settings.of(folder).config || OWN_CONFIGURATION;
  const own = name === OWN_CONFIGURATION;
  const found = own ? session.host.findConfiguration(folder.root.path) : session.host.readConfiguration(path);
  if (found.kind === 'problem') return { problem: { file: name, message: found.message } };
  return found.kind === 'none' ? {} : { configuration: { name, text: found.text } };
}

/** What of it counts, as the project saw it when it was last asked. */
export function givenIn({ granted: { assumptions, configuration }, refused }: Folder): Given {
  return {
    assumptions: assumptions.filter((assumption) => !refused.includes(assumption)),
    ...(configuration && { configuration: configuration.name }),
  };
}

/** What of it does not count, and why. */
export function grantProblems(folder: Folder): { file: string; message: string }[] {
  const {
    granted: { problem },
    refused,
    state,
  } = folder;
  // Enumerators are known when all files are.
  const decided = state !== 'waiting' && state !== 'indexing';
  return [
    ...projectFileProblems(folder),
    ...(problem ? [problem] : []),
    ...(decided ? refused : []).map((assumption) => ({
      file: `${SECTION}.assume`,
      message: `"${assumption}" is not understood; write ${FORMS}`,
    })),
  ];
}
