import { AuditError } from "../audit/errors.js";
import { callsLeft, type Session } from "../audit/session.js";
import type { SourceHealth } from "../audit/record.js";
import type { UpstreamObserver } from "../telemetry/reports.js";
import type { SourceCache } from "./cache/source-cache.js";
import type { Authorization, Credentials, Unsigned } from "./credentials/credentials.js";
import { CallerRefused, factsOf, type Fault, type FaultClassifier, sourceNotAsked } from "./failures.js";
import { type ExaminedUpstream, type IdentityFacts, type Probe, probeOf, type UpstreamStats } from "./client.js";
import { wireTarget } from "./http/url.js";
import { parseJson } from "./http/body.js";
import type { Exchange } from "./layers/exchange.js";
import type { Gate } from "../fairness/gate.js";
import { withRetries, type RetryPolicy } from "./layers/retries.js";
import type { HealthRecord } from "./layers/breaker.js";
import type { JsonAnswer, UpstreamRequest, WireResponse } from "./messages.js";

export interface SourceClientParts {
  readonly source: string;
  readonly cache: SourceCache;
  readonly endpoint: (session: Session) => Promise<string>;
  readonly projectId: (session: Session) => Promise<string>;
  readonly credentials: Credentials;
  readonly classify: FaultClassifier;
  readonly exchange: Exchange;
  readonly gate: Gate;
  readonly retries: RetryPolicy;
  readonly health: HealthRecord;
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly observer: UpstreamObserver;
  readonly close: () => Promise<void>;
}

/** One call on its way, with how many requests were sent for it. */
interface Call<T> {
  readonly request: UpstreamRequest;
  readonly session: Session;
  readonly parse: (response: WireResponse) => T;
  sent: number;
}

/** What became of one request. */
type Heard<T> = { readonly value: T; readonly fault?: undefined } | { readonly fault: Fault };

const isSuccess = (status: number): boolean => status >= 200 && status < 300;
/** Failures that are not the source's. */
const NOT_ITS_FAULT = new Set<string>([
  "NOT_FOUND",
  "DEADLINE_EXCEEDED",
  "UNAUTHENTICATED",
  "INVALID_ARGUMENT",
  "QUERY_TOO_COMPLEX",
]);
const isItsFault = (error: AuditError): boolean => !(error instanceof CallerRefused) && !NOT_ITS_FAULT.has(error.code);

/**
 * Asks one source. What wraps what, from the outside in:
 *
 *   deadline (session.signal)  ends everything below it at once, sockets and waits included
 *   gate                       maxConcurrency in flight, the others in a bounded queue where callers take turns; a
 *                              retry keeps its place
 *   retry                      GET only, maxRetries at most, paid for by the source's retry budget
 *   credentials                a token, a signature; a refused token is replaced and the request replayed once
 *   breaker                    a source that fails again and again is left alone; a replay passes it too
 *   per-try timeout            timeoutMs for one exchange, from the connection to the body's last byte
 */
export class SourceClient implements ExaminedUpstream {
  readonly source: string;
  readonly cache: SourceCache;
  readonly #parts: SourceClientParts;

  constructor(parts: SourceClientParts) {
    this.source = parts.source;
    this.cache = parts.cache;
    this.#parts = parts;
  }

  async read<T>(request: UpstreamRequest, session: Session, parse: (response: WireResponse) => T): Promise<T> {
    let code: string | null = "INTERNAL";
    try {
      const result = await this.#inTurn(request, session, parse);
      code = null;
      return result;
    } catch (error) {
      if (error instanceof AuditError) code = error.code;
      throw error;
    } finally {
      this.#parts.observer.called?.({ source: this.source, operation: request.operation, code });
    }
  }

  json(request: UpstreamRequest, session: Session): Promise<JsonAnswer>;
  json<T>(request: UpstreamRequest, session: Session, take: (answer: JsonAnswer) => T): Promise<T>;
  json<T>(
    request: UpstreamRequest,
    session: Session,
    take?: (answer: JsonAnswer) => T,
  ): Promise<T> | Promise<JsonAnswer> {
    const answerOf = (response: WireResponse): JsonAnswer => ({
      body: parseJson(this.source, response),
      receivedAt: response.receivedAt,
      requestId: response.requestId,
    });
    if (!take) return this.read(request, session, answerOf);
    return this.read(request, session, (response) => take(answerOf(response)));
  }

  projectId(session: Session): Promise<string> {
    return this.#parts.projectId(session);
  }

  endpoint(session: Session): Promise<string> {
    return this.#parts.endpoint(session);
  }

  async identity(session: Session): Promise<IdentityFacts | null> {
    return (await this.#parts.credentials.identity?.(session)) ?? null;
  }

  async probe(session: Session): Promise<Probe> {
    const { endpoint, exchange, retries } = this.#parts;
    const request = this.#unsigned({ operation: "probe", path: [] }, await endpoint(session));
    const askedAt = retries.clock.now();
    const asked = { operation: "probe", request, timeoutMs: undefined, signal: session.signal };
    return exchange(asked, (response) => probeOf(response, askedAt));
  }

  health(): SourceHealth {
    return this.#parts.retries.breaker.state === "closed" ? this.#parts.health.read() : "UNAVAILABLE";
  }

  stats(): UpstreamStats {
    const { gate, retries } = this.#parts;
    return { inFlight: gate.inside, queued: gate.waiting, breaker: retries.breaker.state };
  }

  close(): Promise<void> {
    return this.#parts.close();
  }

  async #inTurn<T>(request: UpstreamRequest, session: Session, parse: (response: WireResponse) => T): Promise<T> {
    const { credentials, gate, retries, health, timeoutMs, deadlineMs, observer } = this.#parts;
    // What cannot be sent must not wait for its turn, nor pay for retries.
    this.#mustBeAffordable(session);
    credentials.callersOwn?.demand(session);
    const call = { request, session, parse, sent: 0 };
    const leave = await gate.enter(session);
    const scope = {
      repeatable: (request.method ?? "GET") === "GET",
      mustAsk: () => this.#mustBeAffordable(session),
      signal: session.signal,
      deadlineAt: session.now + deadlineMs,
      tryMs: request.timeoutMs ?? timeoutMs,
      onRetry: (retry: number, delayMs: number, { code }: AuditError) =>
        observer.retrying?.({ source: this.source, operation: request.operation, retry, delayMs, code }),
    };
    try {
      // What is refused at once gives its place to the next one: thousands would be refused in one go.
      const turn = session.turn?.();
      if (turn) await turn;
      const result = await withRetries(retries, scope, () => this.#attempt(call));
      health.saw(true);
      return result;
    } catch (error) {
      if (error instanceof AuditError && isItsFault(error)) health.saw(false);
      throw error;
    } finally {
      leave();
    }
  }

  async #attempt<T>(call: Call<T>): Promise<T> {
    const { credentials, endpoint } = this.#parts;
    const { request, session } = call;
    const unsigned = this.#unsigned(request, await endpoint(session));
    const authorization = await credentials.authorize(unsigned, session);
    const first = await this.#send(call, unsigned, authorization);
    if (first.fault === undefined) return first.value;
    if (!first.fault.credentialsRefused) throw this.#failureBy(first.fault);
    if (authorization.refused?.() !== true) throw credentials.refusal(this.source, factsOf(first.fault.error));
    const renewed = await credentials.authorize(unsigned, session);
    const replay = await this.#send(call, unsigned, renewed);
    if (replay.fault === undefined) return replay.value;
    if (!replay.fault.credentialsRefused) throw this.#failureBy(replay.fault);
    renewed.refusedAgain?.();
    throw credentials.refusal(this.source, factsOf(replay.fault.error));
  }

  /** The gateway's own lack of a permission is everybody's; the caller's is the caller's. */
  #failureBy({ error, permissionDenied = false }: Fault): AuditError {
    const { callersOwn } = this.#parts.credentials;
    return permissionDenied && callersOwn ? callersOwn.denial(this.source, factsOf(error)) : error;
  }

  #unsigned(request: UpstreamRequest, endpoint: string): Unsigned {
    const body = request.json === undefined ? undefined : JSON.stringify(request.json);
    return {
      method: request.method ?? "GET",
      target: wireTarget(endpoint, request.path, request.query),
      headers: {
        ...request.headers,
        accept: request.accept ?? "application/json",
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      body,
    };
  }

  #mustBeAffordable({ calls }: Session): void {
    if (calls?.planned !== undefined && callsLeft(calls) === 0) throw sourceNotAsked(this.source, calls.planned);
  }

  #send<T>(call: Call<T>, unsigned: Unsigned, { headers }: Authorization): Promise<Heard<T>> {
    const { exchange, classify } = this.#parts;
    const { operation, template, timeoutMs } = call.request;
    const { calls, signal, trace } = call.session;
    const request = { ...unsigned, headers: { ...unsigned.headers, ...headers } };
    this.#mustBeAffordable(call.session);
    const resend = call.sent;
    const onSending = (): void => {
      call.sent += 1;
      if (calls) calls.made += 1;
    };
    const mayRepeat = (): boolean => {
      if (calls === undefined) return true;
      if (callsLeft(calls) === 0) return false;
      calls.made += 1;
      return true;
    };
    const tried = { operation, template, resend, trace, request, timeoutMs, signal, onSending, mayRepeat };
    return exchange(tried, (response) =>
      isSuccess(response.status)
        ? { value: call.parse(response) }
        : { fault: classify({ ...response, source: this.source }) },
    );
  }
}
