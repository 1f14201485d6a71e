import { Agent, EnvHttpProxyAgent, type Dispatcher } from "undici";

/** The values of HTTP_PROXY, HTTPS_PROXY and NO_PROXY, as the configuration read them. */
export interface ProxyOptions {
  readonly httpProxy?: string | undefined;
  readonly httpsProxy?: string | undefined;
  readonly noProxy?: string | undefined;
}

export interface DispatcherOptions {
  /** Connections to one origin at most. */
  readonly connections: number;
  /** PEM certificates that replace the built-in roots, as cacert does for OpenStack clients. */
  readonly ca?: string | undefined;
  readonly proxy?: ProxyOptions | undefined;
}

/** This machine is never reached through a proxy; the sandbox lives here. */
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Connection pools, one per origin. TLS certificates are always verified; there is no switch for it.
 * Redirects are not followed. Timeouts are the caller's: undici's own are off.
 */
export const createDispatcher = ({ connections, ca, proxy }: DispatcherOptions): Dispatcher => {
  const options = {
    connections,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { ...(ca === undefined ? {} : { ca }), timeout: 10_000 },
  };
  if (!proxy?.httpProxy && !proxy?.httpsProxy) return new Agent(options);
  return new EnvHttpProxyAgent({
    ...options,
    ...(ca === undefined ? {} : { requestTls: { ca } }),
    // Plain HTTP is handed to the proxy as it is, as curl does; only HTTPS needs a tunnel.
    proxyTunnel: false,
    // Every value is given, else undici reads the environment itself.
    httpProxy: proxy.httpProxy ?? "",
    httpsProxy: proxy.httpsProxy ?? "",
    noProxy: [proxy.noProxy ?? "", ...LOOPBACK].join(","),
  });
};
