import { AuditError } from "../../audit/errors.js";
import { type CallCounts, callsLeft, type Session } from "../../audit/session.js";
import type { Authorization, Credentials } from "../credentials/credentials.js";
import { CallerRefused, factsOf, QueueFull } from "../failures.js";
import type { Fault, FaultClassifier } from "../faults.js";
import type { Transport } from "../http/transport.js";
import { wireTarget } from "../http/wire.js";
import type { UpstreamRequest, WireRequest, WireResponse } from "../messages.js";
import type { Shared, UpstreamOptions } from "../options.js";
import type { Call, Layer, Send } from "./layer.js";
import { isOutage, outcomeOfError, type TryOutcome } from "./breaker.js";

/** Failures that are not the source's. */
const NOT_ITS_FAULT = new Set<string>([
  "NOT_FOUND",
  "DEADLINE_EXCEEDED",
  "UNAUTHENTICATED",
  "INVALID_ARGUMENT",
  "QUERY_TOO_COMPLEX",
]);

const isItsFault = (error: AuditError): boolean =>
  !(error instanceof CallerRefused) && !(error instanceof QueueFull) && !NOT_ITS_FAULT.has(error.code);

const codeOf = (error: unknown): string => (error instanceof AuditError ? error.code : "INTERNAL");

/** Tells what became of a call in the end. */
export const observedCall =
  (source: string, { observer }: Shared): Layer =>
  (call) =>
  (error) => {
    const { operation } = call.request;
    if (error === undefined) call.host?.health.saw(true);
    else if (error instanceof AuditError && isItsFault(error)) call.host?.health.saw(false);
    observer.called?.({ source, operation, code: error === undefined ? null : codeOf(error) });
    return undefined;
  };

/** Tells of each request that was sent, and puts it into the operation's trace. */
export const observedTry =
  (source: string, { clock, observer }: Shared): Layer =>
  (call) => {
    const { request, session, wire } = call;
    const { operation, template } = request;
    const startedAt = clock.now();
    const { method, target } = wire;
    const span = session.trace?.request({
      source,
      operation,
      method,
      origin: target.origin,
      template,
      resend: call.sent,
    });
    if (span) call.wire = { ...wire, headers: { ...wire.headers, ...span.headers } };
    // What is told once an answer came is the answer's, whatever was made of it.
    return (error) => {
      const { status = null, requestId, receivedAt = clock.now() } = call.answer ?? {};
      const code = status === null ? codeOf(error) : null;
      span?.end(status, code);
      observer.tried?.({
        source,
        operation,
        status,
        code,
        upstreamRequestId: requestId,
        durationMs: receivedAt - startedAt,
      });
      if (error === undefined) {
        session.time?.answered(source);
        session.standings?.answered(source);
      }
      return undefined;
    };
  };

/** Often a gateway's in front of the source: it refuses a made-up token as well while the source itself is down. */
const isRefusal = (status: number): boolean => status === 401 || status === 403;

const outcomeOf = <T>({ answer, session }: Call<T>, error: unknown, forwards: boolean): TryOutcome => {
  if (answer) {
    if (forwards && isRefusal(answer.status)) return "refused";
    return isOutage(answer.status) ? "failing" : "alive";
  }
  return session.signal.aborted ? "nothing" : outcomeOfError(error);
};

/** Lets no request out to a host that its breaker leaves alone, and tells the breaker what became of the others. */
export const guarded = ({ callersOwn }: Credentials): Layer => {
  const forwards = callersOwn !== undefined;
  return (call) => {
    const settle = call.to.breaker.enter();
    return (error) => {
      settle(outcomeOf(call, error, forwards));
      return undefined;
    };
  };
};

const encoded = ({ method = "GET", ...request }: UpstreamRequest, endpoint: string): WireRequest => {
  const body = request.json === undefined ? undefined : JSON.stringify(request.json);
  return {
    method,
    target: wireTarget(endpoint, request.path, request.query),
    headers: {
      ...request.headers,
      accept: request.accept ?? "application/json",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    body,
  };
};

/** The gateway's own lack of a permission is everybody's; the caller's is the caller's. */
const denialOf = (
  source: string,
  { error, permissionDenied = false }: Fault,
  { callersOwn }: Credentials,
): AuditError => (permissionDenied && callersOwn ? callersOwn.denial(source, factsOf(error)) : error);

/** Encodes the request, and proves who sends it. Where the proof is refused and can be renewed, sends it once more. */
export const authorized =
  (source: string, credentials: Credentials, endpoint: (session: Session) => string | Promise<string>): Layer =>
  (call) => {
    const { request, session } = call;
    let unsigned: WireRequest;
    let authorization: Authorization;
    let isReplay = false;
    const leave = (error: unknown): true | undefined | Promise<true> => {
      const { answer } = call;
      const fault = answer?.fault;
      if (error === undefined || answer === undefined || fault === undefined) return undefined;
      if (!fault.credentialsRefused) throw denialOf(source, fault, credentials);
      if (authorization.refused?.(isReplay, answer) !== true || isReplay)
        throw credentials.refusal(source, factsOf(fault.error));
      isReplay = true;
      const proven = prove();
      return proven instanceof Promise ? proven.then(() => true) : true;
    };
    const sign = (proof: Authorization): typeof leave => {
      authorization = proof;
      call.wire = { ...unsigned, headers: { ...unsigned.headers, ...proof.headers } };
      return leave;
    };
    const prove = (): typeof leave | Promise<typeof leave> => {
      const proof = credentials.authorize(unsigned, session);
      return proof instanceof Promise ? proof.then(sign) : sign(proof);
    };
    const begin = (base: string): ReturnType<typeof prove> => {
      unsigned = encoded(request, base);
      return prove();
    };
    const base = endpoint(session);
    return base instanceof Promise ? base.then(begin) : begin(base);
  };

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** May a request be sent again where a kept connection turned out to be closed? If so it is counted. */
const mayRepeat = (calls: CallCounts | undefined): boolean => {
  if (calls === undefined) return true;
  if (callsLeft(calls) === 0) return false;
  calls.made += 1;
  return true;
};

const read = <T>(call: Call<T>, response: WireResponse, source: string, classify: FaultClassifier): T => {
  const { status, requestId, receivedAt, headers } = response;
  const fault = isSuccess(status) ? undefined : classify({ ...response, source });
  call.answer = { status, requestId, receivedAt, date: headers.date, fault };
  if (fault) throw fault.error;
  return call.parse(response);
};

/** Behind the last of the layers: sends one request, counts it, and reads its answer. */
export const sentBy =
  (transport: Transport, { name, timeoutMs }: UpstreamOptions, classify: FaultClassifier): Send =>
  (call, landed) => {
    const { request, session, wire } = call;
    const { calls, signal } = session;
    call.sent += 1;
    if (calls) calls.made += 1;
    const limits = {
      ms: request.timeoutMs ?? timeoutMs,
      signal,
      alone: call.to.budget.isLean,
      mayRepeat: () => wire.method === "GET" && mayRepeat(calls),
    };
    transport.send(wire, limits, (response) => read(call, response, name, classify), landed);
  };
