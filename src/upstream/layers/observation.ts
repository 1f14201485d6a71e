import { AuditError } from "../../audit/errors.js";
import { CallerRefused } from "../caller-failures.js";
import { QueueFull } from "../failures.js";
import type { Shared } from "../options.js";
import type { Watcher } from "./layer.js";

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
  (source: string, { observer }: Shared): Watcher =>
  (call) =>
  (error) => {
    const { operation } = call.request;
    if (error === undefined) call.host?.health.saw(true);
    else if (error instanceof AuditError && isItsFault(error)) call.host?.health.saw(false);
    observer.called?.({ source, operation, code: error === undefined ? null : codeOf(error) });
  };

/** Tells of each request that was sent, and puts it into the operation's trace. */
export const observedTry =
  (source: string, { clock, observer }: Shared): Watcher =>
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
      if (error !== undefined) return;
      session.time?.answered(source);
      session.standings?.answered(source);
    };
  };
