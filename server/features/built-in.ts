/** `dmabuf/builtInText`: the files of the built-in model, which locations of stand-ins name. */
import { builtInText } from '@dmabuf-mapping/engine';
import { guarded, type Session } from '../session.ts';

export function activate({ connection, failures }: Session): void {
  connection.onRequest(
    'dmabuf/builtInText',
    guarded(failures, 'built-in text', null, ({ file }: { file: string }): string | null => builtInText(file) ?? null),
  );
}
