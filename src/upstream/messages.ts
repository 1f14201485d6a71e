/** One call of a source's API, before credentials and encoding. */
export interface UpstreamRequest {
  /** Bounded label for logs and metrics, such as "listAuditLogs". */
  readonly operation: string;
  /** Default GET. Only GET is retried. */
  readonly method?: "GET" | "POST";
  /** Path segments below the endpoint. Each is percent-encoded here: an id can never leave its segment. */
  readonly path: readonly string[];
  /** The path with {placeholders} for its ids, for traces, such as "/alerts/byloadbalancerids". */
  readonly template?: string;
  /** Sent in this order, percent-encoded here: + as %2B, : as %3A, space as %20. */
  readonly query?: readonly (readonly [name: string, value: string])[];
  /** Sent as application/json. */
  readonly json?: unknown;
  /** Default application/json. */
  readonly accept?: string;
  /** Sent besides, with names in lower case. Never logged: one may be a token that the request asks about. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds for one try; default: the source's timeoutMs. */
  readonly timeoutMs?: number;
}

/** Where a request goes, in the one encoding that is both signed and sent. */
export interface WireTarget {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly host: string;
  /** Encoded, with a leading slash and without a trailing one. */
  readonly path: string;
  readonly query: readonly (readonly [string, string])[];
}

/** A request as it is sent, but for the headers that every request gets. */
export interface WireRequest {
  readonly method: "GET" | "POST";
  readonly target: WireTarget;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

/** Header names are lower case; repeated headers are joined with ", ". */
export type UpstreamHeaders = Readonly<Record<string, string | undefined>>;

export interface UpstreamResponse {
  readonly status: number;
  readonly headers: UpstreamHeaders;
  /** Content-Type in lower case, without parameters; empty when the answer names none. */
  readonly mediaType: string;
  /** The whole body, decoded, without a byte order mark. */
  readonly text: string;
  /** Milliseconds since the epoch at which the body was complete. */
  readonly receivedAt: number;
  /** x-openstack-request-id, x-compute-request-id or x-request-id. */
  readonly requestId: string | undefined;
}

/** An answer as it came over the wire. */
export interface WireResponse extends UpstreamResponse {
  /** False when the body's end was the connection's end: then a cut cannot be told from the end. */
  readonly framed: boolean;
}

export interface JsonAnswer {
  readonly body: unknown;
  /** Milliseconds since the epoch at which the body was complete. */
  readonly receivedAt: number;
  readonly requestId: string | undefined;
}
