/** A bundle of ours, with what V8 made of it at an earlier start. */
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { codeNames, replaceFile, seal, unseal } from '@dmabuf-mapping/workspace/cache';

const MAGIC = 'dmabuf-mapping code 1\n';
/** In bytes; some have a megabyte. */
const LARGEST = 16 * 1024 * 1024;

export class CompiledCode {
  readonly #path: string;
  readonly #folder: string | undefined;
  readonly #key: string;
  #script: Script | undefined;

  /** `path` is the bundle, absolute; `folder` is where compiled code is kept, if it is; `name` is another one whenever the bundle is, and without it nothing is kept. */
  constructor(path: string, folder: string | undefined, name = codeNames()?.answers) {
    this.#path = path;
    this.#folder = name === undefined ? undefined : folder;
    this.#key = [name, path, process.version, process.arch, process.versions.v8].join(' ');
  }

  /**
   * Runs the bundle as `require` would, and answers what it exports. `others` are what it gets in place of modules, by their names. Throws what the bundle
   * throws, and if it cannot be read.
   */
  run(others: Readonly<Record<string, () => unknown>> = {}): unknown {
    const text = readFileSync(this.#path, 'latin1');
    const cachedData = this.#kept();
    const script = new Script(Module.wrap(text), { filename: this.#path, ...(cachedData && { cachedData }) });
    if (cachedData === undefined || script.cachedDataRejected) this.#script = script;
    const module = { exports: {} };
    const load = createRequire(this.#path);
    const require = Object.assign((name: string): unknown => (others[name] ? others[name]() : load(name)), load);
    script.runInThisContext()(module.exports, require, module, this.#path, dirname(this.#path));
    return module.exports;
  }

  get #name(): string {
    return `${basename(this.#path, '.js')}.code`;
  }

  /** Whether there is anything that `keep` would keep. */
  get isToBeKept(): boolean {
    return this.#folder !== undefined && this.#script !== undefined;
  }

  /** Keeps what is compiled by now, unless that was there. Never throws. */
  keep(): void {
    const script = this.#script;
    this.#script = undefined;
    if (this.#folder === undefined || script === undefined) return;
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      if (!isOwn(statSync(this.#folder))) return;
      replaceFile(join(this.#folder, this.#name), seal(MAGIC, { key: this.#key }, [script.createCachedData()]));
    } catch {
      // The next start takes as long as this one.
    }
  }

  /** Undefined if there is none, or none to be trusted. */
  #kept(): Buffer | undefined {
    if (this.#folder === undefined) return undefined;
    try {
      if (!isOwn(statSync(this.#folder))) return undefined;
      const descriptor = openSync(join(this.#folder, this.#name), 'r');
      try {
        const status = fstatSync(descriptor);
        if (!status.isFile() || status.size > LARGEST || !isOwn(status)) return undefined;
        const sealed = unseal<{ key: string }>(MAGIC, readFileSync(descriptor));
        return sealed?.header.key === this.#key ? sealed.parts : undefined;
      } finally {
        closeSync(descriptor);
      }
    } catch {
      return undefined;
    }
  }
}

/** Whether nobody else can have written it: what is in there is run. */
function isOwn({ uid, mode }: { uid: number; mode: number }): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
}
