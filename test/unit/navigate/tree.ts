/** A small tree for navigation: a type of its own, an exporter, an importer behind a wrapper, and names that only look alike. */
import type { Position } from '../../../engine/answers.ts';
import type { Project } from '../../../engine/project.ts';
import { LineIndex } from '../../../engine/syntax/lines.ts';
import { type MarkedFiles, readMarked } from '../../support/markers.ts';
import { smallProject } from '../../support/small-project.ts';

const HEADER = `#include <linux/dma-buf-mapping.h>
/* link_mapping_type: over the fabric */
extern const struct dma_buf_mapping_type [|/*typeDeclared*/link_mapping_type|];
struct link_exp_ops { struct dma_buf_mapping_exp_ops ops; int (*map_link)(struct dma_buf_attachment *attach); };
static inline struct dma_buf_mapping_match [|/*importerMaker*/LINK_IMAPPING|](void)
{
	return (struct dma_buf_mapping_match){ .type = &[|/*typeInMaker*/link_mapping_type|] };
}
#define [|/*exporterMaker*/LINK_EMAPPING|](_ops) ((struct dma_buf_mapping_match){ .type = &link_mapping_type, .exp_ops = &(_ops)->ops })
struct dma_buf_attachment *[|/*holdDeclared*/link_hold|](struct dma_buf *dmabuf, const struct dma_buf_mapping_match *list, size_t count);
`;

const CORE = `#include "link.h"
static int [|/*match*/link_match|](struct dma_buf *dmabuf, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp)
{
	return 0;
}
static void [|/*finish*/link_finish|](struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp)
{
	args->attach->map_type = *exp;
}
const struct dma_buf_mapping_type [|/*type*/link_mapping_type|] = { .name = "Link", .match = [|/*matchNamed*/link_match|], .finish_match = link_finish };
EXPORT_SYMBOL_GPL(link_mapping_type);
struct dma_buf_attachment *[|/*hold*/link_hold|](struct dma_buf *dmabuf, const struct dma_buf_mapping_match *list, size_t count)
{
	return [|/*holdAttaches*/dma_buf_mapping_attach|](dmabuf, list, count, NULL, NULL);
}
EXPORT_SYMBOL_GPL(link_hold);
`;

const EXPORTER = `#include "link.h"
static int [|/*map*/bo_map|](struct dma_buf_attachment *attach) { return 0; }
static const struct link_exp_ops [|/*expOps*/bo_exp_ops|] = { .map_link = bo_map };
static int [|/*callback*/bo_match|](struct dma_buf_match_args *args)
{
	/* [|/*listInComment*/list|] of one */
	const struct dma_buf_mapping_match [|/*list*/list|][] = { [|/*made*/LINK_EMAPPING|](&[|/*expOpsUse*/bo_exp_ops|]) };

	return dma_buf_match_mapping(args, [|/*listUse*/list|], ARRAY_SIZE(list));
}
static const struct dma_buf_ops [|/*ops*/bo_ops|] = { .match_mapping = [|/*callbackNamed*/bo_match|], .release = [|/*release*/bo_release|] };
static void [|/*other*/bo_other|](int list, struct list bo) { use(list, bo_ops); bo_exp_ops_count(); }
/* dmabuf-mapping: ignore [|/*rule*/impossible-match|], [|/*noRule*/no-such-rule|] -- for tests */
int bo_export(void) { struct dma_buf_export_info info = { .ops = &bo_ops }; dma_buf_export(&info); }
`;

const IMPORTER = `#include "link.h"
int [|/*importer*/net_import|](struct dma_buf *dmabuf)
{
	const struct dma_buf_mapping_match [|/*asked*/entries|][] = { LINK_IMAPPING() };

	return PTR_ERR_OR_ZERO([|/*holdCalled*/link_hold|](dmabuf, entries, ARRAY_SIZE(entries)));
}
static int [|/*stranger*/stranger|](void) { int link_match = 0; return link_match; }
`;

export interface NavigationTree extends MarkedFiles {
  project: Project;
  /** File and position of a mark's beginning. */
  spot: (mark: string) => [file: string, position: Position];
  /** `file:line` or the name of the mark there, for each location. */
  told: (locations: readonly { file: string; range: { start: Position } }[]) => string[];
}

export async function navigationTree(): Promise<NavigationTree> {
  const marked = readMarked({
    'drivers/link/link.h': HEADER,
    'drivers/link/link.c': CORE,
    'drivers/link/bo.c': EXPORTER,
    'drivers/link/net.c': IMPORTER,
  });
  const project = await smallProject(
    [...marked.files].map(([path, text]) => ({ path, text })),
    [],
  );
  const positionOf = (file: string, offset: number): Position => new LineIndex(marked.files.get(file)!).position(offset);
  const nameOf = new Map(
    marked.names.map((name) => {
      const { file, start } = marked.at(name);
      const { line, character } = positionOf(file, start);
      return [`${file}:${line}:${character}`, name];
    }),
  );
  return {
    ...marked,
    project,
    spot: (mark) => {
      const { file, start } = marked.at(mark);
      return [file, positionOf(file, start)];
    },
    told: (locations) =>
      locations.map(({ file, range: { start } }) => nameOf.get(`${file}:${start.line}:${start.character}`) ?? `${file}:${start.line}`),
  };
}
