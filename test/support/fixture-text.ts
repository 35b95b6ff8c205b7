/** Fixture strings: several files in one text, with carets for findings and `$0` for the cursor. */
import type { Severity } from '../../engine/answers.ts';

export interface Expectation {
  file: string;
  line: number;
  start: number;
  end: number;
  severity: Severity;
  rule: string;
  /** Part of the message. */
  message: string;
  /** The finding has a fix. */
  fix: boolean;
}

export interface FixtureFile {
  path: string;
  text: string;
}

export interface Fixture {
  files: FixtureFile[];
  expected: Expectation[];
  cursor?: { file: string; offset: number };
  /** Findings of `unreachable-entry` count too: they tell of missing counterparts, which most fixtures do not have for types of their own. */
  faded?: boolean;
  /** Which stand-ins for the other side are there; see `standIns`. */
  standIns: string[];
}

export const MAIN_FILE = 'drivers/fixture/fixture.c';

/** The rule whose findings only count where a fixture is about it. */
export const FADED = 'unreachable-entry';

const PRELUDE = `#include <linux/dma-buf-mapping.h>
#include <linux/dma-buf.h>
#include <linux/kernel.h>
#include <linux/pci.h>

`;

const ANNOTATION =
  /^\s*\/\/\s*(?<carets>\^+)\s*(?<lamp>💡)?\s*(?<severity>error|warning|info|hint)\[(?<rule>[\w-]+)\]:\s*(?<message>.*?)\s*$/u;

/**
 * Reads a fixture. `//- path` begins a file, and without one the text is a single C file; `//- with: sgt pal` names the stand-ins (default: both), `//- faded` has
 * findings of `unreachable-entry` count where none is expected. A
 * line such as `//   ^^^^ 💡 error[rule-id]: part of the message` is about what
 * stands above the carets, with tabs of 8 columns, and is no part of the file. C files that include nothing get
 * the interface's headers. Throws on a line that looks like an annotation but is none, and on a second `$0`.
 */
export function readFixture(text: string): Fixture {
  const fixture: Fixture = { files: [], expected: [], standIns: ['sgt', 'pal'] };
  for (const { path, lines } of sections(text, fixture)) readFile(fixture, path, lines);
  if (fixture.expected.some(({ rule }) => rule === FADED)) fixture.faded = true;
  return fixture;
}

function sections(text: string, fixture: Fixture): { path: string; lines: string[] }[] {
  const found = [{ path: MAIN_FILE, lines: [] as string[] }];
  for (const line of text.replace(/^\n/, '').split('\n')) {
    const header = /^\s*\/\/- (.*?)\s*$/.exec(line)?.[1];
    if (header?.startsWith('with:')) fixture.standIns = header.slice(5).trim().split(/\s+/).filter(Boolean);
    else if (header === 'faded') fixture.faded = true;
    else if (header !== undefined) found.push({ path: header, lines: [] });
    else found.at(-1)!.lines.push(line);
  }
  return found.filter(({ lines }, index) => index > 0 || lines.some((line) => line.trim() !== ''));
}

function readFile(fixture: Fixture, path: string, lines: string[]): void {
  const prelude = path.endsWith('.c') && !lines.some((line) => /^\s*#\s*include/.test(line)) ? PRELUDE : '';
  const kept = prelude.split('\n').slice(0, -1);
  for (const line of lines) {
    const groups = ANNOTATION.exec(line)?.groups;
    if (!groups) {
      if (/^\s*\/\/\s*\^/.test(line)) throw new Error(`${path}: this is no annotation: ${line.trim()}`);
      kept.push(line);
      continue;
    }
    const above = kept.at(-1) ?? '';
    const column = columnOf(line, line.indexOf('^'));
    const { carets, severity, rule, message, lamp } = groups;
    fixture.expected.push({
      file: path,
      line: kept.length - 1,
      start: characterAt(above, column),
      end: characterAt(above, column + carets!.length),
      severity: severity as Severity,
      rule: rule!,
      message: message!,
      fix: lamp !== undefined,
    });
  }
  let text = kept.join('\n');
  const cursor = text.indexOf('$0');
  if (cursor >= 0) {
    if (fixture.cursor || text.includes('$0', cursor + 1)) throw new Error('a fixture has one cursor');
    text = text.slice(0, cursor) + text.slice(cursor + 2);
    fixture.cursor = { file: path, offset: cursor };
  }
  fixture.files.push({ path, text });
}

const TAB = 8;

function columnOf(line: string, character: number): number {
  let column = 0;
  for (const unit of line.slice(0, character)) column += unit === '\t' ? TAB - (column % TAB) : 1;
  return column;
}

/** The character that begins at a column; throws if none does. */
function characterAt(line: string, column: number): number {
  for (let character = 0; character <= line.length; character++) if (columnOf(line, character) === column) return character;
  throw new Error(`no character begins at column ${column} of: ${line}`);
}
