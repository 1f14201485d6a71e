import type { Session } from "../audit/session.js";
import type { SourceHealth } from "../audit/source.js";
import type { SourceCache } from "./cache/source-cache.js";

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

export interface JsonAnswer {
  readonly body: unknown;
  /** Milliseconds since the epoch at which the body was complete. */
  readonly receivedAt: number;
  readonly requestId: string | undefined;
}

/** An answer as it came over the wire. */
export interface WireResponse extends UpstreamResponse {
  /** False when the body's end was the connection's end: then a cut cannot be told from the end. */
  readonly framed: boolean;
}

/** What the client saw since it was made; for metrics and readiness. */
export interface UpstreamStats {
  readonly inFlight: number;
  readonly queued: number;
  readonly breaker: "closed" | "open" | "half-open";
}

/**
 * One configured source, ready to be asked. Every failure is an AuditError whose message is a fixed sentence that
 * names the source; never an upstream body, URL or credential.
 */
export interface UpstreamClient {
  /** The source's name in the configuration. */
  readonly source: string;
  /** What is kept of the source's answers beyond an operation. */
  readonly cache: SourceCache;
  /**
   * Resolves with what `parse` makes of a 2xx answer. What it throws is judged like any other failure: a body that
   * was cut short is worth another try.
   */
  read<T>(request: UpstreamRequest, session: Session, parse: (response: WireResponse) => T): Promise<T>;
  /**
   * As read, and the body is JSON. A body cut short is UPSTREAM_UNAVAILABLE (and retried); a whole body that is not
   * JSON is UPSTREAM_CONTRACT_VIOLATION.
   */
  json(request: UpstreamRequest, session: Session): Promise<JsonAnswer>;
  json<T>(request: UpstreamRequest, session: Session, take: (answer: JsonAnswer) => T): Promise<T>;
  /** The configured project, else the token's own, else what IAM answers for the region. */
  projectId(session: Session): Promise<string>;
  /** What operations saw of the source lately. Asks nobody. */
  health(): SourceHealth;
  stats(): UpstreamStats;
  /** Closes idle connections, and waits for answers in flight. */
  close(): Promise<void>;
}
