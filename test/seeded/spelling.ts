/** The same expression, statement or `return` in other words. What they come to does not change, and marks stay where the text goes. */
import { type Context, MARK, type Scene } from './scene.ts';

/** Where a text may go. */
export interface Spelling {
  /** It stays a constant: no calls. */
  constant?: true;
  /** C type of the expression; without it no function can give it. */
  type?: string;
}

const marked = (text: string, name: string) => (text.includes(MARK) ? `${MARK}${name}` : name);

/** An expression in other words, up to two changes deep. */
export function expression(scene: Scene, context: Context, text: string, spelling: Spelling = {}): string {
  const { draw } = scene;
  let result = text;
  for (let turn = draw.weighted([3, 4, 2]); turn > 0; turn--) result = once(scene, context, result, spelling);
  return result;
}

function once(scene: Scene, context: Context, text: string, { constant, type }: Spelling): string {
  const { draw } = scene;
  const ways = ['parentheses', 'object macro', 'function macro', 'nested macro'];
  if (type && !constant) ways.push('function', 'function', 'statement expression', 'function with a local');
  switch (draw.one(ways)) {
    case 'parentheses':
      return `(${text})`;
    case 'object macro':
      return marked(text, scene.macro('it', '', draw.chance(50) ? `(${text})` : text));
    case 'function macro':
      return `${passing(scene, text)}(${text})`;
    case 'nested macro': {
      const inner = passing(scene, text);
      return marked(text, scene.macro('out', '', `${inner}(${text})`));
    }
    case 'function':
      return outlined(scene, context, text, (own) => [`return ${own};`], type!);
    case 'function with a local':
      return outlined(scene, context, text, (own) => [`${type} value = ${own};`, '', 'return value;'], type!);
    default:
      return `({ ${text}; })`;
  }
}

/** A macro that gives its argument back; a text with braces is several arguments. */
function passing(scene: Scene, text: string): string {
  return text.includes('{') ? scene.macro('id', '(...)', '__VA_ARGS__') : scene.macro('id', '(x)', scene.draw.one(['(x)', 'x']));
}

/** A call of a helper that has this text in its body. */
export function outlined(scene: Scene, context: Context, text: string, body: (own: string) => readonly string[], returns: string): string {
  const words = scene.words(text);
  const used = context.filter(({ name }) => words.has(name));
  const parameters = used.map(({ type, name }) => `${type}${type.endsWith('*') ? '' : ' '}${name}`).join(', ') || 'void';
  const name = scene.helper('help', returns, parameters, body(text));
  return `${marked(text, name)}(${used.map((each) => each.name).join(', ')})`;
}

/** A question that nothing in the tree answers, and that the driver has not asked before. */
export function condition(scene: Scene, context: Context): string {
  const { draw } = scene;
  const dmabuf = dmabufOf(context);
  const drawn = draw.one([
    `IS_ENABLED(CONFIG_${scene.stem.toUpperCase()}_${draw.one(['FAST', 'P2P', 'MOVE'])})`,
    ...(dmabuf ? [`${dmabuf}->size > 4096`, `${dmabuf}->priv`, `!${dmabuf}->exp_name`, '', ''] : []),
  ]);
  const text =
    drawn !== '' && scene.asks(drawn) ? drawn : dmabuf ? asked(scene, dmabuf) : `IS_ENABLED(CONFIG_${scene.name('option').toUpperCase()})`;
  return draw.one([text, text, `unlikely(${text})`, `!!(${text})`]);
}

function asked(scene: Scene, dmabuf: string): string {
  const name = scene.name('near');
  scene.header(`bool ${name}(struct dma_buf *dmabuf);`);
  return `${name}(${dmabuf})`;
}

/** C of the buffer that a function is about, if it has one. */
export function dmabufOf(context: Context): string | undefined {
  for (const { type, name } of context) {
    if (type === 'struct dma_buf_match_args *') return `${name}->dmabuf`;
    if (type === 'struct dma_buf *') return name;
  }
  return undefined;
}

/** What a statement may be made into: `outline` a helper, `branch` under a condition or an `#if`. */
export interface StatementSpelling {
  outline?: true;
  branch?: true;
}

/** A statement (or several, in lines) in other words. */
export function statement(scene: Scene, context: Context, lines: readonly string[], spelling: StatementSpelling = {}): string[] {
  let result = [...lines];
  for (let turn = scene.draw.weighted([3, 4, 2]); turn > 0; turn--) result = statementOnce(scene, context, result, spelling);
  return result;
}

function statementOnce(scene: Scene, context: Context, lines: string[], { outline, branch }: StatementSpelling): string[] {
  const { draw } = scene;
  const directives = lines.some((line) => line.startsWith('#'));
  const ways = ['block', 'do', 'loop'];
  if (!directives) ways.push('macro', 'macro with arguments');
  if (outline) ways.push('function', 'function');
  if (branch) ways.push('if', 'else', '#if', 'switch');
  const inner = lines.map((line) => (line.startsWith('#') ? line : `\t${line}`));
  switch (draw.one(ways)) {
    case 'block':
      return ['{', ...inner, '}'];
    case 'do':
      return ['do {', ...inner, '} while (0);'];
    case 'loop':
      return ['for (int once = 0; once < 1; once++) {', ...inner, '}'];
    case 'macro': {
      const text = lines.join('\n');
      return [`${marked(text, scene.macro('step', '', `do {\n${text}\n} while (0)`))};`];
    }
    case 'macro with arguments': {
      const text = lines.join('\n');
      const first = context[0];
      if (!first) return lines;
      return [`${marked(text, scene.macro('step', `(${first.name})`, `do {\n${text}\n} while (0)`))}(${first.name});`];
    }
    case 'function': {
      const text = lines.join('\n');
      return [`${outlined(scene, context, text, () => lines, 'void')};`];
    }
    case 'if':
      return [`if (${condition(scene, context)}) {`, ...inner, '}'];
    case 'else':
      return [`if (${condition(scene, context)}) {`, '\t(void)0;', '} else {', ...inner, '}'];
    case 'switch':
      return [`switch (!!(${condition(scene, context)})) {`, 'case 0:', '\tbreak;', 'default:', ...inner, '\tbreak;', '}'];
    default: {
      const config = `CONFIG_${scene.stem.toUpperCase()}_EXTRA`;
      return [draw.one([`#ifdef ${config}`, `#if IS_ENABLED(${config})`, `#ifndef ${config}`]), ...lines, '#endif'];
    }
  }
}

/** `return` of a value, in other words; a helper may compute it if it needs nothing but the function's parameters. */
export function returning(scene: Scene, context: Context, text: string, { outline }: { outline?: true } = {}): string[] {
  const { draw } = scene;
  const value = expression(scene, context, text, outline ? { type: 'int' } : {});
  const local = draw.one(['ret', 'err', 'rc', 'result']);
  const label = `out_${scene.name('of')}`;
  switch (draw.pick(4)) {
    case 0:
    case 1:
      return [`return ${value};`];
    case 2:
      return [`int ${local} = ${value};`, `${text.includes(MARK) ? MARK : ''}return ${local};`];
    default:
      return [
        `int ${local};`,
        '',
        `${local} = ${value};`,
        `goto ${label};`,
        `${label}:`,
        `${text.includes(MARK) ? MARK : ''}return ${local};`,
      ];
  }
}
