/** The words of a file that name things of the interface, for semantic colours. */
import type { ColouredWord } from '../answers.ts';
import { constructorNamed } from '../explain/constructors.ts';
import { exportersNamed, typeNamed } from '../explain/objects.ts';
import { isMember } from '../explain/token.ts';
import type { Span } from '../facts/facts.ts';
import type { Analysis } from '../negotiate/analysis.ts';
import { IDENTIFIER, lexFile } from '../syntax/tokens.ts';

type Word = Omit<ColouredWord, 'range'> & { span: Span };

/** Every word that names a mapping type, a constructor of entries or an exporter's ops, and every call that leads to an attach function. Never throws. */
export function colouredWords(analysis: Analysis, file: string): Word[] {
  const text = analysis.names.text(file) ?? '';
  const { tokens } = lexFile(text);
  const meaning = meanings(analysis, file);
  const found: Word[] = [];
  for (let at = 0; at < tokens.count; at++) {
    if (tokens.kinds[at] !== IDENTIFIER) continue;
    const [start, end] = [tokens.starts[at]!, tokens.ends[at]!];
    const word = meaning(text.slice(start, end), start);
    if (word && !isMember(text, start)) found.push({ span: { start, end }, ...word });
  }
  return found;
}

function meanings(analysis: Analysis, file: string): (name: string, offset: number) => Omit<Word, 'span'> | undefined {
  const types = new Set(analysis.types().map(({ definition }) => definition.fact.name));
  const ops = new Set(analysis.exporters().map(({ definition }) => definition.fact.name));
  const calls = new Set(
    analysis.importers().flatMap(({ steps }) => steps.flatMap((step) => (step.file === file ? [step.call.calleeSpan.start] : []))),
  );
  /** A name means the same constructor all over a file. */
  const makers = new Map<string, Omit<Word, 'span'> | undefined>();
  const maker = (name: string) => {
    if (makers.has(name)) return makers.get(name);
    const found = constructorNamed(analysis, name, file);
    const word = found && { kind: 'constructor' as const, ...(found.side && { side: found.side }) };
    makers.set(name, word);
    return word;
  };
  return (name, offset) => {
    if (calls.has(offset)) return { kind: 'attachCall' };
    if (types.has(name) && typeNamed(analysis, name, { file, offset })) return { kind: 'mappingType' };
    if (ops.has(name) && exportersNamed(analysis, name, { file, offset }).length > 0) return { kind: 'exporterOps' };
    return maker(name);
  };
}
