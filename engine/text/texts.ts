/** Texts of files, which take less room while nobody reads them. */

/** Makes a text small, and from that the same text again. */
export interface Packer {
  pack(text: string): Uint8Array;
  unpack(packed: Uint8Array): string;
}

/** Texts by file. Without a packer they stay as they are. */
export class Texts {
  readonly #packer: Packer | undefined;
  readonly #read = new Map<string, string>();
  readonly #packed = new Map<string, Uint8Array>();

  constructor(packer?: Packer) {
    this.#packer = packer;
  }

  get(file: string): string | undefined {
    const known = this.#read.get(file);
    if (known !== undefined) return known;
    const packed = this.#packed.get(file);
    if (packed === undefined) return undefined;
    const text = this.#packer!.unpack(packed);
    this.#read.set(file, text);
    return text;
  }

  has(file: string): boolean {
    return this.#read.has(file) || this.#packed.has(file);
  }

  set(file: string, text: string): void {
    this.#read.set(file, text);
    this.#packed.delete(file);
  }

  delete(file: string): void {
    this.#read.delete(file);
    this.#packed.delete(file);
  }

  /** Packs what `isNeeded` does not say is needed soon, one text after the other, until that is done or `isTimeUp`. Answers whether it is done. */
  rest(isTimeUp: () => boolean, isNeeded: (file: string) => boolean = () => false): boolean {
    if (!this.#packer) return true;
    for (const [file, text] of this.#read) {
      if (isNeeded(file)) continue;
      if (!this.#packed.has(file)) {
        if (isTimeUp()) return false;
        this.#packed.set(file, this.#packer.pack(text));
      }
      this.#read.delete(file);
    }
    return true;
  }
}
