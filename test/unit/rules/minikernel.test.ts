/** The miniature kernel: one defect per file of drivers/broken, named after its rule, and nothing to report anywhere else. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { before, test } from 'node:test';
import type { Finding } from '../../../engine/answers.ts';
import { Project } from '../../../engine/project.ts';
import { rules } from '../../../engine/rules/registry.ts';
import { applyFix, described } from '../../support/annotated.ts';
import { compileProblem } from '../../support/compiler.ts';
import { minikernel, sharedParser } from '../../support/small-project.ts';

/** Rules with a broken driver; the others are shown on small projects of their own. */
const drivers = new Set(readdirSync(join(minikernel, 'drivers/broken')));
const ids = rules.map(({ id }) => id).filter((id) => drivers.has(`${id.replaceAll('-', '_')}.c`));

let project: Project;
let findings: Finding[];

before(async () => {
  project = new Project(await sharedParser());
  for (const entry of readdirSync(minikernel, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && /\.[ch]$/.test(entry.name)) project.setFile(relative(minikernel, file), readFileSync(file, 'utf8'));
  }
  findings = project.findings();
});

test('every broken driver is found by its rule, and no rule finds anything else', () => {
  const expected = ids.map((id) => `drivers/broken/${id.replaceAll('-', '_')}.c ${id}`);
  assert.deepEqual(
    findings.map(({ location, rule }) => `${location.file} ${rule}`),
    expected.sort(),
    findings.map(described).join('\n'),
  );
});

for (const id of ids) {
  test(`${id}: each fix of the broken driver compiles and mends it`, () => {
    const finding = findings.find(({ rule }) => rule === id);
    assert.ok(finding);
    const path = finding.location.file;
    const text = readFileSync(join(minikernel, path), 'utf8');
    for (const fix of finding.fixes) {
      const files = applyFix([{ path, text }], fix);
      assert.equal(compileProblem(path, files), undefined, fix.title);
      project.setFile(path, files[0]!.text);
      const left = project.findings().map(({ rule }) => rule);
      project.setFile(path, text);
      assert.deepEqual(
        left,
        findings.map(({ rule }) => rule).filter((rule) => rule !== id),
        fix.title,
      );
    }
  });
}
