/** `#include` lines that a fix needs. */
import type { Names } from '../index/names.ts';
import type { Change } from './layout.ts';

const DEEPEST = 8;

/**
 * What makes `file` include the header that the tree keeps at `home` (such as `include/linux/dma-buf-mapping.h`), among its other includes and in their order.
 * Nothing if it does already, through others perhaps; nothing if that is no header of the include folder.
 */
export function includeHeader(names: Names, file: string, home: string): Change[] {
  const path = /^(?:.*\/)?include\/(.+\.h)$/.exec(home)?.[1];
  const facts = names.facts(file);
  const text = names.text(file);
  if (path === undefined || !facts || text === undefined || file === home || reaches(names, file, path, DEEPEST)) return [];
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  const kin = facts.includes.filter((each) => each.system && each.path.startsWith(folder));
  const others = kin.length > 0 ? kin : facts.includes.filter((each) => each.system);
  const next = kin.find((each) => each.path > path);
  const line = `#include <${path}>${text.includes('\r\n') ? '\r\n' : '\n'}`;
  if (next && isSorted(kin.map((each) => each.path))) return [insertion(lineStart(text, next.span.start), line)];
  const last = others.at(-1) ?? facts.includes.at(-1);
  return [insertion(last ? lineEnd(text, last.span) : 0, line)];
}

function insertion(at: number, newText: string): Change {
  return { start: at, end: at, newText };
}

function reaches(names: Names, file: string, path: string, depth: number): boolean {
  const includes = names.facts(file)?.includes ?? [];
  if (includes.some((each) => each.path === path)) return true;
  return (
    depth > 0 && includes.some((each) => names.facts(`include/${each.path}`) && reaches(names, `include/${each.path}`, path, depth - 1))
  );
}

function isSorted(paths: readonly string[]): boolean {
  return paths.every((path, index) => index === 0 || paths[index - 1]! <= path);
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function lineEnd(text: string, span: { start: number; end: number }): number {
  const end = text.indexOf('\n', Math.max(span.start, span.end - 1));
  return end < 0 ? text.length : end + 1;
}
