/**
 * `npm run new:rule -- ID [--severity LEVEL] [--summary TEXT]`: everything that a rule consists of, wherever the agreement tests look for it, with
 * a test and a page that fail until they are filled in.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { root as repository, runMain, Trouble } from './bootstrap.mjs';

const levels = ['error', 'warning', 'info', 'hint'];
const pages = 'https://github.com/dmabuf-mapping/dmabuf-mapping/blob/main/docs/rules';

/**
 * Writes the files of a new rule into the repository at `root` and adds it to the registry, the index of pages, the settings and the JSON schema.
 * Answers the files it wrote, relative to `root`. Throws `Trouble` for an id that is no id or is taken, and for an unknown severity.
 * @param {string} root
 * @param {{ id: string, severity: string, summary: string }} rule
 */
export function addRule(root, rule) {
  const { id, severity } = rule;
  if (!/^[a-z]+(?:-[a-z0-9]+)*$/.test(id))
    throw new Trouble(`A rule id is made of small letters, digits and single hyphens; this is not: ${id}`);
  if (!levels.includes(severity)) throw new Trouble(`A severity is one of ${levels.join(', ')}; this is not: ${severity}`);
  const created = {
    [`engine/rules/${id}.ts`]: ruleText(rule),
    [`test/unit/rules/${id}.test.ts`]: testText(rule),
    [`docs/rules/${id}.md`]: pageText(rule),
  };
  const taken = Object.keys(created).find((file) => existsSync(join(root, file)));
  if (taken) throw new Trouble(`There is a rule ${id} already: ${taken}`);
  const changed = {
    'engine/rules/registry.ts': inRegistry(rule),
    'docs/rules/README.md': inIndex(rule),
    'package.json': inSettings(rule),
    'package.nls.json': inTexts(rule),
    'schemas/configuration.json': inSchema(rule),
  };
  for (const [file, text] of Object.entries(created)) writeFileSync(join(root, file), text);
  for (const [file, change] of Object.entries(changed)) {
    writeFileSync(join(root, file), change(readFileSync(join(root, file), 'utf8')));
  }
  return [...Object.keys(created), ...Object.keys(changed)];
}

/** @param {string} id */
const constant = (id) => id.replace(/-(.)/g, (_, letter) => letter.toUpperCase());

/** @param {string} text */
const sentence = (text) => text[0]?.toUpperCase() + text.slice(1);

/** @typedef {{ id: string, severity: string, summary: string }} NewRule */

/** @param {NewRule} rule */
function ruleText({ id, severity, summary }) {
  return `import type { Rule } from './rule.ts';

/** TODO: the defect, and what it does at run time, in one line. */
export const ${constant(id)}: Rule = {
  id: '${id}',
  severity: '${severity}',
  summary: ${JSON.stringify(summary).replace(/^"([^'\\]*)"$/, "'$1'")},
  check() {
    return [];
  },
};
`;
}

/** @param {NewRule} rule */
function testText({ id, severity }) {
  return `import { test } from 'node:test';
import { checkDiagnostics } from '../../support/annotated.ts';

test('${id} finds TODO', () =>
  checkDiagnostics(\`
struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	struct dma_buf_mapping_match match[] = {
		DMA_BUF_IMAPPING_SGT(dev, false),
//		^^^^^^^^^^^^^^^^^^^^ ${severity}[${id}]: TODO
	};

	return dma_buf_mapping_attach(dmabuf, match, ARRAY_SIZE(match), NULL, NULL);
}
\`));
`;
}

/** @param {NewRule} rule */
function pageText({ id, severity, summary }) {
  const example = `struct dma_buf_attachment *cam_attach(struct dma_buf *dmabuf, struct device *dev)
{
	return dma_buf_sgt_attach(dmabuf, dev);
}`;
  return `# ${id}

${sentence(summary)}.

Severity: ${severity}. Fix: none.

## What it finds

TODO

## Why it matters

TODO: what happens in the kernel at run time.

## Invalid

\`\`\`c invalid
${example}
\`\`\`

## Valid

\`\`\`c valid
${example}
\`\`\`

## Fix

None.

## Limits

TODO
`;
}

/** @param {NewRule} rule */
function inRegistry({ id }) {
  return (/** @type {string} */ text) => {
    const head = text.slice(0, text.indexOf('import '));
    const imports = [...text.matchAll(/^import .* from '\.\/([\w-]+)\.ts';$/gm)].map(([line, file]) => ({ line, file: file ?? '' }));
    imports.push({ line: `import { ${constant(id)} } from './${id}.ts';`, file: id });
    const sorted = imports.sort((a, b) => (a.file < b.file ? -1 : 1));
    const names = sorted.filter(({ file }) => file !== 'rule').map(({ file }) => `  ${constant(file)},\n`);
    return `${head}${sorted.map(({ line }) => line).join('\n')}\n\nexport const rules: readonly Rule[] = [\n${names.join('')}];\n`;
  };
}

/** @param {NewRule} rule */
function inIndex({ id, severity, summary }) {
  return (/** @type {string} */ text) => {
    const rows = [...text.matchAll(/^\| \[.*\n/gm)].map(([row]) => row);
    const others = rows.join('');
    const all = [...rows, `| [${id}](${id}.md) | ${severity} | ${summary} |\n`].sort((a, b) => (idIn(a) < idIn(b) ? -1 : 1));
    return text.replace(others, () => all.join(''));
  };
}

/** @param {string} row */
const idIn = (row) => /\[([\w-]+)\]/.exec(row)?.[1] ?? '';

/** @param {NewRule} rule */
function inSettings({ id }) {
  return (/** @type {string} */ text) => {
    const manifest = JSON.parse(text);
    /** @type {{ title: string, properties: object }[]} */
    const groups = manifest.contributes.configuration;
    const group = groups.find(({ title }) => title === '%settings.severity%');
    if (!group) throw new Trouble('package.json has no group of settings about severities');
    group.properties = inOrder({
      ...group.properties,
      [`dmabufMapping.severity.${id}`]: {
        type: 'string',
        enum: ['default', ...levels, 'off'],
        default: 'default',
        scope: 'resource',
        markdownDescription: `%severity.${id}%`,
      },
    });
    return json(manifest);
  };
}

/** @param {NewRule} rule */
function inTexts({ id, severity, summary }) {
  return (/** @type {string} */ text) => {
    /** @type {[string, string][]} */
    const texts = Object.entries(JSON.parse(text));
    const own = texts.filter(([key]) => key.startsWith('severity.'));
    const first = texts.findIndex(([key]) => key.startsWith('severity.'));
    const added = `${sentence(summary)}. Default: ${severity}. [About this rule](${pages}/${id}.md)`;
    const others = texts.filter((each) => !own.includes(each));
    const severities = Object.entries(inOrder({ ...Object.fromEntries(own), [`severity.${id}`]: added }));
    return json(Object.fromEntries([...others.slice(0, first), ...severities, ...others.slice(first)]));
  };
}

/** @param {NewRule} rule */
function inSchema({ id, summary }) {
  return (/** @type {string} */ text) => {
    const schema = JSON.parse(text);
    const { rules } = schema.definitions;
    rules.properties = inOrder({
      ...rules.properties,
      [id]: { $ref: '#/definitions/level', markdownDescription: `${sentence(summary)}. [About this rule](${pages}/${id}.md)` },
    });
    // Biome keeps short lists of words on one line.
    return json(schema).replace(/\[\s+("[^\]]*")\s+\]/g, (_, words) => `[${words.replace(/\s+/g, ' ')}]`);
  };
}

/** @param {object} members */
const inOrder = (members) => Object.fromEntries(Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1)));

/** @param {object} value */
const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runMain(async () => {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        severity: { type: 'string', default: 'warning' },
        summary: { type: 'string', default: 'TODO what it finds, in one line' },
      },
    });
    const [id, ...more] = positionals;
    if (!id || more.length > 0) throw new Trouble('usage: npm run new:rule -- ID [--severity LEVEL] [--summary TEXT]');
    for (const file of addRule(repository, { id, severity: values.severity, summary: values.summary })) console.log(file);
    console.log(`\nNow: npm test -- unit   fails until the rule, its test and its page are filled in. CHANGELOG.md wants a line too.`);
    return 0;
  });
}
