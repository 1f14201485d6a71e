import type { SourceHealth } from "../audit/record.js";
import type { Session } from "../audit/session.js";
import type { SourceState } from "../telemetry/upstream-metrics.js";
import type { SourceCache } from "./cache/source-cache.js";
import type { IdentityFacts, Looked } from "./credentials/credentials.js";
import { parseJson } from "./http/wire.js";
import { type Ask, Call } from "./layers/layer.js";
import type { JsonAnswer, UpstreamRequest, WireResponse } from "./messages.js";
import type { ObjectStore } from "./objects/object-store.js";

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
  /** The configured project; otherwise the token's own, or what IAM answers for the region. At once where it is known. */
  readonly projectId: Looked;
  /** What stands behind the links that the source gives; undefined where the configuration does not let it be read. */
  readonly objects: ObjectStore | undefined;
  /** What operations saw of the source lately. Asks nobody. */
  health(): SourceHealth;
  /** What the client is doing now; for metrics and readiness. */
  stats(): Omit<SourceState, "health">;
  /** Closes its connections. Called where no operation waits for an answer any more: what is under way is left. */
  close(): Promise<void>;
}

/** What a service's endpoint answered to a request in nobody's name. */
export interface Probe {
  readonly status: number;
  /** Milliseconds from the question to the answer's last byte. */
  readonly durationMs: number;
  /** Milliseconds that the service's clock is ahead of ours, by its Date header; undefined where it sends none. */
  readonly clockAheadMs: number | undefined;
}

/** A client whose parts can be looked at one by one, for a diagnosis. Serving needs none of it. */
export interface ExaminedUpstream extends UpstreamClient {
  /** The configured base URL; otherwise the catalog's. Throws UPSTREAM_REJECTED where the catalog lists none. */
  readonly endpoint: Looked;
  /** Asks the endpoint itself, without credentials and past the layers. Any status resolves; throws what breaks on the way. */
  probe(session: Session): Promise<Probe>;
  /** Null for credentials without an identity service. */
  identity(session: Session): Promise<IdentityFacts | null>;
}

/** A Date header names the second that was under way. */
const HALF_A_SECOND = 500;

/** What an answer tells of a service; `askedAt` is milliseconds since the epoch. */
export const probeOf = ({ status, headers, receivedAt }: WireResponse, askedAt: number): Probe => {
  const date = Date.parse(headers.date ?? "");
  // The answer was written between question and answer; the middle is the best guess.
  const ahead = date + HALF_A_SECOND - (askedAt + receivedAt) / 2;
  return { status, durationMs: receivedAt - askedAt, clockAheadMs: Number.isNaN(date) ? undefined : Math.round(ahead) };
};

type Reading = Pick<UpstreamClient, "read" | "json">;

/** The two ways to read an answer of one source, above its layers. */
export const reading = (source: string, ask: Ask): Reading => {
  const read: Reading["read"] = (request, session, parse) => ask(new Call(request, session, parse));
  const answerOf = (response: WireResponse): JsonAnswer => ({
    body: parseJson(source, response),
    receivedAt: response.receivedAt,
    requestId: response.requestId,
  });
  function json(request: UpstreamRequest, session: Session): Promise<JsonAnswer>;
  function json<T>(request: UpstreamRequest, session: Session, take: (answer: JsonAnswer) => T): Promise<T>;
  function json<T>(
    request: UpstreamRequest,
    session: Session,
    take?: (answer: JsonAnswer) => T,
  ): Promise<T> | Promise<JsonAnswer> {
    return take ? read(request, session, (response) => take(answerOf(response))) : read(request, session, answerOf);
  }
  return { read, json };
};
