/** `check --fix` and `--diff`: what fixes make of the files, written to disk or told as a patch. */
import type { Finding, Fix, Mended } from '@dmabuf-mapping/engine';
import { prepareRewriting, type Rewriting, rewrite } from '@dmabuf-mapping/workspace';
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from 'diff';
import type { Session } from './session.ts';
import { count } from './style.ts';

export interface MendOptions {
  /** Apply fixes, too, that need a look. */
  unsafeFixes?: boolean;
}

/** Writes the fixes of the findings in the selected paths to disk. What cannot be written is told, and its findings stay. */
export function fix(session: Session, options: MendOptions): void {
  const { rewritings, applied } = prepare(session, options);
  const written = rewritings.filter((rewriting) => {
    const problem = rewrite(session.root, rewriting);
    if (problem !== undefined) session.io.stderr.write(`dmabuf-mapping: ${rewriting.file}: ${problem}\n`);
    return problem === undefined;
  });
  for (const { file, after } of written) session.project.setFile(file, after);
  if (!session.options.quiet) tell(session, { did: 'applied', applied, files: written.length });
}

/** Writes what `fix` would do to standard output, as a patch for the top of the tree. */
export function diff(session: Session, options: MendOptions): void {
  const { rewritings, applied } = prepare(session, options);
  for (const rewriting of rewritings) session.io.stdout.write(patchOf(rewriting));
  if (!session.options.quiet) tell(session, { did: 'shown, none applied', applied, files: rewritings.length });
}

type Prepared = Rewriting & { after: string };

/** A fix that would touch a file which cannot be rewritten is not applied to any. */
function prepare(session: Session, { unsafeFixes }: MendOptions): { rewritings: Prepared[]; applied: number } {
  const { project, isSelected, root, io } = session;
  const blocked = new Set<string>();
  const wants = ({ location }: Finding, { safe, edits }: Fix): boolean =>
    (safe || unsafeFixes === true) && isSelected(location.file) && !edits.some(({ file }) => blocked.has(file));
  for (;;) {
    const mended: Mended = project.mend(wants);
    const before = blocked.size;
    const rewritings = mended.files.flatMap(({ file, ...texts }): Prepared[] => {
      const result = prepareRewriting(root, file, texts);
      if (result.kind === 'ready') return [{ ...result.rewriting, after: texts.after }];
      blocked.add(file);
      io.stderr.write(`dmabuf-mapping: ${file}: ${result.message}\n`);
      return [];
    });
    if (blocked.size === before) return { rewritings, applied: mended.applied.length };
  }
}

/** As bytes, since the file need not be UTF-8. */
function patchOf({ file, old, new: content }: Rewriting): Uint8Array {
  const patch = structuredPatch(`a/${file}`, `b/${file}`, old.toString('latin1'), content.toString('latin1'), '', '', { context: 3 });
  return Buffer.from(formatPatch(patch, FILE_HEADERS_ONLY), 'latin1');
}

function tell({ io }: Session, { did, applied, files }: { did: string; applied: number; files: number }): void {
  io.stderr.write(files === 0 ? 'There is nothing to fix.\n' : `${count(applied, 'fix', 'fixes')} in ${count(files, 'file')} ${did}.\n`);
}
