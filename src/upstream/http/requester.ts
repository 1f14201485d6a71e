import type { LookupFunction } from "node:net";
import type { Dispatcher } from "undici";
import type { Certificate } from "../../config/certificates.js";
import type { ProxyConfig } from "../../config/proxy.js";

/** How the other end of a TLS connection is known, and what it is shown. */
export interface Trust {
  /** PEM certificates that replace the built-in roots, as cacert does for OpenStack clients. */
  readonly ca?: string | undefined;
  readonly certificate?: Certificate | undefined;
}

interface DispatcherOptions extends Trust {
  /** Connections to one origin at most. */
  readonly connections: number;
  readonly proxy?: ProxyConfig | undefined;
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

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Is it this machine by its name? It is never reached through a proxy; the sandbox lives here. */
export const isLoopbackHost = (host: string): boolean => LOOPBACK.has(host);

/** Tokens of Huawei's IAM have up to 32,768 characters, and stand in a header. */
const HEADER_BYTES = 65_536;

/** Each request by the way that the configuration names for its origin. */
class RoutedRequester implements Requester {
  readonly #direct: Dispatcher;
  readonly #proxies: Readonly<Record<string, Dispatcher | undefined>>;
  readonly #isExcluded: (origin: URL) => boolean;
  /** By the origin; there are as many as the configuration and the catalogs name. */
  readonly #ways = new Map<string, Dispatcher>();

  constructor(
    direct: Dispatcher,
    proxies: Readonly<Record<string, Dispatcher | undefined>>,
    isExcluded: (origin: URL) => boolean,
  ) {
    this.#direct = direct;
    this.#proxies = proxies;
    this.#isExcluded = isExcluded;
  }

  dispatch(...[options, handler]: Parameters<Dispatcher["dispatch"]>): boolean {
    return this.#way(String(options.origin)).dispatch(options, handler);
  }

  async close(): Promise<void> {
    await Promise.all(this.#all().map((each) => each.close()));
  }

  async destroy(): Promise<void> {
    await Promise.all(this.#all().map((each) => each.destroy()));
  }

  #all(): Dispatcher[] {
    return [this.#direct, ...Object.values(this.#proxies).flatMap((each) => each ?? [])];
  }

  #way(origin: string): Dispatcher {
    const known = this.#ways.get(origin);
    if (known !== undefined) return known;
    const url = new URL(origin);
    const way = this.#isExcluded(url) ? this.#direct : (this.#proxies[url.protocol] ?? this.#direct);
    this.#ways.set(origin, way);
    return way;
  }
}

/**
 * Connection pools, one per origin. TLS certificates are always verified; there is no switch for it.
 * Redirects are not followed. Timeouts are the caller's: undici's own are off.
 */
const createPools = (
  { Agent, ProxyAgent }: typeof import("undici"),
  { connections, ca, certificate, proxy = {}, lookup }: DispatcherOptions,
): Requester => {
  const tls = { ...(ca === undefined ? {} : { ca }), ...certificate };
  const options = {
    connections,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: HEADER_BYTES,
    connect: { ...tls, timeout: 10_000 },
  };
  const direct = new Agent(lookup ? { ...options, connect: { ...options.connect, lookup } } : options);
  const { httpProxy, httpsProxy, excludes = () => false } = proxy;
  if (!httpProxy && !httpsProxy) return direct;
  const through = (uri: string | undefined): Dispatcher | undefined =>
    uri === undefined || uri === ""
      ? undefined
      : new ProxyAgent({
          ...options,
          requestTls: tls,
          uri,
          // Plain HTTP is handed to the proxy as it is, as curl does; only HTTPS needs a tunnel.
          proxyTunnel: false,
        });
  const proxies = { "http:": through(httpProxy), "https:": through(httpsProxy) };
  return new RoutedRequester(direct, proxies, (origin) => isLoopbackHost(origin.hostname) || excludes(origin));
};

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
    this.#pools = createPools(await import("undici"), this.options);
    return this.#pools;
  }
}

/** Opens no connection: that waits for the first request. */
export const createDispatcher = (options: DispatcherOptions): Requester => new LateRequester(options);
