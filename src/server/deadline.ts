import { setMaxListeners } from "node:events";
import { AuditError } from "../audit/audit-error.js";

/** The part of an HTTP response that tells when it is over. */
export interface Finishing {
  readonly writableFinished: boolean;
  once(event: "close", listener: () => void): unknown;
}

/**
 * Fires at the operation's deadline, or as soon as the caller goes away: what nobody waits for any more is not worth an
 * upstream call. The timer ends with the response.
 */
export const deadlineOf = (response: Finishing, deadlineMs: number): AbortSignal => {
  const controller = new AbortController();
  // Every socket of the operation listens; there is no right number of them to warn at.
  setMaxListeners(0, controller.signal);
  const abort = (message: string): void =>
    controller.abort(new AuditError("DEADLINE_EXCEEDED", message, { retryable: true }));
  const timer = setTimeout(() => {
    abort(`The operation took longer than ${deadlineMs} ms; ask for less, or again.`);
  }, deadlineMs);
  timer.unref();
  response.once("close", () => {
    clearTimeout(timer);
    if (!response.writableFinished) abort("The caller went away before the answer was ready.");
  });
  return controller.signal;
};

/** Waits for work no longer than the signal lets it. */
export const within = <T>(signal: AbortSignal, work: Promise<T>): Promise<T> =>
  new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
