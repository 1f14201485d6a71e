import { Agent, type Dispatcher, ProxyAgent } from "undici";
import type { DispatcherOptions, Requester } from "./requester.js";

/** This machine is never reached through a proxy; the sandbox lives here. */
const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

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
export const createPools = ({ connections, ca, certificate, proxy = {}, lookup }: DispatcherOptions): Requester => {
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
  return new RoutedRequester(direct, proxies, (origin) => LOOPBACK.has(origin.hostname) || excludes(origin));
};
