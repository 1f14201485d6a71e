import type { AuditError } from "../../audit/audit-error.js";
import type { Clock } from "../clock.js";
import { sessionEnded } from "../faults/session-ended.js";

export interface TryLimits {
  readonly clock: Clock;
  /** Milliseconds that the work may take. */
  readonly ms: number;
  /** The operation's signal. */
  readonly signal: AbortSignal;
  /** What to throw when the time is up. */
  readonly late: () => AuditError;
}

/** Runs one try under its own time limit and the operation's signal; both abort the signal that the work gets. */
export const withTryTimeout = async <T>(limits: TryLimits, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
  const { clock, ms, signal, late } = limits;
  if (signal.aborted) throw sessionEnded(signal);
  const tried = new AbortController();
  const onAbort = (): void => tried.abort(sessionEnded(signal));
  signal.addEventListener("abort", onAbort, { once: true });
  const cancel = clock.after(ms, () => tried.abort(late()));
  try {
    return await work(tried.signal);
  } finally {
    signal.removeEventListener("abort", onAbort);
    cancel();
  }
};
