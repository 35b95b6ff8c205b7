import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillCounter } from '../../../engine/fixes/counters.ts';

const cases: [name: string, body: string, counter: string | undefined][] = [
  ['a list filled step by step', 'struct e m[2]; unsigned int n = 0; if (c) m[n++] = A(); m[n++] = B(); return f(m, ARRAY_SIZE(m));', 'n'],
  ['a counter that starts in a statement', 'struct e m[2]; int n; n = 0; m[n++] = A();', 'n'],
  ['index and step apart', 'struct e m[2]; int n = 0; if (c) { m[n] = A(); n++; } m[n] = B(); n++;', 'n'],
  ['index and step apart, += 1', 'struct e m[2]; int n = 0; m[n] = A(); n += 1;', 'n'],
  ['the address of the next element', 'struct e m[2]; int n = 0; fill(&m[n++]);', 'n'],
  ['a first element from the initialiser', 'struct e m[2] = { A() }; int n = 1; if (c) m[n++] = B();', 'n'],
  ['an initialiser that the counter does not count', 'struct e m[2] = { A() }; int n = 0; m[n++] = B();', undefined],
  ['a fixed index as well', 'struct e m[2]; int n = 1; m[0] = A(); if (c) m[n++] = B();', undefined],
  ['two counters', 'struct e m[2]; int n = 0, k = 0; m[n++] = A(); m[k++] = B();', undefined],
  ['a counter of two lists', 'struct e m[2], o[2]; int n = 0; m[n++] = A(); o[n++] = B();', undefined],
  ['a counter that starts elsewhere', 'struct e m[2]; int n = 1; m[n++] = A();', undefined],
  ['a counter that is set twice', 'struct e m[2]; int n = 0; m[n++] = A(); n = 0; m[n++] = B();', undefined],
  ['a counter that goes back', 'struct e m[2]; int n = 0; m[n++] = A(); n--;', undefined],
  ['a counter that others may change', 'struct e m[2]; int n = 0; m[n++] = A(); g(&n);', undefined],
  ['a write without a step', 'struct e m[2]; int n = 0; m[n] = A(); m[n] = B(); n++;', undefined],
  ['a member of the same name', 'struct e m[2]; int n = 0; m[n++] = A(); p->n = 3; q.n++;', 'n'],
  ['fixed indices only', 'struct e m[2]; m[0] = A();', undefined],
  ['no write', 'struct e m[2]; f(m[n]);', undefined],
];

for (const [name, body, counter] of cases) {
  test(`the counter of a list: ${name}`, () => {
    const text = `int f(void)\n{ ${body} }`;
    assert.equal(fillCounter(text, { start: text.indexOf('{'), end: text.length }, 'm'), counter);
  });
}
