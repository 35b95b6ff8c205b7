/**
 * `npm run fuzz -- --cases N --seed S`: N spoilt texts, asked about. `--corpus DIR` spoils the C files below a folder that say something about
 * DMA-buf, instead of the test fixtures. Ends with a failure if the engine throws, takes longer than a second, or gives an answer that is stale.
 */
import { parseArgs } from 'node:util';
import { loadParser, scan } from '@dmabuf-mapping/workspace';
import { fuzz } from './fuzz.ts';
import { pump } from './pumps.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    corpus: { type: 'string' },
  },
});

/** So long that a loop in a loop takes many times as long as what grows with the text. */
const LENGTH = 60_000;

const start = performance.now();
const seconds = () => ((performance.now() - start) / 1000).toFixed(1);
const corpus: string[] = [];
if (values.corpus !== undefined) {
  await scan(values.corpus, { excludes: [], gitignore: 'repository' }, { onFile: (_, text) => corpus.push(text) });
}
const report = fuzz({
  cases: Number(values.cases),
  seed: Number(values.seed),
  mostMilliseconds: 1000,
  parser: await loadParser(),
  ...(corpus.length > 0 && { corpus }),
  found: ({ name, kind, message, mutations, text }) => {
    console.log(`\n=== ${kind}, case ${name}: ${message}\n${JSON.stringify(mutations)}\n${text.slice(0, 400)}`);
  },
  progress: (done) => process.stderr.write(`\r${done} texts, ${seconds()} s `),
});
process.stderr.write('\n');
const memory = Math.round(process.memoryUsage().rss / 1e6);
console.log(
  `${report.cases} texts, ${report.failures.length} failures, slowest ${Math.round(report.slowest)} ms, ${memory} MB at the end, ${seconds()} s`,
);
const pumped = pump(await loadParser(), { length: LENGTH, mostMilliseconds: 6000 });
for (const { name, message } of pumped.failures) console.log(`\n=== ${name}: ${message}`);
console.log(
  `${pumped.cases} texts with one thing very often, ${pumped.failures.length} failures, slowest ${Math.round(pumped.slowest)} ms, ${seconds()} s`,
);
process.exitCode = report.failures.length + pumped.failures.length > 0 ? 1 : 0;
