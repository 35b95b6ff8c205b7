/** What a completion stands for, told when somebody looks at it. */
import { constructorNamed } from '../explain/constructors.ts';
import { code, fileLink, plain } from '../explain/markdown.ts';
import { MODEL } from '../index/index.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { commentAt } from './comment.ts';
import { commentOf, signatureText } from './signature.ts';

/** Markdown for the label of a completion in a file: how it is called, its comment, and where it is defined. Empty if nothing is known. Never throws. */
export function documentationOf(analysis: Analysis, file: string, label: string): string {
  const name = /\w+/.exec(label)?.[0] ?? '';
  const maker = constructorNamed(analysis, name, file);
  if (maker) {
    const { markdown, parameters } = commentOf(analysis, maker);
    const told = Object.entries(parameters).map(([parameter, words]) => `- ${code(parameter)}: ${words}`);
    const signature = `\`\`\`\`c\n${signatureText(analysis, maker, file)}\n\`\`\`\``;
    return joined([signature, markdown, told.join('\n'), definedAt(analysis, maker.at)]);
  }
  const type = analysis.types().find(({ info }) => info.name === name);
  const found = type?.definition ?? analysis.names.functions(name, file)[0];
  if (found) {
    const { nameSpan, span } = found.fact;
    return joined([
      commentAt(analysis.names.text(found.file) ?? '', span.start).markdown,
      definedAt(analysis, { file: found.file, ...nameSpan }),
    ]);
  }
  return label.startsWith('.') ? memberText(analysis, file, name) : '';
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

function definedAt(analysis: Analysis, place: { file: string; start: number; end: number }): string {
  if (place.file.startsWith(MODEL)) return '';
  return fileLink(place.file, { file: place.file, line: analysis.location(place).range.start.line });
}

/** The declaration of a member of one of the interface's structs, where only one has such a member. */
function memberText({ names }: Analysis, file: string, member: string): string {
  const tags = ['dma_buf_ops', 'dma_buf_attach_ops', 'dma_buf_mapping_type', 'dma_buf_mapping_match'];
  const found = tags
    .flatMap((tag) => names.records(tag, file).slice(0, 1))
    .filter(({ fact }) => fact.fields.some(({ name }) => name === member));
  if (found.length !== 1) return '';
  const { file: home, fact } = found[0]!;
  const text = names.text(home) ?? '';
  const nameSpan = fact.fields.find(({ name }) => name === member)?.nameSpan;
  if (!nameSpan) return '';
  const start =
    Math.max(text.lastIndexOf(';', nameSpan.start), text.lastIndexOf('{', nameSpan.start), text.lastIndexOf('*/', nameSpan.start) + 1) + 1;
  const declared = plain(text.slice(start, text.indexOf(';', nameSpan.end) + 1));
  const from = start + /^\s*/.exec(text.slice(start))![0].length;
  return joined([`\`\`\`\`c\n${declared}\n\`\`\`\``, commentAt(text, from).markdown]);
}
