import type { DispatcherOptions, Requester } from "./requester.js";

type Request = Parameters<Requester["dispatch"]>;

/**
 * The pools, made for the first request: the library behind them is a tenth of what a start loads, and a start asks nobody.
 * Requests that come while it is loaded are sent in their order.
 */
class LateRequester implements Requester {
  #pools: Requester | undefined;
  #loading: Promise<Requester> | undefined;

  constructor(private readonly options: DispatcherOptions) {}

  dispatch(...request: Request): boolean {
    if (this.#pools) return this.#pools.dispatch(...request);
    this.#loading ??= this.#load();
    void this.#loading.then((pools) => pools.dispatch(...request));
    return true;
  }

  async close(): Promise<void> {
    await (await this.#loading)?.close();
  }

  async destroy(): Promise<void> {
    await (await this.#loading)?.destroy();
  }

  async #load(): Promise<Requester> {
    const { createPools } = await import("./dispatcher.js");
    this.#pools = createPools(this.options);
    return this.#pools;
  }
}

/** Opens no connection: that waits for the first request. */
export const createDispatcher = (options: DispatcherOptions): Requester => new LateRequester(options);
