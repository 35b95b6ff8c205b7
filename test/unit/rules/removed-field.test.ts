import { test } from 'node:test';
import { checkDiagnostics, checkFix, checkNoFix } from '../../support/annotated.ts';

test('removed-field finds the device and the flag', () =>
  checkDiagnostics(`
struct device *cam_device(struct dma_buf_attachment *attach)
{
	return attach->dev;
//	               ^^^ 💡 error[removed-field]: \`struct dma_buf_attachment\` has no member \`dev\` any more: \`dma_buf_sgt_dma_device()\` tells the device
}
bool cam_near(struct dma_buf_attachment *at)
{
	if (!(at)->peer2peer)
//	           ^^^^^^^^^ 💡 error[removed-field]: \`dma_buf_sgt_p2p_allowed()\`
		return false;
	return true;
}
`));

test('removed-field finds it through members, typedefs, macros and copies', () =>
  checkDiagnostics(`
typedef struct dma_buf_attachment attachment_t;
struct cam { struct { attachment_t *at; } import; struct device *dev; };
#define AT_DEV(a) ((a)->dev)
struct device *cam_a(struct cam *cam)
{
	return cam->import.at->dev;
//	                       ^^^ 💡 error[removed-field]: member \`dev\`
}
struct device *cam_b(struct cam *cam)
{
	struct dma_buf_attachment *mine = cam->import.at;
	return AT_DEV(mine);
//	       ^^^^^^^^^^^^ error[removed-field]: member \`dev\`
}
struct device *cam_c(struct dma_buf_attachment *a)
{
	struct dma_buf_attachment copy = *a;
	return copy.dev;
//	            ^^^ 💡 error[removed-field]: member \`dev\`
}
`));

test('removed-field is silent on members of other structs', () =>
  checkDiagnostics(`
struct cam { struct device *dev; bool peer2peer; struct dma_buf_attachment *attach; };
struct device *cam_device(struct cam *attach, struct dma_buf_attachment *real)
{
	return attach->peer2peer ? attach->dev : dma_buf_sgt_dma_device(real);
}
struct device *cam_other(struct dma_buf_attachment *at)
{
	struct cam *cam = at->importer_priv;
	return cam->dev;
}
`));

test('removed-field: the fix asks the new function and includes its header', () =>
  checkFix(
    `#include <linux/dma-buf.h>
#include <linux/pci.h>
#include <linux/device.h>
const char *cam_name(struct dma_buf_attachment *attach)
{
	return (attach)->$0dev->name;
}
`,
    `#include <linux/dma-buf.h>
#include <linux/pci.h>
#include <linux/device.h>
#include <linux/dma-buf-mapping.h>
const char *cam_name(struct dma_buf_attachment *attach)
{
	return dma_buf_sgt_dma_device(attach)->name;
}
`,
    { safe: true },
  ));

test('removed-field: no fix where the member is written', () =>
  checkNoFix(`void cam_set(struct dma_buf_attachment *attach, struct device *dev)
{
	attach->de$0v = dev;
}
`));
