import type { LookupFunction } from "node:net";
import type { Dispatcher } from "undici";
import type { Certificate } from "../../config/tls.js";

/** HTTP_PROXY, HTTPS_PROXY and NO_PROXY, as the configuration read them. */
export interface ProxyOptions {
  readonly httpProxy?: string | undefined;
  readonly httpsProxy?: string | undefined;
  /** Is the origin to be asked without a proxy? */
  readonly excludes?: ((origin: URL) => boolean) | undefined;
}

/** How the other end of a TLS connection is known, and what it is shown. */
export interface Trust {
  /** PEM certificates that replace the built-in roots, as cacert does for OpenStack clients. */
  readonly ca?: string | undefined;
  readonly certificate?: Certificate | undefined;
}

export interface DispatcherOptions extends Trust {
  /** Connections to one origin at most. */
  readonly connections: number;
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
