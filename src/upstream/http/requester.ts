import type { LookupFunction } from "node:net";
import type { Dispatcher } from "undici";

/** HTTP_PROXY, HTTPS_PROXY and NO_PROXY, as the configuration read them. */
export interface ProxyOptions {
  readonly httpProxy?: string | undefined;
  readonly httpsProxy?: string | undefined;
  /** Is the origin to be asked without a proxy? */
  readonly excludes?: ((origin: URL) => boolean) | undefined;
}

export interface DispatcherOptions {
  /** Connections to one origin at most. */
  readonly connections: number;
  /** PEM certificates that replace the built-in roots, as cacert does for OpenStack clients. */
  readonly ca?: string | undefined;
  readonly proxy?: ProxyOptions | undefined;
  /** Finds a name's addresses, where no proxy does. */
  readonly lookup?: LookupFunction;
}

type Request = Parameters<Dispatcher["dispatch"]>;

/** What sends requests: a pool for each origin, behind a proxy or not. */
export interface Requester {
  dispatch(...request: Request): boolean;
  /** Waits for what is under way. */
  close(): Promise<void>;
  /** Ends what is under way. */
  destroy(): Promise<void>;
}

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
