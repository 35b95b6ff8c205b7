/** One C file with a cursor, over the headers and core of the miniature kernel. */
import assert from 'node:assert/strict';
import type { Position } from '../../../engine/answers.ts';
import type { Project } from '../../../engine/project.ts';
import { LineIndex } from '../../../engine/syntax/lines.ts';
import { smallProject } from '../../support/small-project.ts';

export const FILE = 'drivers/fixture/fixture.c';

/** What most fixtures have above their own code. */
export const BO = `#include <linux/dma-buf-mapping.h>
#include <linux/kernel.h>

static const struct dma_buf_mapping_sgt_exp_ops bo_sgt_ops = {};
static const struct dma_buf_mapping_pal_exp_ops bo_pal_ops = {};
static const struct dma_buf_attach_ops bo_attach_ops = { .allow_peer2peer = true };
`;

export interface AtCursor {
  project: Project;
  text: string;
  position: Position;
}

/** Reads `$0` as the cursor. */
export async function atCursor(text: string): Promise<AtCursor> {
  const offset = text.indexOf('$0');
  assert.ok(offset >= 0, 'the text has no cursor');
  const plain = text.replace('$0', '');
  const project = await smallProject([{ path: FILE, text: plain }], []);
  return { project, text: plain, position: new LineIndex(plain).position(offset) };
}
