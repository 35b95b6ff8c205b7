import { test } from 'node:test';
import { checkDiagnostics, checkFix, checkNoFix } from '../../support/annotated.ts';
import { exporterWith, typeWith } from '../../support/callback-trees.ts';

const MATCH = '	return dma_buf_match_mapping(args, match, 1);';
const LOCKDEP = `#define lockdep_is_held(lock) ((lock) != NULL)
#define lockdep_assert_held(lock) do { WARN_ON(!lockdep_is_held(lock)); } while (0)
void mutex_lock(struct mutex *lock);
void mutex_unlock(struct mutex *lock);`;

const found: Record<string, string> = {
  'it in match_mapping': exporterWith(`	dma_resv_assert_held(args->dmabuf->resv);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 error[lock-assertion]: \`box_match_mapping\` runs without the reservation lock, but \`dma_resv_assert_held()\` asserts that it is held: remove
${MATCH}`),
  'it in match': typeWith({
    match: `	dma_resv_assert_held((dmabuf)->resv);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 error[lock-assertion]: \`wire_match\`
	return 0;`,
  }),
  'it in a helper of a helper, on one path': exporterWith(
    `	if (box_near(args->dmabuf))
		box_look(args->dmabuf->priv);
//              ^^^^^^^^ error[lock-assertion]: this call asserts that it is held when \`box_near(...)\`
${MATCH}`,
    `static void box_check(struct box *box)
{
	dma_resv_assert_held(box->resv);
}
static void box_look(struct box *box)
{
	box_check(box);
}`,
  ),
  'lockdep on the lock of the reservation': exporterWith(
    `	lockdep_assert_held(&args->dmabuf->resv->lock);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 error[lock-assertion]: \`lockdep_assert_held()\` asserts
${MATCH}`,
    LOCKDEP,
  ),
  'a macro of the driver': exporterWith(
    `	struct box *box = args->dmabuf->priv;

	BOX_ASSERT(box);
//      ^^^^^^^^^^^^^^^ error[lock-assertion]: asserts that it is held
${MATCH}`,
    '#define BOX_ASSERT(b) dma_resv_assert_held((b)->resv)',
  ),
  'it under another lock': exporterWith(
    `	static struct mutex mutex;

	mutex_lock(&mutex);
	dma_resv_assert_held(args->dmabuf->resv);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ 💡 error[lock-assertion]: remove the assertion
	mutex_unlock(&mutex);
${MATCH}`,
    LOCKDEP,
  ),
};
for (const [name, text] of Object.entries(found)) test(`lock-assertion finds ${name}`, () => checkDiagnostics(text));

const silent: Record<string, string> = {
  'the lock is taken': exporterWith(`	int ret;

	dma_resv_lock(args->dmabuf->resv);
	dma_resv_assert_held(args->dmabuf->resv);
	ret = dma_buf_match_mapping(args, match, 1);
	dma_resv_unlock(args->dmabuf->resv);
	return ret;`),
  "a driver's helper takes the lock": exporterWith(
    `	box_lock(args->dmabuf->priv);
	dma_resv_assert_held(args->dmabuf->resv);
${MATCH}`,
    'void box_lock(struct box *box);',
  ),
  'a lock that is not the reservation': exporterWith(
    `	static struct mutex box_mutex;

	lockdep_assert_held(&box_mutex);
${MATCH}`,
    LOCKDEP,
  ),
  'it is asserted elsewhere': exporterWith(
    MATCH,
    `static int box_pin(struct dma_buf_attachment *attach)
{
	dma_resv_assert_held(attach->dmabuf->resv);
	return 0;
}`,
  ),
};
for (const [name, text] of Object.entries(silent)) test(`lock-assertion is silent: ${name}`, () => checkDiagnostics(text));

test('lock-assertion: the fix takes the line out, and one of the empty lines around it', () =>
  checkFix(
    exporterWith(`	struct box *box = args->dmabuf->priv;

	dma_resv_assert$0_held(box->resv);

${MATCH}`),
    exporterWith(`	struct box *box = args->dmabuf->priv;

${MATCH}`),
    { safe: true },
  ));

test('lock-assertion: no fix where it is all that a condition governs', () =>
  checkNoFix(exporterWith(`	if (box_near(args->dmabuf))\n		dma_resv$0_assert_held(args->dmabuf->resv);\n${MATCH}`)));
