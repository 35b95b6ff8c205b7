/** The manifest says what the code does. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { VIEW_STATES } from '../../../client/view-state.ts';
import { rules } from '../../../engine/rules/registry.ts';
import { readSettings, SECTION } from '../../../server/settings.ts';
import { manifest } from '../../support/manifest.ts';

const folder = new URL('../../../client/', import.meta.url);
const sources = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
  .join('\n');
const { contributes } = manifest;

test('every command is registered, and every registered command is in the manifest', () => {
  const registered = [...sources.matchAll(/registerCommand\('([^']+)'/g)].map((match) => match[1]);
  assert.deepEqual(registered.sort(), contributes.commands.map(({ command }) => command).sort());
});

test('menus, welcome views and buttons name commands that exist', () => {
  const known = new Set(contributes.commands.map(({ command }) => command));
  const named = [
    ...Object.values(contributes.menus).flatMap((items) => items.map(({ command }) => command)),
    ...contributes.viewsWelcome.flatMap(({ contents }) => [...contents.matchAll(/command:([\w.]+)/g)].map((match) => match[1]!)),
    ...[...sources.matchAll(/run\('([^']+)'\)/g)].map((match) => match[1]!),
  ];
  assert.deepEqual(
    named.filter((command) => command.startsWith(SECTION) && !known.has(command) && command !== 'dmabufMapping.attachments.focus'),
    [],
  );
});

test('every state of the view but the full one has its welcome', () => {
  const welcomed = contributes.viewsWelcome.flatMap(({ when }) => [...when.matchAll(/== (\w+)/g)].map((match) => match[1]));
  assert.deepEqual([...new Set(welcomed)].sort(), VIEW_STATES.filter((state) => state !== 'ready').sort());
});

test('every rule has its severity setting, with the level it has by itself in the words', () => {
  const properties: Record<string, { enum?: string[]; markdownDescription: string }> = Object.assign(
    {},
    ...contributes.configuration.map((group) => group.properties),
  );
  const settings = Object.keys(properties).filter((name) => name.startsWith(`${SECTION}.severity.`));
  assert.deepEqual(settings.sort(), rules.map(({ id }) => `${SECTION}.severity.${id}`).sort());
  for (const { id, severity } of rules) {
    const property = properties[`${SECTION}.severity.${id}`]!;
    assert.match(property.markdownDescription, new RegExp(`Default: ${severity}\\.`));
    for (const level of property.enum!) {
      const read = readSettings({ severity: { [id]: level } }).severity[id];
      assert.equal(read, level === 'default' ? undefined : level);
    }
  }
});
