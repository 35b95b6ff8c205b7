/** Defects put into the drivers of the miniature kernel, one at a time, wherever the code has a place for them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Finding } from '../../engine/answers.ts';
import { isBuildFile } from '../../engine/kbuild/modules.ts';
import { Project } from '../../engine/project.ts';
import { minikernel, sharedParser } from '../support/small-project.ts';
import { described } from './judge.ts';
import type { Row } from './seeding.ts';

interface Mutation {
  rule: string;
  /** What is changed, and into what; `$1` and its kin are groups. */
  find: RegExp;
  put: string;
  /** Only in files whose text has this. */
  where?: RegExp;
  /** It changes nothing that matters: no rule may say anything. */
  harmless?: true;
}

const CALLBACK = /\bint \w+\(struct dma_buf_match_args \*/;

const mutations: readonly Mutation[] = [
  { rule: 'list-length', find: /(match_mapping|mapping_attach)\((\w+), (\w+), ARRAY_SIZE\(\3\)/, put: '$1($2, $3, sizeof($3)' },
  { rule: 'list-length', find: /(match_mapping|mapping_attach)\((\w+), (\w+), ARRAY_SIZE\(\3\)/, put: '$1($2, $3, ARRAY_SIZE($3) + 1' },
  {
    rule: 'list-length',
    find: /(match_mapping|mapping_attach)\((\w+), (\w+), ARRAY_SIZE\(\3\)/,
    put: '$1($2, $3, sizeof($3) / sizeof(*$3)',
    harmless: true,
  },
  { rule: 'uninitialized-entry', find: /(match_mapping|mapping_attach)\((\w+), (\w+), num\b/, put: '$1($2, $3, ARRAY_SIZE($3)' },
  { rule: 'missing-name', find: /\n\t\.name = "[^"]*",(?=[^}]*finish_match)/, put: '' },
  { rule: 'missing-finish-match', find: /\n\t\.finish_match = \w+,/, put: '' },
  { rule: 'missing-finish-match', find: /\.finish_match = (\w+),/, put: '.finish_match = (&$1),', harmless: true },
  { rule: 'type-not-exported', find: /EXPORT_SYMBOL_NS_GPL\((dma_buf_mapping_\w+_type), "\w+"\);/, put: '/* EXPORT_SYMBOL_GPL($1); */' },
  { rule: 'lock-assertion', find: /\n\treturn dma_buf_match_mapping\((\w+), /, put: '\n\tdma_resv_assert_held($1->dmabuf->resv);$&' },
  {
    rule: 'lock-assertion',
    find: /\n\treturn dma_buf_match_mapping\((\w+), /,
    put: '\n\t/* dma_resv_assert_held($1->dmabuf->resv); */$&',
    harmless: true,
  },
  { rule: 'ignored-result', find: /\n\treturn (dma_buf_match_mapping\((?:[^;{}]|\{[^;]*\})*\));/, put: '\n\t$1;\n\treturn 0;' },
  {
    rule: 'ignored-result',
    find: /\n\treturn (dma_buf_match_mapping\((?:[^;{}]|\{[^;]*\})*\));/,
    put: '\n\tint outcome = $1;\n\n\treturn outcome;',
    harmless: true,
  },
  {
    rule: 'positive-return',
    find: /(match_mapping\(struct dma_buf_match_args \*\w+\)\n\{(?:(?!\n\})[\s\S])*?return )-(ENODEV|EINVAL|EBUSY|EPERM)/,
    put: '$1$2',
  },
  { rule: 'match-errno', find: /(_match\(struct dma_buf \*(?:(?!\n\})[\s\S])*?return )-EOPNOTSUPP/, put: '$1-524' },
  {
    rule: 'unset-attach-field',
    find: /\n\treturn dma_buf_match_mapping\((\w+), /,
    put: '\n\tif ($1->attach->importer_ops)\n\t\treturn -EBUSY;$&',
  },
  { rule: 'unchecked-attach', find: /\n\tif \(IS_ERR\((attach|\w+->attach)\)\)/, put: '\n\t$1->priv = NULL;$&' },
  { rule: 'unchecked-attach', find: /\n\tif \(IS_ERR\((attach|\w+->attach)\)\)/, put: '\n\tif (unlikely(IS_ERR($1)))', harmless: true },
  { rule: 'ops-no-matcher', find: /\n\t\.match_mapping = \w+,/, put: '' },
  { rule: 'ops-no-matcher', find: /\.match_mapping = (\w+),/, put: '.match_mapping = &($1),', harmless: true },
  { rule: 'wrong-side', find: /(?<!define )DMA_BUF_EMAPPING_PAL\([^()]*\)/, put: 'DMA_BUF_IMAPPING_PAL()', where: CALLBACK },
  { rule: 'missing-exp-ops', find: /(?<!define )DMA_BUF_EMAPPING_PAL\([^()]*\)/, put: 'DMA_BUF_EMAPPING_PAL(NULL)', where: CALLBACK },
  { rule: 'unknown-constructor', find: /DMA_BUF_([IE])MAPPING_SGT\(/, put: 'DMA_BUF_$1MAPPING_SGTT(' },
  { rule: 'constructor-arity', find: /DMA_BUF_IMAPPING_SGT\((\w[^,()]*), \w+\)/, put: 'DMA_BUF_IMAPPING_SGT($1)' },
  {
    rule: 'constructor-arity',
    find: /DMA_BUF_IMAPPING_SGT\((\w[^,()]*), (\w+)\)/,
    put: '(DMA_BUF_IMAPPING_SGT)(($1), ($2))',
    harmless: true,
  },
  { rule: 'renamed-call', find: /\bdma_buf_sgt_attach\((?=\w)/, put: 'dma_buf_attach(' },
  { rule: 'renamed-call', find: /\bdma_buf_sgt_attach\((?=\w)/, put: '(dma_buf_sgt_attach)(', harmless: true },
  {
    rule: 'null-importer-ops',
    find: /\bdma_buf_sgt_dynamic_attach\((\w+), ([^,]+), &\w+,/,
    put: 'dma_buf_sgt_dynamic_attach($1, $2, NULL,',
  },
];

/** Rules that tell of the same defect from the other end. */
const IMPLIED = new Set(['impossible-match', 'unreachable-entry', 'missing-exp-ops', 'list-length', 'unusable-match', 'unused-directive']);

/** Every mutation at every place, with the words of what went wrong. */
export async function mutateMinikernel(): Promise<{ rows: Row[]; failures: string[] }> {
  const project = new Project(await sharedParser());
  const sources = new Map<string, string>();
  for (const entry of readdirSync(minikernel, { recursive: true, withFileTypes: true })) {
    const path = relative(minikernel, join(entry.parentPath, entry.name));
    if (!entry.isFile()) continue;
    const text = readFileSync(join(minikernel, path), 'utf8');
    if (isBuildFile(path)) project.setBuildFile(path, text);
    else if (/\.[ch]$/.test(path)) {
      project.setFile(path, text);
      if (path.endsWith('.c') && !/broken|drivers\/dma-buf\/dma-buf\.c/.test(path)) sources.set(path, text);
    }
  }
  const key = ({ rule, location, message }: Finding) => `${rule} ${location.file} ${message}`;
  const before = new Set(project.findings().map(key));
  const rows = new Map<string, Row>();
  const failures: string[] = [];
  for (const { rule, find, put, where, harmless } of mutations) {
    const row = rows.get(rule) ?? { rule, seeded: 0, found: 0, lookAlikes: 0, falsePositives: 0 };
    rows.set(rule, row);
    for (const [path, text] of sources) {
      if (where && !where.test(text)) continue;
      for (const match of text.matchAll(new RegExp(find, 'g'))) {
        const changed = text.slice(0, match.index) + text.slice(match.index).replace(find, put);
        if (changed === text) continue;
        project.setFile(path, changed);
        const fresh = project.findings().filter((finding) => !before.has(key(finding)));
        project.setFile(path, text);
        const own = fresh.filter((finding) => !harmless && finding.rule === rule && finding.location.file === path);
        const surplus = fresh.filter((finding) => !own.includes(finding) && (harmless || !IMPLIED.has(finding.rule)));
        if (harmless) row.lookAlikes++;
        else row.seeded++;
        if (own.length > 0) row.found++;
        const name = `${rule} in ${path}: ${JSON.stringify(put)}`;
        if (!harmless && own.length === 0) failures.push(`${name}: MISSED`);
        if (surplus.length > 0) row.falsePositives++;
        for (const finding of surplus) failures.push(`${name}: surplus ${described(finding)}`);
      }
    }
  }
  return { rows: [...rows.values()].sort((a, b) => (a.rule < b.rule ? -1 : 1)), failures };
}
