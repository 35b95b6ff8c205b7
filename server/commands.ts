/** Commands of clients, which say in `experimental.commands` of their capabilities that they have them. */

/** Shows the counterparts of some importers or exporters: `{ root, of, ids }`. */
export const COUNTERPARTS = 'dmabufMapping.pickCounterpart';
