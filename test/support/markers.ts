/** Sources with marks: `[|/*name*\/text|]` names the range of `text`. The marks are taken out, so that what remains is plain C. */
import assert from 'node:assert/strict';
import type { Place } from '../../engine/negotiate/offer.ts';

export interface MarkedFiles {
  /** Path → text without marks. */
  files: Map<string, string>;
  /** The place of a mark; fails for names that no file has. */
  at: (name: string) => Place;
  names: string[];
}

/** Reads marks; they may nest. Fails on a name that stands twice and on a mark that is not closed. */
export function readMarked(sources: Record<string, string>): MarkedFiles {
  const files = new Map<string, string>();
  const places = new Map<string, Place>();
  for (const [file, source] of Object.entries(sources)) {
    let text = '';
    const open: { name: string; start: number }[] = [];
    for (const part of source.split(/(\[\|\/\*\w+\*\/|\|\])/)) {
      const name = /^\[\|\/\*(\w+)\*\/$/.exec(part)?.[1];
      if (name !== undefined) {
        assert.ok(!places.has(name) && !open.some((other) => other.name === name), `the mark ${name} stands twice`);
        open.push({ name, start: text.length });
      } else if (part === '|]') {
        const mark = open.pop();
        assert.ok(mark, `a mark ends in ${file} that did not begin`);
        places.set(mark.name, { file, start: mark.start, end: text.length });
      } else {
        text += part;
      }
    }
    assert.equal(open.length, 0, `a mark in ${file} does not end`);
    files.set(file, text);
  }
  const at = (name: string): Place => {
    const place = places.get(name);
    assert.ok(place, `there is no mark ${name}`);
    return place;
  };
  return { files, at, names: [...places.keys()] };
}
