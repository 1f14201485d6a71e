import type { AuditError } from "../../audit/errors.js";
import { type CallCounts, callsLeft, type Session } from "../../audit/session.js";
import type { Credentials } from "../credentials/credentials.js";
import { factsOf, type Fault, type FaultClassifier } from "../failures.js";
import type { Transport } from "../http/transport.js";
import { wireTarget } from "../http/url.js";
import type { UpstreamRequest, WireRequest, WireResponse } from "../messages.js";
import type { UpstreamOptions } from "../options.js";
import type { Ask, Call, Layer } from "./layer.js";

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
  async (call, next) => {
    const { request, session } = call;
    const base = endpoint(session);
    const unsigned = encoded(request, typeof base === "string" ? base : await base);
    for (let isReplay = false; ; isReplay = true) {
      const proof = credentials.authorize(unsigned, session);
      const authorization = proof instanceof Promise ? await proof : proof;
      call.wire = { ...unsigned, headers: { ...unsigned.headers, ...authorization.headers } };
      try {
        return await next(call);
      } catch (error) {
        const { answer } = call;
        const fault = answer?.fault;
        if (answer === undefined || fault === undefined) throw error;
        if (!fault.credentialsRefused) throw denialOf(source, fault, credentials);
        if (authorization.refused?.(isReplay, answer) !== true || isReplay)
          throw credentials.refusal(source, factsOf(fault.error));
      }
    }
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

/** The last of the layers: sends one request, counts it, and reads its answer. */
export const sentBy =
  (transport: Transport, { name, timeoutMs }: UpstreamOptions, classify: FaultClassifier): Ask =>
  (call) => {
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
    return transport.exchange(wire, limits, (response) => read(call, response, name, classify));
  };
