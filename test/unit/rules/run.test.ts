import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rules } from '../../../engine/rules/registry.ts';
import { findings } from '../../../engine/rules/run.ts';
import { handmade } from '../../support/handmade.ts';

const attach = (name: string, comment = '') => `struct dma_buf_attachment *${name}(struct dma_buf *dmabuf)
{
	struct dma_buf_mapping_match m[] = { DMA_BUF_IMAPPING_PAL() };

${comment}	return dma_buf_mapping_attach(dmabuf, m,
				      4, NULL, NULL);
}
`;
const long = (call: string) => ({
  call,
  length: '4',
  declared: { before: 'dma_buf_mapping_match ', name: 'm' },
  elements: 1,
  count: 4,
  entries: [{ type: 'dma_buf_mapping_pal_type' }],
});
const CALL = `dma_buf_mapping_attach(dmabuf, m,
				      4, NULL, NULL)`;

async function found(comment: string) {
  const text = `#include <linux/dma-buf-mapping.h>\n${attach('box_attach', comment)}`;
  const tree = { text, importers: { box_attach: [{ ...long(CALL), length: '4, NULL' }] } };
  return findings(await handmade(tree), { assuming: false });
}

const rulesOf = (all: { rule: string }[]) => all.map(({ rule }) => rule);

test('a comment with a reason above the statement silences its rule', async () => {
  assert.equal((await found('')).length, 1);
  assert.deepEqual(await found('\t/* dmabuf-mapping: ignore list-length -- the core knows */\n'), []);
  assert.deepEqual(await found('\t// dmabuf-mapping: ignore list-length -- the core knows\n'), []);
});

test('a comment for another rule silences nothing', async () => {
  assert.deepEqual(rulesOf(await found('\t/* dmabuf-mapping: ignore wrong-side -- why */\n')), ['unused-directive', 'list-length']);
});

test('a comment without a reason silences nothing, and the finding says so', async () => {
  const all = await found('\t/* dmabuf-mapping: ignore list-length */\n');
  assert.deepEqual(rulesOf(all), ['unused-directive', 'list-length']);
  assert.match(all[1]?.related.at(-1)?.message ?? '', /no reason/);
});

test('a comment in a string silences nothing', async () => {
  assert.equal((await found('\tg("/* dmabuf-mapping: ignore list-length -- no */");\n')).length, 1);
});

test('rules are listed in the order of their ids, each once, with a summary of one line', () => {
  const ids = rules.map(({ id }) => id);
  assert.deepEqual(ids, [...new Set(ids)].sort());
  for (const { id, summary } of rules) assert.match(summary, /^\S[^\n]*[^.\s]$/, id);
});

test('findings come in the order of their places, one per place', async () => {
  const text = `#include <linux/dma-buf-mapping.h>\n${attach('early')}${attach('late').replace('m[]', 'k[]').replace('m,', 'k,')}`;
  const lateOffer = { ...long(CALL.replace('m,', 'k,')), declared: { before: 'dma_buf_mapping_match ', name: 'k' } };
  const analysis = await handmade({ text, importers: { late: [lateOffer, lateOffer], early: [long(CALL)] } });
  assert.deepEqual(
    findings(analysis, { assuming: false }).map(({ message }) => message.slice(0, message.indexOf(','))),
    ['`4` is longer than `m`', '`4` is longer than `k`'],
  );
});

test('a tree without mapping types has no findings', async () => {
  const text = `#include <linux/dma-buf-mapping.h>\n${attach('box_attach')}`;
  const analysis = await handmade({ text, importers: { box_attach: [long(CALL)] } });
  assert.deepEqual(findings({ ...analysis, converted: false }, { assuming: false }), []);
});

test('a rule that throws takes nothing away from the others, and nothing is said of comments that it might have heeded', async () => {
  const comment = '\t/* dmabuf-mapping: ignore wrong-side -- why */\n';
  const analysis = await handmade({
    text: `#include <linux/dma-buf-mapping.h>\n${attach('box_attach', comment)}`,
    importers: { box_attach: [{ ...long(CALL), length: '4, NULL' }] },
  });
  const check = () => {
    throw new Error('broken');
  };
  const circumstances = { assuming: false, rules: rules.map((rule) => (rule.id === 'wrong-side' ? { ...rule, check } : rule)) };
  const told: string[] = [];
  const all = findings(analysis, { ...circumstances, failed: (rule, error) => told.push(`${rule}: ${error}`) });
  assert.deepEqual(rulesOf(all), ['list-length']);
  assert.deepEqual(told, ['wrong-side: Error: broken']);
  assert.throws(() => findings(analysis, circumstances), /broken/);
});
