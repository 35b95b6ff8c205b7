import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDiagnostics, checkFix } from '../../support/annotated.ts';
import { readFixture } from '../../support/fixture-text.ts';
import { smallProject } from '../../support/small-project.ts';

/** An importer whose list length is one too long unless it is `good`; `above` stands above the call, `beside` behind it. */
const importer = ({ above = '', beside = '', length = '2' }: { above?: string; beside?: string; length?: string }) => `
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match match[] = {
		DMA_BUF_IMAPPING_SGT(dev, false),
	};

${above}	return dma_buf_mapping_attach(dmabuf, match, ${length}, NULL, NULL);${beside}
}
`;
const good = 'ARRAY_SIZE(match)';

const silent: Record<string, string> = {
  'a comment that silences a finding': importer({ above: '\t/* dmabuf-mapping: ignore list-length -- asked for */\n' }),
  'one behind the code': importer({ beside: ' // dmabuf-mapping: ignore list-length -- asked for' }),
  'a comment about the tool': importer({ above: '\t/* dmabuf-mapping: see the manual */\n', length: good }),
  'the words in a string': importer({ above: '\tpr_info("/* dmabuf-mapping: ignore list-length */");\n', length: good }),
  'one that asks for it': importer({
    above: '\t/* dmabuf-mapping: ignore list-length, unused-directive -- generated code */\n',
    length: good,
  }),
};
for (const [what, text] of Object.entries(silent)) test(`unused-directive is silent about ${what}`, () => checkDiagnostics(text));

const reported: Record<string, string> = {
  'a rule that finds nothing there': importer({
    above: `	/* dmabuf-mapping: ignore list-length -- asked for */
//	^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 warning[unused-directive]: This comment silences nothing: there is no finding of \`list-length\` here
`,
    length: good,
  }),
  'one of two rules': importer({
    above: `	/* dmabuf-mapping: ignore wrong-side, list-length -- asked for */
//	                          ^^^^^^^^^^ 💡 warning[unused-directive]: There is no finding of \`wrong-side\` here to silence
`,
  }),
  'a rule that does not exist': importer({
    above: `	/* dmabuf-mapping: ignore list-lenght, list-length -- asked for */
//	                          ^^^^^^^^^^^ 💡 warning[unused-directive]: There is no rule \`list-lenght\`: did you mean \`list-length\`?
`,
  }),
  'a rule that is like no other': importer({
    above: `	// dmabuf-mapping: ignore x, list-length -- asked for
//	                          ^ 💡 warning[unused-directive]: There is no rule \`x\`, so this silences nothing
`,
  }),
  'a comment without a reason': importer({
    above: `	/* dmabuf-mapping: ignore list-length */
//	^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 warning[unused-directive]: gives no reason
`,
    length: good,
  }),
  'a comment that is not understood': importer({
    above: `	/* dmabuf-mapping: ignore list-length wrong-side -- asked for */
//	^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 warning[unused-directive]: is not understood
`,
    length: good,
  }),
};
for (const [what, text] of Object.entries(reported)) test(`unused-directive reports ${what}`, () => checkDiagnostics(text));

const fixes: Record<string, { comment: Parameters<typeof importer>[0]; to: Parameters<typeof importer>[0]; title: string; safe: boolean }> =
  {
    'a comment on a line of its own goes with the line': {
      comment: { above: '\t/* dmabuf-mapping: $0ignore list-length -- asked for */\n', length: good },
      to: { length: good },
      title: 'Remove the comment',
      safe: true,
    },
    'a comment behind code goes with the space before it': {
      comment: { beside: ' // dmabuf-mapping: $0ignore list-length -- asked for', length: good },
      to: { length: good },
      title: 'Remove the comment',
      safe: true,
    },
    'the first of two rules goes with its comma': {
      comment: { above: '\t/* dmabuf-mapping: ignore $0wrong-side, list-length -- asked for */\n' },
      to: { above: '\t/* dmabuf-mapping: ignore list-length -- asked for */\n' },
      title: 'Remove `wrong-side` from the comment',
      safe: true,
    },
    'the last of two rules goes with its comma': {
      comment: { above: '\t/* dmabuf-mapping: ignore list-length, $0wrong-side -- asked for */\n' },
      to: { above: '\t/* dmabuf-mapping: ignore list-length -- asked for */\n' },
      title: 'Remove `wrong-side` from the comment',
      safe: true,
    },
    'a misspelled rule is spelled right': {
      comment: { above: '\t/* dmabuf-mapping: ignore $0list-lenght -- asked for */\n', beside: '\n\tg(4);' },
      to: { above: '\t/* dmabuf-mapping: ignore list-length -- asked for */\n', beside: '\n\tg(4);' },
      title: 'Write `list-length`',
      safe: false,
    },
    'a reason is asked for': {
      comment: { above: '\t/* dmabuf-mapping: $0ignore list-length */\n' },
      to: { above: '\t/* dmabuf-mapping: ignore list-length -- TODO: say why */\n' },
      title: 'Add a reason to fill in',
      safe: false,
    },
  };
for (const [what, { comment, to, title, safe }] of Object.entries(fixes)) {
  test(`unused-directive: ${what}`, () => {
    const declared = 'int g(int number);\n';
    return checkFix(declared + importer(comment), declared + importer(to), { title, safe });
  });
}

test('nothing is called unused where an assumption or a missing core may have removed the finding', async () => {
  const fixture = readFixture(importer({ above: '\t/* dmabuf-mapping: ignore list-length -- asked for */\n', length: good }));
  const project = await smallProject(fixture.files, []);
  assert.deepEqual(
    project.findings().map(({ rule }) => rule),
    ['unused-directive'],
  );
  project.assume(['CONFIG_X=y']);
  assert.deepEqual(project.findings(), []);
  project.assume([]);
  for (const file of project.files().filter((name) => name.startsWith('drivers/dma-buf/'))) project.removeFile(file);
  assert.deepEqual(project.findings(), []);
});

test('a tree of the old interface has no rules, and no comments about them', async () => {
  const text = '/* dmabuf-mapping: ignore list-length */\nint dma_buf_attach(void);\n';
  const project = await smallProject([], []);
  for (const file of project.files()) project.removeFile(file);
  project.setFile('drivers/old.c', text);
  assert.deepEqual(project.findings(), []);
});
