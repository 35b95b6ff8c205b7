/** How soon a server that has just been started is right. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { positionOf, Server } from './client.ts';

/** A driver with attach calls, in every kernel of the last ten years. */
export const driver = 'drivers/gpu/drm/amd/amdgpu/amdgpu_dma_buf.c';
export const call = 'dma_buf_dynamic_attach(';
/** A file with an attach call that many drivers share, where each exporter counts. */
const shared = 'drivers/gpu/drm/drm_prime.c';

/** One exporter more. */
const addition = `
static const struct dma_buf_ops bench_ops = {
	.map_dma_buf = bench_map,
	.unmap_dma_buf = bench_unmap,
	.release = bench_release,
};

struct dma_buf *bench_export(void *priv)
{
	DEFINE_DMA_BUF_EXPORT_INFO(exp_info);

	exp_info.ops = &bench_ops;
	exp_info.priv = priv;
	return dma_buf_export(&exp_info);
}
`;

/** Starts servers on a tree, with a folder of their own for what they keep. */
export class Starts {
  readonly #command: (cache: string) => readonly string[];
  readonly #tree: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #cache = mkdtempSync(join(tmpdir(), 'dmabuf-bench-'));

  constructor(tree: string, command: (cache: string) => readonly string[], environment: Readonly<Record<string, string>>) {
    this.#tree = tree;
    this.#command = command;
    this.#environment = environment;
  }

  /** Seconds from the start of a process to its first hover on an attach call that speaks for the whole tree. */
  async firstHover(): Promise<number> {
    return (await this.#answered(driver, call)).seconds;
  }

  /** Lets a server read the tree to the end, and then rest, so that it keeps what it read and what it answers. */
  async keep(): Promise<void> {
    const server = this.#start();
    try {
      await server.initialize(this.#tree, {});
      while (!this.#hasKept()) await new Promise((next) => setTimeout(next, 100));
    } finally {
      server.dispose();
    }
  }

  /**
   * The same as `firstHover`, so many times, each with another exporter in a driver than any server has seen there. The driver is in the end as it was. Throws if
   * a hover counts other exporters than there are.
   */
  async afterChanges(times: number): Promise<number[]> {
    const path = join(this.#tree, driver);
    const text = readFileSync(path, 'utf8');
    const before = (await this.#answered(shared, 'dma_buf_attach(')).exporters;
    const seconds: number[] = [];
    try {
      for (let time = 0; time < times; time++) {
        writeFileSync(path, text + addition.replaceAll('bench', `bench${time}`));
        const hover = await this.#answered(shared, 'dma_buf_attach(');
        if (hover.exporters !== before + 1)
          throw new Error(`${hover.exporters} exporters, where there were ${before} before one was added`);
        seconds.push(hover.seconds);
      }
    } finally {
      writeFileSync(path, text);
    }
    return seconds;
  }

  dispose(): void {
    rmSync(this.#cache, { recursive: true, force: true });
  }

  #start(): Server {
    return new Server(this.#command(`--cache=${this.#cache}`), this.#tree, this.#environment);
  }

  async #answered(file: string, code: string): Promise<{ seconds: number; exporters: number }> {
    const server = this.#start();
    try {
      await server.initialize(this.#tree, {});
      const path = join(this.#tree, file);
      const text = readFileSync(path, 'utf8');
      const uri = await server.open(path, text);
      const position = positionOf(text, code);
      const at = await server.answered(uri, position);
      const [, exporters] = /of (\d+) exporters/.exec(JSON.stringify(await server.hover(uri, position))) ?? [];
      return { seconds: (at - server.started) / 1000, exporters: Number(exporters) };
    } finally {
      server.dispose();
    }
  }

  #hasKept(): boolean {
    const names = readdirSync(this.#cache);
    return ['.tree', '.hovers'].every((suffix) => names.some((name) => name.endsWith(suffix)));
  }
}
