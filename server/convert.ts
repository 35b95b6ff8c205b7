/** Engine answers as protocol values. */
import type * as engine from '@dmabuf-mapping/engine';
import { type Diagnostic, DiagnosticSeverity, DiagnosticTag, type Location } from 'vscode-languageserver';
import type { Folder } from './folder.ts';
import type { Session } from './session.ts';

/** Whose diagnostics they are. */
export const SOURCE = 'dma-buf';

const SEVERITIES: Record<engine.Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** The page that explains a rule. */
export function ruleUrl(rule: string): string {
  return `https://github.com/dmabuf-mapping/dmabuf-mapping/blob/main/docs/rules/${rule}.md`;
}

export function toLocation(session: Session, folder: Folder, { file, range }: engine.Location): Location {
  return { uri: session.documents.uri(folder, file), range };
}

export function toDiagnostic(session: Session, folder: Folder, finding: engine.Finding): Diagnostic {
  const { abilities } = session;
  const diagnostic: Diagnostic = {
    range: finding.location.range,
    severity: SEVERITIES[finding.severity],
    code: finding.rule,
    source: SOURCE,
    message: finding.message,
  };
  if (abilities.codeDescription) diagnostic.codeDescription = { href: ruleUrl(finding.rule) };
  if (abilities.fading && finding.fade) diagnostic.tags = [DiagnosticTag.Unnecessary];
  if (abilities.relatedInformation && finding.related.length > 0) {
    diagnostic.relatedInformation = finding.related.map(({ location, message }) => ({
      location: toLocation(session, folder, location),
      message,
    }));
  }
  return diagnostic;
}
