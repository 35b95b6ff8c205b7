/** C syntax trees from web-tree-sitter. */
import { Language, type Node, Parser, type Tree } from 'web-tree-sitter';
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

/** Longer texts are not parsed: their tree is empty. Bodies, comments and directives are cut before; what is left of hand-written sources does not come near. */
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
    const tree = text.length > LONGEST_PARSED ? null : (this.#tree(text) ?? this.#withoutLongLines(text));
    return new OwnedTree(tree ?? this.#tree('') ?? emptyTree());
  }

  dispose(): void {
    this.#parser?.delete();
    this.#parser = undefined;
  }

  #tree(text: string): Tree | null {
    if (this.#parser === undefined) return this.#lastResort();
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

  #withoutLongLines(text: string): Tree | null {
    const short = text.replace(LINE_OF_NO_HAND, (line) => ' '.repeat(line.length));
    return short === text ? null : this.#tree(short);
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
const LINE_OF_NO_HAND = /[^\n]{10000,}/g;

class OwnedTree implements SyntaxTree {
  #tree: Tree | undefined;
  readonly root: Node;

  constructor(tree: Tree) {
    this.#tree = tree;
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
