import type { Node } from 'web-tree-sitter';
import type { Span } from './facts.ts';

/** Spans of ERROR and MISSING nodes; only the damaged parts of the tree are walked. */
export function errorSpans(root: Node): Span[] {
  const spans: Span[] = [];
  if (!root.hasError) return spans;
  const cursor = root.walk();
  try {
    for (;;) {
      const node = cursor.currentNode;
      if (node.isError || node.isMissing) spans.push({ start: node.startIndex, end: node.endIndex });
      const descend = node.hasError && !node.isError && !node.isMissing;
      if (descend && cursor.gotoFirstChild()) continue;
      while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return spans;
    }
  } finally {
    cursor.delete();
  }
}
