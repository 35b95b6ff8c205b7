/** Match loops in other words are silent; a loop that comes to something else is told with the plainest case that shows it. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Finding } from '../../../engine/answers.ts';
import { readFixture } from '../../support/fixture-text.ts';
import { smallProject } from '../../support/small-project.ts';

const HEAD = `int dma_buf_match_mapping(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp, size_t exp_len)
`;

async function driftsOf(code: string): Promise<Finding[]> {
  const project = await smallProject(readFixture(code).files, []);
  return project.findings().filter(({ rule }) => rule === 'core-drift');
}

async function messageOf(body: string, before = ''): Promise<string | undefined> {
  const [finding, ...others] = await driftsOf(`${before}${HEAD}${body}`);
  assert.deepEqual(others, []);
  if (!finding) return undefined;
  const prefix = 'This loop is not the built-in one, which decides all pairs here: ';
  assert.ok(finding.message.startsWith(prefix));
  return finding.message.slice(prefix.length);
}

/** The usual loop with indices, and parts of it to exchange. */
function loop(
  parts: {
    outer?: string;
    compare?: string;
    match?: string;
    call?: string;
    next?: string;
    stop?: string;
    finish?: string;
    none?: string;
  } = {},
): string {
  return `{
	size_t e, i;
	int ret;

	${parts.outer ?? 'for (e = 0; e < exp_len; e++)'} {
		for (i = 0; i < args->imp_len; i++) {
			const struct dma_buf_mapping_match *imp = &args->imp_matches[i];

			if (${parts.compare ?? 'exp[e].type != imp->type'})
				continue;
			if (${parts.match ?? 'exp[e].type->match'}) {
				ret = ${parts.call ?? 'exp[e].type->match(args->dmabuf, &exp[e], imp)'};
				if (${parts.next ?? 'ret == -EOPNOTSUPP'})
					continue;
				${parts.stop ?? 'if (ret)\n\t\t\t\t\treturn ret;'}
			}
			${parts.finish ?? 'exp[e].type->finish_match(args, &exp[e], imp);\n\t\t\treturn 0;'}
		}
	}
	return ${parts.none ?? '-EINVAL'};
}
`;
}

const EQUAL: Record<string, string> = {
  'with indices': loop(),
  'with pointers to the ends': `{
	const struct dma_buf_mapping_match *last = exp + exp_len;

	for (; exp != last; exp++) {
		const struct dma_buf_mapping_match *wish = args->imp_matches;
		const struct dma_buf_mapping_match *last_wish = wish + args->imp_len;

		for (; wish != last_wish; wish++) {
			int answer = 0;

			if (wish->type != exp->type)
				continue;
			if (exp->type->match)
				answer = exp->type->match(args->dmabuf, exp, wish);
			if (answer == -EOPNOTSUPP)
				continue;
			if (answer != 0)
				return answer;
			exp->type->finish_match(args, exp, wish);
			return 0;
		}
	}
	return -EINVAL;
}
`,
  'with while, goto and the error at the end': `{
	size_t e = 0, i;
	int ret = -EINVAL;

	while (e < exp_len) {
		i = 0;
		while (i < args->imp_len) {
			if (args->imp_matches[i].type == exp[e].type) {
				ret = exp[e].type->match ? exp[e].type->match(args->dmabuf, &exp[e], &args->imp_matches[i]) : 0;
				if (!ret)
					goto found;
				if (ret != -EOPNOTSUPP)
					return ret;
				ret = -EINVAL;
			}
			i++;
		}
		e++;
	}
	return ret;
found:
	exp[e].type->finish_match(args, &exp[e], &args->imp_matches[i]);
	return 0;
}
`,
  'with a check of the lengths before': loop({
    outer: 'if (!exp_len || !args->imp_len)\n\t\treturn -EINVAL;\n\tfor (e = 0; e < exp_len; e++)',
  }),
  'with a warning in the middle': loop({ stop: 'if (WARN_ON(ret > 0) || ret)\n\t\t\t\t\treturn ret;' }),
};

/** An attach function of another shape than the model's, and parts of it to exchange. */
function attach({ check = '', failed = 'ERR_PTR(ret)', length = '1', imports = 'match_len' } = {}): string {
  return `bool be_lenient(void);

static int ask(struct dma_buf_match_args *args, const struct dma_buf_ops *ops)
{
	if (!ops->match_mapping)
		return dma_buf_match_mapping(args, ops->single_exporter_match, ${length});
	return ops->match_mapping(args);
}

struct dma_buf_attachment *dma_buf_mapping_attach(struct dma_buf *dmabuf, const struct dma_buf_mapping_match *imp_matches,
		size_t match_len, const struct dma_buf_attach_ops *importer_ops, void *importer_priv)
{
	struct dma_buf_attachment *made;
	struct dma_buf_match_args args = {};
	int ret;

	if (WARN_ON(!dmabuf))
		return ERR_PTR(-EINVAL);
	made = kzalloc(sizeof(*made), GFP_KERNEL);
	if (!made)
		return ERR_PTR(-ENOMEM);
	made->dmabuf = dmabuf;
	made->importer_ops = importer_ops;
	args.attach = made;
	args.dmabuf = dmabuf;
	args.imp_matches = imp_matches;
	args.imp_len = ${imports};
	ret = ask(&args, dmabuf->ops);
	${check}
	if (ret) {
		kfree(made);
		return ${failed};
	}
	dma_resv_lock(dmabuf->resv, NULL);
	list_add(&made->node, &dmabuf->attachments);
	dma_resv_unlock(dmabuf->resv);
	return made;
}
`;
}

async function attachMessages(code: string): Promise<string[]> {
  const prefix = 'This function is not the built-in one, which decides all pairs here: ';
  return (await driftsOf(code)).map(({ message }) => message.replace(prefix, ''));
}

describe('core-drift', () => {
  for (const [name, body] of Object.entries(EQUAL)) {
    test(`${name}: silent`, async () => assert.equal(await messageOf(body), undefined));

    test(`${name}, but with another error: told, so it is silent since it was followed`, async () => {
      assert.match((await messageOf(body.replaceAll('-EINVAL', '-ENOENT')))!, /it returns -ENOENT, the built-in loop returns -EINVAL$/);
    });
  }

  test('with helpers: silent', async () => {
    const helpers = `static int agree(struct dma_buf *dmabuf, const struct dma_buf_mapping_match *exp, const struct dma_buf_mapping_match *imp)
{
	if (exp->type != imp->type)
		return -EOPNOTSUPP;
	return exp->type->match ? exp->type->match(dmabuf, exp, imp) : 0;
}

static int find(struct dma_buf_match_args *args, const struct dma_buf_mapping_match *exp)
{
	size_t i;

	for (i = 0; i < args->imp_len; i++) {
		int ret = agree(args->dmabuf, exp, &args->imp_matches[i]);

		if (ret == -EOPNOTSUPP)
			continue;
		if (!ret)
			exp->type->finish_match(args, exp, &args->imp_matches[i]);
		return ret;
	}
	return -EOPNOTSUPP;
}

`;
    const body = `{
	size_t e;

	for (e = 0; e < exp_len; e++) {
		int ret = find(args, exp + e);

		if (ret != -EOPNOTSUPP)
			return ret;
	}
	return -EINVAL;
}
`;
    assert.equal(await messageOf(body, helpers), undefined);
  });

  const DIFFERENT: [name: string, body: string, message: string][] = [
    [
      "the importer's order wins",
      loop({ outer: 'for (i = 0; i < args->imp_len; i++)', compare: '0' })
        .replace('for (i = 0; i < args->imp_len; i++) {\n\t\t\tconst', 'for (e = 0; e < exp_len; e++) {\n\t\t\tconst')
        .replace('if (0)', 'if (exp[e].type != imp->type)'),
      'with exporter [A, B] and importer [B, A] it picks B, the built-in loop picks A',
    ],
    [
      'any errno goes on',
      loop({ next: 'ret < 0' }),
      'with exporter [A] and importer [A], `match` answering -ENODEV it returns -EINVAL, the built-in loop returns -ENODEV',
    ],
    [
      'another errno goes on too',
      loop({ next: 'ret == -EOPNOTSUPP || ret == -ENOTSUPP' }),
      'with exporter [A] and importer [A], `match` answering -ENOTSUPP it returns -EINVAL, the built-in loop returns -ENOTSUPP',
    ],
    [
      'a positive answer is a match',
      loop({ stop: 'if (ret < 0)\n\t\t\t\t\treturn ret;' }),
      'with exporter [A] and importer [A], `match` answering 1 it picks A, the built-in loop returns 1',
    ],
    [
      'the exporter is walked from its end',
      loop({ outer: 'for (e = exp_len; e-- > 0; )' }),
      'with exporter [A, B] and importer [A, B] it picks B, the built-in loop picks A',
    ],
    [
      'the last match wins',
      loop({ finish: 'exp[e].type->finish_match(args, &exp[e], imp);\n\t\t\tdone = 0;', none: 'done' }).replace(
        'int ret;',
        'int ret, done = -EINVAL;',
      ),
      'with exporter [A, B] and importer [A, B] it picks A, then B, the built-in loop picks A',
    ],
    [
      'no match is another error',
      loop({ none: '-ENOENT' }),
      'with exporter [A] and importer [B] it returns -ENOENT, the built-in loop returns -EINVAL',
    ],
    [
      'no match is success',
      loop({ none: '0' }),
      'with exporter [A] and importer [B] it returns 0 without a match, the built-in loop returns -EINVAL',
    ],
    [
      'a type need not finish',
      loop({ finish: 'if (exp[e].type->finish_match)\n\t\t\t\texp[e].type->finish_match(args, &exp[e], imp);\n\t\t\treturn 0;' }),
      'with exporter [A] and importer [A], A without `finish_match` it returns 0 without a match, the built-in loop calls NULL',
    ],
    [
      'match is called with swapped entries',
      loop({ call: 'exp[e].type->match(args->dmabuf, imp, &exp[e])' }),
      'with exporter [A] and importer [A] it calls `match(dmabuf, imp[0], exp[0])`, the built-in loop `match(dmabuf, exp[0], imp[0])`',
    ],
    [
      'finish_match is called with swapped entries',
      loop({ finish: 'exp[e].type->finish_match(args, imp, &exp[e]);\n\t\t\treturn 0;' }),
      'with exporter [A] and importer [A] it calls `finish_match(args, imp[0], exp[0])`, the built-in loop `finish_match(args, exp[0], imp[0])`',
    ],
    [
      'a type has to have match',
      loop({ match: '1' }),
      'with exporter [A] and importer [A], A without `match` it calls NULL, the built-in loop picks A',
    ],
    [
      'only the first entry of the importer counts',
      loop().replace('i < args->imp_len', 'i < args->imp_len && i < 1'),
      'with exporter [A, B] and importer [B, A] it picks B, the built-in loop picks A',
    ],
    [
      'one entry too many is read',
      loop().replace('i < args->imp_len', 'i <= args->imp_len'),
      'with exporter [A] and importer [B] it reads past a list, the built-in loop returns -EINVAL',
    ],
    [
      'match is called twice',
      loop({ next: 'exp[e].type->match(args->dmabuf, &exp[e], imp) == -EOPNOTSUPP' }),
      'with exporter [A] and importer [A] it calls `match(dmabuf, exp[0], imp[0])`, the built-in loop `finish_match(args, exp[0], imp[0])`',
    ],
    [
      'refusal of all entries is kept',
      loop({ none: 'ret' }).replace('int ret;', 'int ret = -EINVAL;'),
      'with exporter [A] and importer [A], `match` answering -EOPNOTSUPP it returns -EOPNOTSUPP, the built-in loop returns -EINVAL',
    ],
  ];
  for (const [name, body, message] of DIFFERENT) {
    test(`${name}: told`, async () => assert.equal(await messageOf(body), message));
  }

  test('one finding, at the name of the function', async () => {
    const [finding] = await driftsOf(`${HEAD}${loop({ none: '-ENOENT' })}`);
    assert.equal(finding?.severity, 'info');
    assert.deepEqual(finding?.location.range.start.character, HEAD.indexOf('dma_buf_match_mapping'));
  });

  test('one attach function in other words: silent', async () => assert.deepEqual(await attachMessages(attach()), []));

  const ATTACHES: [name: string, parts: Parameters<typeof attach>[0], message: string][] = [
    [
      'a positive result is an error',
      { check: 'if (WARN_ON(ret > 0))\n\t\tret = -EINVAL;' },
      'when `match_mapping` answers 1 it returns -EINVAL, the built-in function returns 1 as if it were a pointer',
    ],
    [
      'a result is dropped',
      { check: 'ret = 0;' },
      'when `match_mapping` answers -ENODEV it makes the attachment, the built-in function returns -ENODEV',
    ],
    [
      'every failure is the same errno',
      { failed: 'ERR_PTR(-EINVAL)' },
      'when `match_mapping` answers -ENODEV it returns -EINVAL, the built-in function returns -ENODEV',
    ],
    [
      'no error pointer comes back',
      { failed: 'NULL' },
      'when `match_mapping` answers -ENODEV it returns NULL, the built-in function returns -ENODEV',
    ],
    [
      'the single entry counts twice',
      { length: '2' },
      'for ops with `single_exporter_match` it calls `dma_buf_match_mapping(&args, ops->single_exporter_match, 2)`, the built-in function calls `dma_buf_match_mapping(&args, ops->single_exporter_match, 1)`',
    ],
    [
      'the importer list is lost',
      { imports: '0' },
      'for ops with `match_mapping` it calls `match_mapping(something else)`, the built-in function calls `match_mapping(&args)`',
    ],
  ];
  for (const [name, parts, message] of ATTACHES) {
    test(`${name}: told`, async () => assert.deepEqual(await attachMessages(attach(parts)), [message]));
  }

  test('what an attach function does after a choice that no source tells is not judged', async () => {
    assert.deepEqual(await attachMessages(attach({ check: 'if (be_lenient())\n\t\tret = 0;' })), []);
  });

  test('a loop that cannot be followed is not judged', async () => {
    assert.equal(
      await messageOf(
        '{\n\treturn other_loop(args, exp, exp_len);\n}\n',
        'int other_loop(struct dma_buf_match_args *, const struct dma_buf_mapping_match *, size_t);\n',
      ),
      undefined,
    );
    assert.equal(await messageOf(loop({ next: 'ret == -EOPNOTSUPP || be_lenient()' }), 'bool be_lenient(void);\n'), undefined);
  });

  test('another signature is not judged', async () => {
    const code = 'int dma_buf_match_mapping(struct dma_buf *dmabuf, struct dma_buf_match_args *args)\n{\n\treturn 0;\n}\n';
    assert.deepEqual(await driftsOf(code), []);
  });

  test('a prototype is no loop', async () => {
    assert.deepEqual(await driftsOf(`${HEAD.trim()};\n`), []);
  });
});
