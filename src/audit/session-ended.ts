import { AuditError } from "./audit-error.js";

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

/** Told in one go when an operation ends; the rest hears of it in the next turns of the event loop. */
const TOLD_AT_ONCE = 64;

const tell = (waiting: Set<() => void>): void => {
  let told = 0;
  for (const each of waiting) {
    if (told === TOLD_AT_ONCE) {
      setImmediate(() => tell(waiting));
      return;
    }
    told += 1;
    waiting.delete(each);
    each();
  }
};

const waitingFor = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls back when the signal fires, unless what it returns is called before. For what an operation may have thousands of: a
 * signal looks through all of its listeners for each that is added, and calls all of them in one go.
 */
export const whenSessionEnds = (signal: AbortSignal, ended: () => void): (() => void) => {
  let waiting = waitingFor.get(signal);
  if (!waiting) {
    const made = new Set<() => void>();
    waiting = made;
    waitingFor.set(signal, made);
    signal.addEventListener("abort", () => tell(made), { once: true });
  }
  waiting.add(ended);
  return () => waiting.delete(ended);
};

/** Waits for shared work without owning it: ends with the session, and leaves the work running for the others. */
export const untilSessionEnds = <T>(work: Promise<T>, signal: AbortSignal): Promise<T> => {
  if (signal.aborted) {
    // Nobody of this operation hears of a failure any more, and an unheard one would end the process.
    work.catch(() => undefined);
    return Promise.reject(sessionEnded(signal));
  }
  return new Promise<T>((resolve, reject) => {
    const stop = whenSessionEnds(signal, () => reject(sessionEnded(signal)));
    work.then(resolve, reject).finally(stop);
  });
};
