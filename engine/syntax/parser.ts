/** C syntax trees from web-tree-sitter. */
import { Language, type Node, Parser, type Tree } from 'web-tree-sitter';
import type { Span } from '../facts/facts.ts';
import type { CParser, SyntaxTree } from './contract.ts';

export interface ParserAssets {
  /** The grammar's WebAssembly, `tree-sitter-c.wasm`. */
  grammar: Uint8Array;
  /** `web-tree-sitter.wasm`; found by the package itself if absent, which needs a file system. */
  runtime?: Uint8Array;
}

/** A parser and what it holds in WebAssembly memory. Trees outlive it only until their own `dispose`. */
export interface OwnedParser extends CParser {
  /** Idempotent; `parse` gives empty trees from then on. */
  dispose(): void;
}

/** Longer texts are not parsed. Bodies, comments and directives are cut before; what is left of hand-written sources does not come near. */
const LONGEST_PARSED = 1024 * 1024;

/** Loads runtime and grammar. Rejects only if one of the two is no valid WebAssembly. */
export async function createParser(assets: ParserAssets): Promise<OwnedParser> {
  await Parser.init(assets.runtime === undefined ? {} : { wasmBinary: assets.runtime });
  const language = await Language.load(assets.grammar);
  return new TreeSitterParser(language);
}

class TreeSitterParser implements OwnedParser {
  #parser: Parser | undefined;
  readonly #language: Language;

  constructor(language: Language) {
    this.#language = language;
    this.#parser = new Parser();
    this.#parser.setLanguage(language);
  }

  parse(text: string): SyntaxTree {
    const whole = this.#tree(text);
    if (whole) return new OwnedTree(whole, []);
    const lines = [...text.matchAll(LINE_OF_NO_HAND)].map(({ index, 0: line }) => ({ start: index, end: index + line.length }));
    const rest = lines.length > 0 ? this.#tree(text.replace(LINE_OF_NO_HAND, (line) => ' '.repeat(line.length))) : null;
    if (rest) return new OwnedTree(rest, lines);
    return new OwnedTree(this.#tree('') ?? this.#lastResort() ?? emptyTree(), [{ start: 0, end: text.length }]);
  }

  dispose(): void {
    this.#parser?.delete();
    this.#parser = undefined;
  }

  /** `null` if the parser gives up. */
  #tree(text: string): Tree | null {
    if (text.length > LONGEST_PARSED || this.#parser === undefined) return null;
    // Counted in steps, not in time, so that the same text always gives the same tree.
    let steps = FEWEST_STEPS + text.length / CHARACTERS_PER_STEP;
    try {
      const tree = this.#parser.parse(text, null, { progressCallback: () => steps-- <= 0 });
      if (tree === null) this.#parser.reset();
      return tree;
    } catch {
      // Out of WebAssembly memory: what this parser holds is not to be trusted any more.
      this.#parser = new Parser();
      this.#parser.setLanguage(this.#language);
      return null;
    }
  }

  /** After `dispose` an empty tree still has to come from somewhere. */
  #lastResort(): Tree | null {
    const parser = new Parser();
    parser.setLanguage(this.#language);
    const tree = parser.parse('');
    parser.delete();
    return tree;
  }
}

/** Sources of kernels take one step per hundred characters and more, and never more than a fifth of what this comes to. */
const CHARACTERS_PER_STEP = 90;
const FEWEST_STEPS = 2000;
/** What a parser gave up often stands in one line, which no hand wrote; the lines around it are still to be read. */
const LINE_OF_NO_HAND = /(?<![^\n])[^\n]{10000,}/g;

class OwnedTree implements SyntaxTree {
  #tree: Tree | undefined;
  readonly root: Node;
  readonly leftOut: readonly Span[];

  constructor(tree: Tree, leftOut: readonly Span[]) {
    this.#tree = tree;
    this.leftOut = leftOut;
    this.root = tree.rootNode;
  }

  dispose(): void {
    this.#tree?.delete();
    this.#tree = undefined;
  }
}

function emptyTree(): never {
  throw new Error('the parser gives no tree for an empty text');
}
