/** Takes the definition of an object out of a header and puts it into a source file. */
import type { Fix } from '../answers.ts';
import type { VariableFact } from '../facts/facts.ts';
import type { Found } from '../index/names.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { pattern } from '../syntax/pattern.ts';
import { textEdits } from './edits.ts';

/** A fix that leaves an `extern` declaration behind. Empty if the definition shares its declaration with another object. */
export function moveDefinition(analysis: Analysis, { file, fact }: Found<VariableFact>, home: string): Fix[] {
  const header = analysis.names.text(file);
  const source = analysis.names.text(home);
  if (header === undefined || source === undefined || !fact.initializerSpan) return [];
  const declaration = header.slice(fact.span.start, fact.initializerSpan.start);
  const behind = header.slice(fact.initializerSpan.end, fact.span.end);
  const parts = pattern(`^((?:\\w+\\s+)+)${fact.name}\\s*=\\s*$`).exec(declaration);
  if (!parts || behind.trim() !== ';') return [];
  const specifiers = parts[1]!.replace(/\b(?:static|extern|__maybe_unused)\s+/g, '').trim();
  const newline = source[source.indexOf('\n') - 1] === '\r' ? '\r\n' : '\n';
  const definition = `${specifiers} ${fact.name} = ${header.slice(fact.initializerSpan.start, fact.span.end)}`.replace(/\r?\n/g, newline);
  const ending = /^MODULE_\w+\(/m.exec(source);
  const at = ending?.index ?? source.length;
  const apart = source.slice(0, at).endsWith(`${newline}${newline}`)
    ? ''
    : source.slice(0, at).endsWith(newline)
      ? newline
      : newline + newline;
  const edits = [
    ...textEdits(analysis, file, [{ start: fact.span.start, end: fact.span.end, newText: `extern ${specifiers} ${fact.name};` }]),
    ...textEdits(analysis, home, [{ start: at, end: at, newText: `${apart}${definition}${newline}${ending ? newline : ''}` }]),
  ];
  return [{ title: `Move the definition to ${home.slice(home.lastIndexOf('/') + 1)}`, safe: false, edits }];
}
