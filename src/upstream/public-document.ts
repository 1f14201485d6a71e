import type { ProxyConfig } from "../config/proxy.js";
import { type Clock, systemClock } from "./clock.js";
import { classifyByStatus } from "./faults.js";
import { createDispatcher } from "./http/requester.js";
import { parseJson, wireTarget } from "./http/wire.js";
import { Transport } from "./http/transport.js";

const CONNECTIONS = 1;
const TIMEOUT_MS = 5_000;
const RESPONSE_BYTES = 1024 * 1024;

export interface PublicDocumentOptions {
  /** The name in errors. */
  readonly name: string;
  readonly url: string;
  readonly clock?: Clock | undefined;
  readonly proxy?: ProxyConfig | undefined;
  /** PEM certificates that replace the built-in roots. */
  readonly ca?: string | undefined;
}

/** A JSON document that everybody may read, such as an issuer's key set. */
export interface PublicDocument {
  /** Reads it anew. Throws AuditError. */
  read(): Promise<unknown>;
  close(): Promise<void>;
}

export const publicDocument = (options: PublicDocumentOptions): PublicDocument => {
  const { name, url, clock = systemClock, proxy, ca } = options;
  const dispatcher = createDispatcher({ connections: CONNECTIONS, ca, proxy });
  const transport = new Transport({ source: name, dispatcher, clock, maxResponseBytes: RESPONSE_BYTES });
  const request = {
    method: "GET",
    target: wireTarget(url, []),
    headers: { accept: "application/json, application/jwk-set+json" },
  } as const;
  return {
    read: () =>
      transport.exchange(request, { ms: TIMEOUT_MS }, (response) => {
        if (response.status !== 200) throw classifyByStatus({ ...response, source: name }).error;
        return parseJson(name, response);
      }),
    // Nobody waits for a read that is under way any more, and a silent issuer would hold the stop up.
    close: () => dispatcher.destroy(),
  };
};
