/** The masked texts that code is lowered from: of whole files where they are known, otherwise of the bodies and initialisers that somebody asks for. */
import type { FileFacts, Span } from '../facts/facts.ts';
import { type MaskedFile, mask } from '../syntax/mask.ts';

/** What masked texts are made of. */
export interface MaskedSources {
  text(file: string): string;
  facts(file: string): FileFacts | undefined;
}

interface Part extends Span {
  /** As in `MaskedFile`, counted from the start of the part. */
  loops: readonly Span[];
}

/** Keeps what was masked until the file is forgotten. */
export class MaskedTexts {
  private readonly sources: MaskedSources;
  private readonly whole = new Map<string, MaskedFile>();
  private readonly parts = new Map<string, Part[]>();

  constructor(sources: MaskedSources) {
    this.sources = sources;
  }

  /** The whole file, if it was masked as such. */
  known(file: string): MaskedFile | undefined {
    return this.whole.get(file);
  }

  set(file: string, masked: MaskedFile): void {
    this.whole.set(file, masked);
  }

  /** To be called when the text of a file changes. */
  forget(file: string): void {
    this.whole.delete(file);
    this.parts.delete(file);
  }

  /** What the masked file has between two offsets. A file is some hundred times as long as what is looked at, so bodies are masked alone where that is the same. */
  slice(file: string, start: number, end: number): string {
    const known = this.whole.get(file);
    if (known) return known.text.slice(start, end);
    const alone = standsAlone(this.sources.facts(file), { start, end })
      ? maskedAlone(this.sources.text(file).slice(start, end))
      : undefined;
    if (!alone) return this.of(file).text.slice(start, end);
    const parts = this.parts.get(file) ?? [];
    parts.push({ start, end, loops: alone.loops });
    this.parts.set(file, parts);
    return alone.text;
  }

  /** Whether a macro makes the loop whose head is at the offset. */
  isOpaqueLoop(file: string, at: number): boolean {
    const part = this.parts.get(file)?.find(({ start, end }) => start <= at && at < end);
    const [loops, offset] = part ? [part.loops, at - part.start] : [this.of(file).loops, at];
    return loops.some(({ start, end }) => start <= offset && offset < end);
  }

  private of(file: string): MaskedFile {
    let masked = this.whole.get(file);
    if (!masked) {
      masked = mask(this.sources.text(file));
      this.whole.set(file, masked);
    }
    return masked;
  }
}

/**
 * Whether what stands before the brace is known to be nothing that a struct begins with: masking looks at that, and takes attributes, which have such names,
 * for a part of it.
 */
function standsAlone(facts: FileFacts | undefined, { start }: Span): boolean {
  const isMine = (span: Span | undefined) => span?.start === start;
  const body = facts?.functions.find(({ bodySpan }) => isMine(bodySpan));
  if (body) return !body.name.startsWith('_');
  return facts?.variables.some(({ initializerSpan }) => isMine(initializerSpan)) ?? false;
}

/** Makes a body of what follows, so that masking tells where it ends. */
const HEAD = 'f()';

/** Masks what stands between two braces that belong together; nothing if the text is something else, or if what is around could matter. */
function maskedAlone(text: string): { text: string; loops: Span[] } | undefined {
  if (!text.startsWith('{')) return undefined;
  const masked = mask(HEAD + text);
  const [body] = masked.bodies;
  const isWhole = body?.start === HEAD.length && body.end === masked.text.length;
  if (!isWhole || masked.directives.length > 0) return undefined;
  const loops = masked.loops.map(({ start, end }) => ({ start: start - HEAD.length, end: end - HEAD.length }));
  return { text: masked.text.slice(HEAD.length), loops };
}
