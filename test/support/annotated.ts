/** Checks of findings and fixes over fixture strings; see `readFixture` for their form. */
import assert from 'node:assert/strict';
import type { Finding, Fix, TextEdit } from '../../engine/answers.ts';
import { isBuildFile } from '../../engine/kbuild/modules.ts';
import { LineIndex } from '../../engine/syntax/lines.ts';
import { mask } from '../../engine/syntax/mask.ts';
import { compileProblem } from './compiler.ts';
import { type Expectation, FADED, type Fixture, type FixtureFile, MAIN_FILE, readFixture } from './fixture-text.ts';
import { sharedParser, smallProject } from './small-project.ts';

/** Fails unless the real engine finds exactly what the fixture's carets say. */
export async function checkDiagnostics(text: string): Promise<void> {
  const fixture = readFixture(text);
  compareFindings(fixture, await findingsOf(fixture));
}

/**
 * Applies the fix of the finding at `$0` (the first, or the one with that title) and fails unless the file then reads as expected, parses, compiles
 * against the shared headers, has no such finding and no new one. With `safe`, the fix must be marked so or not.
 */
export async function checkFix(text: string, expected: string, wanted: { title?: string; safe?: boolean } = {}): Promise<void> {
  const fixture = readFixture(text);
  const before = await findingsOf(fixture);
  const { finding, fix } = fixAtCursor(fixture, before, wanted.title);
  if (wanted.safe !== undefined) assert.equal(fix.safe, wanted.safe, `the fix is ${fix.safe ? 'safe' : 'unsafe'}: ${fix.title}`);
  const changed = applyFix(fixture.files, fix);
  const main = (files: FixtureFile[]) => files.find(({ path }) => path === fixture.cursor!.file)?.text;
  assert.equal(main(changed), main(readFixture(expected).files), `after "${fix.title}"`);
  await assertSound(fixture, changed, { before, mended: finding });
}

/** Fails if a finding at `$0` has a fix, or if there is no finding at `$0` at all. */
export async function checkNoFix(text: string): Promise<void> {
  const fixture = readFixture(text);
  const at = findingsAtCursor(fixture, await findingsOf(fixture));
  assert.notEqual(at.length, 0, 'there is no finding at the cursor');
  assert.deepEqual(
    at.flatMap(({ fixes }) => fixes.map(({ title }) => title)),
    [],
    'there is a fix at the cursor',
  );
}

/** Every finding of the fixture's project, those in shared files included; faded ones only if they count. */
export async function findingsOf(fixture: Fixture): Promise<Finding[]> {
  const project = await smallProject(fixture.files, fixture.standIns);
  return project.findings().filter(({ rule }) => rule !== FADED || fixture.faded);
}

/** Fails with two lists, what is missing and what is surplus, unless the findings are those expected. */
export function compareFindings(fixture: Fixture, findings: readonly Finding[]): void {
  const surplus = [...findings];
  const missing = fixture.expected.filter((expectation) => {
    const at = surplus.findIndex((finding) => fits(expectation, finding));
    if (at >= 0) surplus.splice(at, 1);
    return at < 0;
  });
  if (missing.length + surplus.length === 0) return;
  const lines = [
    ...missing.map(
      (m) => `missing: ${m.file}:${m.line + 1}:${m.start + 1}-${m.end + 1} ${m.fix ? '💡 ' : ''}${m.severity}[${m.rule}]: ${m.message}`,
    ),
    ...surplus.map((finding) => `surplus: ${described(finding)}`),
  ];
  assert.fail(`findings are not those expected\n${lines.join('\n')}`);
}

/** Findings that touch the cursor. */
export function findingsAtCursor(fixture: Fixture, findings: readonly Finding[]): Finding[] {
  const { cursor } = fixture;
  assert.ok(cursor, 'the fixture has no cursor ($0)');
  const index = new LineIndex(fixture.files.find(({ path }) => path === cursor.file)!.text);
  return findings.filter(({ location: { file, range } }) => {
    const start = index.offset(range.start.line, range.start.character);
    const end = index.offset(range.end.line, range.end.character);
    return file === cursor.file && start <= cursor.offset && cursor.offset <= end;
  });
}

/** The first fix at the cursor, or the one of that title. Fails if there is none, and says so if there are fixes elsewhere. */
export function fixAtCursor(fixture: Fixture, findings: readonly Finding[], title?: string): { finding: Finding; fix: Fix } {
  const at = findingsAtCursor(fixture, findings);
  const fixes = at.flatMap((finding) => finding.fixes.map((fix) => ({ finding, fix })));
  const chosen = fixes.find(({ fix }) => title === undefined || fix.title === title);
  if (chosen) return chosen;
  const elsewhere = findings.filter((finding) => !at.includes(finding) && finding.fixes.length > 0);
  const words =
    elsewhere.length > 0 ? `no fix touches the cursor, but these have one:\n${elsewhere.map(described).join('\n')}` : 'there is no fix';
  return assert.fail(fixes.length > 0 ? `no fix has that title, but: ${fixes.map(({ fix }) => fix.title).join('; ')}` : words);
}

/** The files with the fix applied. Fails on edits that overlap or lie in a file that is not there. */
export function applyFix(files: readonly FixtureFile[], fix: Fix): FixtureFile[] {
  const strangers = fix.edits.filter(({ file }) => !files.some(({ path }) => path === file));
  assert.deepEqual(strangers, [], 'the fix changes files outside of the fixture');
  return files.map(({ path, text }) => ({
    path,
    text: applyEdits(
      text,
      fix.edits.filter(({ file }) => file === path),
    ),
  }));
}

/** Fails unless the changed files parse and compile, the mended finding is gone, and none came in. */
export async function assertSound(
  fixture: Fixture,
  changed: FixtureFile[],
  { before, mended }: { before: readonly Finding[]; mended: Finding },
): Promise<void> {
  const parser = await sharedParser();
  for (const { path, text } of changed.filter((file) => !isBuildFile(file.path))) {
    const tree = parser.parse(mask(text).text);
    const broken = tree.root.hasError;
    tree.dispose();
    assert.equal(broken, false, `${path} does not parse after the fix`);
    assert.equal(compileProblem(path, changed), undefined, `${path} does not compile after the fix`);
  }
  const after = await findingsOf({ ...fixture, files: changed });
  const count = (findings: readonly Finding[], rule: string) => findings.filter((finding) => finding.rule === rule).length;
  for (const rule of new Set(after.map((finding) => finding.rule))) {
    const allowed = count(before, rule) - (rule === mended.rule ? 1 : 0);
    assert.ok(count(after, rule) <= allowed, `after the fix there is still, or newly:\n${after.map(described).join('\n')}`);
  }
}

/** One line for a failure. */
export function described({ rule, severity, location: { file, range }, message, fixes }: Finding): string {
  const end = range.end.line === range.start.line ? `${range.end.character + 1}` : `${range.end.line + 1}:${range.end.character + 1}`;
  return `${file}:${range.start.line + 1}:${range.start.character + 1}-${end} ${fixes.length > 0 ? '💡 ' : ''}${severity}[${rule}]: ${message}`;
}

export { MAIN_FILE };

function fits(expected: Expectation, { rule, severity, location: { file, range }, message, fixes }: Finding): boolean {
  return (
    rule === expected.rule &&
    severity === expected.severity &&
    file === expected.file &&
    range.start.line === expected.line &&
    range.end.line === expected.line &&
    range.start.character === expected.start &&
    range.end.character === expected.end &&
    message.includes(expected.message) &&
    fixes.length > 0 === expected.fix
  );
}

function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const index = new LineIndex(text);
  const changes = edits
    .map(({ range, newText }) => ({
      start: index.offset(range.start.line, range.start.character),
      end: index.offset(range.end.line, range.end.character),
      newText,
    }))
    .sort((a, b) => b.start - a.start);
  let result = text;
  let limit = text.length;
  for (const { start, end, newText } of changes) {
    assert.ok(end <= limit, 'edits of a fix overlap');
    limit = start;
    result = result.slice(0, start) + newText + result.slice(end);
  }
  return result;
}
