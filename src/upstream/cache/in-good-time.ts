import type { Clock } from "../clock.js";
import { sourceTimeout } from "../faults/source-failure.js";

export interface Patience {
  readonly source: string;
  readonly clock: Clock;
  /** Milliseconds. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
}

/** The answer, or UPSTREAM_TIMEOUT once patience is over. The work goes on for whoever else waits for it. */
export const inGoodTime = async <T>(
  answer: Promise<T>,
  { source, clock, patienceMs, signal }: Patience,
): Promise<T> => {
  const over = new AbortController();
  const onEnd = (): void => over.abort();
  signal.addEventListener("abort", onEnd, { once: true });
  const timeout = clock.sleep(patienceMs, over.signal).then(
    () => Promise.reject(sourceTimeout(source, { detail: "slow, and an older answer was at hand" })),
    // The answer came, or the session ended, which the answer itself tells.
    () => answer,
  );
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    over.abort();
    signal.removeEventListener("abort", onEnd);
    timeout.catch(() => undefined);
    answer.catch(() => undefined);
  }
};
