/**
 * Writes engine/negotiate/model-facts.ts, what the C of the built-in model declares: `node --import tsx scripts/model-facts.mjs`. A test fails when it
 * is not what the model says.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectFacts } from '../engine/facts/collect.ts';
import { MODEL_FILES } from '../engine/negotiate/model.ts';
import { loadParser } from '../workspace/parser.ts';
import { root } from './bootstrap.mjs';

/** The text of model-facts.ts as it follows from the model. */
export async function modelFactsCode() {
  const parser = await loadParser();
  const lines = MODEL_FILES.map(({ file, text }) => {
    const facts = JSON.stringify(collectFacts(file, text, parser));
    return `  '${facts.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}',\n`;
  });
  return `/** Made from the model by \`node --import tsx scripts/model-facts.mjs\`. */\nexport const MODEL_FACTS: readonly string[] = [\n${lines.join('')}];\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(join(root, 'engine/negotiate/model-facts.ts'), await modelFactsCode());
