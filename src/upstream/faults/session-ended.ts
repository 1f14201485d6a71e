import { AuditError } from "../../audit/audit-error.js";

const isTimeout = (reason: unknown): boolean =>
  typeof reason === "object" && reason !== null && "name" in reason && reason.name === "TimeoutError";

/**
 * Why an operation's signal fired, as the error to throw: its reason where that is an AuditError, else
 * DEADLINE_EXCEEDED. A caller that went away gets the same code, and nobody reads the sentence.
 */
export const sessionEnded = (signal: AbortSignal): AuditError => {
  const reason: unknown = signal.reason;
  if (reason instanceof AuditError) return reason;
  return isTimeout(reason)
    ? new AuditError("DEADLINE_EXCEEDED", "The operation's deadline passed.", { retryable: true })
    : new AuditError("DEADLINE_EXCEEDED", "The operation was given up before its end.", { detail: "caller gone" });
};

/** Waits for shared work without owning it: ends with the session, and leaves the work running for the others. */
export const untilSessionEnds = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> => {
  if (signal.aborted) {
    // Nobody of this operation hears of a failure any more, and an unheard one would end the process.
    work.catch(() => undefined);
    return Promise.reject(sessionEnded(signal));
  }
  return new Promise<T>((resolve, reject) => {
    const onAbort = (): void => reject(sessionEnded(signal));
    signal.addEventListener("abort", onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
};
