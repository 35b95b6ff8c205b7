/** What is given from outside decides questions, and only those. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Project } from '../../../engine/project.ts';
import { outcomeTexts, pairProject } from '../../support/pair.ts';

const EXPORTER = `struct dma_buf_mapping_match m[3]; unsigned int n = 0;
	if (number() == DMA_SGT_IMPORTER_ACCEPTS_P2P) return -EBUSY;
	if (number() >= 10) return -EIO;
	if (IS_ENABLED(CONFIG_THING) && ask_a()) m[n++] = DMA_BUF_EMAPPING_PAL(&pal_ops);
	m[n++] = DMA_BUF_EMAPPING_SGT(&sgt_ops);
	return dma_buf_match_mapping(args, m, n);`;
const IMPORTER = 'struct dma_buf_mapping_match list[] = { DMA_BUF_IMAPPING_SGT(dev, false), DMA_BUF_IMAPPING_PAL() };';

const cases: { given: string[]; config?: string; gives: string[]; refused?: string[] }[] = [
  {
    given: [],
    gives: [
      'PAL 0/1 when number() != DMA_SGT_IMPORTER_ACCEPTS_P2P and number() < 10 and IS_ENABLED(CONFIG_THING) and ask_a()',
      'SGT 0/0 when number() != DMA_SGT_IMPORTER_ACCEPTS_P2P and number() < 10 and !ask_a() or !IS_ENABLED(CONFIG_THING)',
      'EBUSY when number() == DMA_SGT_IMPORTER_ACCEPTS_P2P',
      'EIO when number() >= 10',
    ],
  },
  { given: ['number() == 1', 'CONFIG_THING=n'], gives: ['SGT 0/0'] },
  { given: ['number() == 1', 'IS_ENABLED(CONFIG_THING)', 'ask_a()'], gives: ['PAL 0/1'] },
  { given: ['number() == 1', 'CONFIG_THING=m'], gives: ['PAL 0/1 when ask_a()', 'SGT 0/0 when !ask_a()'] },
  { given: ['number() == DMA_SGT_IMPORTER_ACCEPTS_P2P'], gives: ['EBUSY'] },
  { given: ['number() >= 10'], gives: ['EIO'] },
  { given: ['number() < 1', '!ask_a()'], gives: ['SGT 0/0'] },
  { given: ['number() == 1', '!(ask_a())'], config: 'CONFIG_THING=y\n', gives: ['SGT 0/0'] },
  { given: ['number() == 1'], config: '# CONFIG_THING is not set\n', gives: ['SGT 0/0'] },
  { given: ['number() == 1'], config: 'CONFIG_THING=m\nCONFIG_OTHER="x"\n', gives: ['PAL 0/1 when ask_a()', 'SGT 0/0 when !ask_a()'] },
  { given: ['number() == 1', 'CONFIG_THING=n'], config: 'CONFIG_THING=y\n', gives: ['SGT 0/0'] },
  { given: ['= 3', 'number() == NOBODY', 'CONFIG_THING=n', 'number() == 1'], gives: ['SGT 0/0'], refused: ['= 3', 'number() == NOBODY'] },
];

for (const { given, config, gives, refused } of cases) {
  test(`${given.join(', ') || 'nothing'}${config === undefined ? '' : ` with ${JSON.stringify(config)}`}`, async () => {
    const project: Project = await pairProject({ exporter: EXPORTER, importer: IMPORTER });
    assert.deepEqual(project.assume(given, config), refused ?? []);
    assert.deepEqual(outcomeTexts(project), gives);
  });
}

test('assumptions can be changed and taken back', async () => {
  const project = await pairProject({ exporter: EXPORTER, importer: IMPORTER });
  const before = outcomeTexts(project);
  project.assume(['number() == 10']);
  assert.deepEqual(outcomeTexts(project), ['EIO']);
  project.assume([]);
  assert.deepEqual(outcomeTexts(project), before);
});

test('the open questions of a project, in the spelling of assumptions', async () => {
  const project = await pairProject({ exporter: EXPORTER, importer: IMPORTER });
  assert.deepEqual(project.questions().slice().sort(), [
    'IS_ENABLED(CONFIG_THING)',
    'ask_a()',
    'number() == DMA_SGT_IMPORTER_ACCEPTS_P2P',
    'number() >= 10',
  ]);
});

test('coverage counts the pairs without an unknown outcome', async () => {
  const decided = await pairProject({ exporter: EXPORTER, importer: IMPORTER });
  const [all, open] = [decided.matrix().coverage, (await pairProject({ exporter: 'for (;;) ;' })).matrix().coverage];
  assert.equal(all.decided, all.pairs);
  assert.equal(open.decided, open.pairs - 1);
});

test('an enumerator is looked up again when the same is given after an edit', async () => {
  const project = await pairProject({ exporter: EXPORTER, importer: IMPORTER });
  const given = ['number() == LATE', 'CONFIG_THING=n'];
  assert.deepEqual(project.assume(given), ['number() == LATE']);
  project.setFile('late.c', '/* dma_buf */ enum late { LATE = 10 };');
  assert.deepEqual(project.assume(given), []);
  assert.deepEqual(outcomeTexts(project), ['EIO']);
  project.setFile('late.c', '/* dma_buf */ enum late { LATE = 3 };');
  assert.deepEqual(project.assume(given), []);
  assert.deepEqual(outcomeTexts(project), ['SGT 0/0']);
});

test('what is assumed to equal a number is computed with', async () => {
  const project = await pairProject({
    exporter: `struct dma_buf_mapping_match m[2] = { DMA_BUF_EMAPPING_PAL(&pal_ops), DMA_BUF_EMAPPING_SGT(&sgt_ops) };
	int n = number() + IS_ENABLED(CONFIG_THING) * 2 - (number() > 2);
	return n == 4 ? dma_buf_match_mapping(args, m, n - 2) : -EIO;`,
    importer: IMPORTER,
  });
  project.assume(['number() == 3', 'CONFIG_THING=m']);
  assert.deepEqual(outcomeTexts(project), ['PAL 0/1']);
  project.assume(['number() == 3', 'CONFIG_THING=n']);
  assert.deepEqual(outcomeTexts(project), ['EIO']);
});
