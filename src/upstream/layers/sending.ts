import { type CallCounts, callsLeft } from "../../audit/session.js";
import type { FaultClassifier } from "../failures.js";
import type { Transport } from "../http/transport.js";
import type { WireResponse } from "../messages.js";
import type { UpstreamOptions } from "../options.js";
import type { Ask, Call } from "./layer.js";
import type { RetryBudget } from "./retries.js";

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
  (transport: Transport, { name, timeoutMs }: UpstreamOptions, budget: RetryBudget, classify: FaultClassifier): Ask =>
  (call) => {
    const { request, session, wire } = call;
    const { calls, signal } = session;
    call.sent += 1;
    if (calls) calls.made += 1;
    const limits = {
      ms: request.timeoutMs ?? timeoutMs,
      signal,
      alone: budget.isLean,
      mayRepeat: () => wire.method === "GET" && mayRepeat(calls),
    };
    return transport.exchange(wire, limits, (response) => read(call, response, name, classify));
  };
