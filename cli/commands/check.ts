/** `check`: what is wrong. */
import type { Finding, Severity } from '@dmabuf-mapping/engine';
import { findingToJson, placeOf } from '../json.ts';
import { diff, fix, type MendOptions } from '../mending.ts';
import { type CommonOptions, type Session, tellEmpty, writeJson } from '../session.ts';
import { count, type Style } from '../style.ts';
import { formatPlace } from '../words.ts';

export interface CheckOptions extends CommonOptions, MendOptions {
  fix?: boolean;
  diff?: boolean;
}

/** Writes the findings in the selected paths, those that are left after fixes, or a patch. Answers how many findings there are in the files as they now are. */
export function check(
  session: Session,
  { fix: fixes, diff: shows, unsafeFixes }: Pick<CheckOptions, 'fix' | 'diff' | 'unsafeFixes'> = {},
): number {
  const { project, isSelected, options, io, style } = session;
  const mending = unsafeFixes === undefined ? {} : { unsafeFixes };
  if (fixes && !shows) fix(session, mending);
  const findings = project.findings().filter(({ location }) => isSelected(location.file));
  if (shows) {
    diff(session, mending);
    return findings.length;
  }
  if (options.format === 'json') {
    writeJson(session, { findings: findings.map(findingToJson) });
  } else {
    io.stdout.write(findings.map((finding) => formatFinding(finding, style)).join(''));
    if (!options.quiet && findings.length > 0) io.stdout.write(`${style.bold(summarize(findings))}\n`);
  }
  if (project.files().length === 0) tellEmpty(session, 'DMA-buf code');
  else if (findings.length === 0 && options.format === 'text' && !options.quiet) {
    const indexed = project.files().filter(isSelected).length;
    io.stdout.write(`No findings in ${count(indexed, 'file')} with DMA-buf code.\n`);
  }
  return findings.length;
}

function formatFinding({ rule, severity, location, message, related, fixes }: Finding, style: Style): string {
  const painters: Record<Severity, (text: string) => string> = {
    error: style.red,
    warning: style.yellow,
    info: style.cyan,
    hint: style.dim,
  };
  const lines = [`${style.bold(formatPlace(placeOf(location)))}: ${painters[severity](severity)}: ${message} ${style.dim(`[${rule}]`)}`];
  for (const other of related) lines.push(`    ${formatPlace(placeOf(other.location))}: ${other.message}`);
  for (const { title, safe } of fixes) lines.push(`    ${style.green('fix')}${safe ? '' : ' (needs a look)'}: ${title}`);
  return `${lines.join('\n')}\n`;
}

function summarize(findings: readonly Finding[]): string {
  const order: Severity[] = ['error', 'warning', 'info', 'hint'];
  const counts = order.flatMap((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [severity === 'info' ? `${number} info` : count(number, severity)];
  });
  return `${counts.join(', ')} in ${count(new Set(findings.map(({ location }) => location.file)).size, 'file')}`;
}
