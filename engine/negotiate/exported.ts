/** Who exports which ops, as each exporter sees it. */
import { equal } from '../index/equal.ts';
import type { Memo } from '../index/memo.ts';
import type { Whole } from '../index/whole.ts';
import type { ExportFound, Exports } from './exports.ts';

export class Exported implements Whole<Exports> {
  private readonly memo: Memo;
  private now: Exports = NOTHING;

  constructor(memo: Memo) {
    this.memo = memo;
  }

  *replace(_: string, before: Exports = NOTHING, now: Exports = NOTHING): Generator<string> {
    this.now = now;
    for (const id of before.byOps.keys()) if (!now.byOps.has(id)) yield `exports of ${id}`;
    for (const [id, found] of now.byOps) if (!equal(before.byOps.get(id), found)) yield `exports of ${id}`;
    if (!equal(before.sought, now.sought)) yield 'sought by exports';
  }

  /** Where these ops are exported. */
  of(id: string): readonly ExportFound[] {
    this.memo.note(`exports of ${id}`);
    return this.now.byOps.get(id) ?? [];
  }

  /** Names whose users matter, wherever they are. */
  sought(): readonly string[] {
    this.memo.note('sought by exports');
    return this.now.sought;
  }
}

const NOTHING: Exports = { byOps: new Map(), sought: [] };
