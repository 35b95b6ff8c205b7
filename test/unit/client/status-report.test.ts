import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusReport } from '../../../client/status-report.ts';

const surroundings = { extension: '1.2.3', editor: 'Editor 1.91.0', system: 'linux' };

test('the report has versions, counts, memory and times, and no name of the workspace', () => {
  const report = statusReport(surroundings, {
    version: '1.2.3',
    runtime: 'node v20',
    uptime: 150_000,
    memory: { rss: 100 * 2 ** 20 },
    openDocuments: 1,
    paused: true,
    requests: [{ kind: 'hover', count: 12, median: 0.42, p95: 3, max: 1234 }],
    roots: [
      {
        uri: 'file:///secret',
        name: 'secret',
        state: 'ready',
        scanned: 2000,
        problems: [{ file: 'secret.c', message: 'cannot be read' }],
        given: { assumptions: ['secret'], configuration: '.config-secret' },
        counts: { files: 3, importers: 1, exporters: 2, types: 1, findings: 0, problems: 0, coverage: { decided: 2, pairs: 2 } },
        durations: { scan: 9876, parse: 45_000, answer: 1.25 },
      },
    ],
  });
  assert.equal(
    report,
    `# DMA-BUF Mapping: status report

- extension 1.2.3, editor Editor 1.91.0, linux
- server 1.2.3 on node v20, up for 3 min, 1 open document, reading is paused
- memory: rss 100 MiB

## Folder 1: ready

- 2000 files looked at, 3 with DMA-BUF code
- 1 importer, 2 exporters, 1 mapping type, 0 findings, 2 of 2 pairs decided
- scan 9876 ms, parse 45 s, last answer 1.3 ms
- 1 assumption, a kernel configuration
- 1 problem: see the output

## Requests

| request | count | median | 95 % within | longest |
|---------|------:|-------:|------------:|--------:|
| hover   |    12 | 0.4 ms |      3.0 ms | 1234 ms |
`,
  );
});

test('a server that does not answer is told', () => {
  assert.match(statusReport(surroundings, undefined), /- the language server does not answer\n$/);
});
