/** What settings take for granted in a folder: assumptions, and a kernel configuration. */
import type { Given } from '@dmabuf-mapping/engine';
import type { Folder, Granted } from './folder.ts';
import type { Session } from './session.ts';
import { NO_CONFIGURATION, SECTION } from './settings.ts';
import { pathIn } from './uris.ts';

const OWN_CONFIGURATION = '.config';

const FORMS = 'CONFIG_NAME=y, a condition as hovers tell it, !condition, or a condition compared with a number, such as f(...) >= 0';

/** Grants a folder what its settings say, with the kernel configuration as it is on disk now. Never throws. */
export function grant(session: Session, folder: Folder): void {
  folder.grant({ assumptions: session.settings.of(folder).assume, ...configuration(session, folder) });
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
export function grantProblems({ granted: { problem }, refused, state }: Folder): { file: string; message: string }[] {
  // Enumerators are known when all files are.
  const decided = state !== 'waiting' && state !== 'indexing';
  return [
    ...(problem ? [problem] : []),
    ...(decided ? refused : []).map((assumption) => ({
      file: `${SECTION}.assume`,
      message: `"${assumption}" is not understood; write ${FORMS}`,
    })),
  ];
}
