/** The manifest as an editor in English has it: with the texts of package.nls.json in the places of their keys. */
import manifest from '../../package.json' with { type: 'json' };
import texts from '../../package.nls.json' with { type: 'json' };

export { resolved as manifest };

const resolved = fill(manifest) as typeof manifest;

function fill(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fill);
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fill(each)]));
  const key = typeof value === 'string' ? /^%([\w.-]+)%$/.exec(value)?.[1] : undefined;
  if (key === undefined) return value;
  const text = (texts as Record<string, string>)[key];
  if (text === undefined) throw new Error(`package.nls.json has no ${key}`);
  return text;
}
