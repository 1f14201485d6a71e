import type { Clock } from "../clock.js";
import { sourceTimeout } from "../faults/source-failure.js";

export interface Patience {
  readonly source: string;
  readonly clock: Clock;
  /** Milliseconds. */
  readonly patienceMs: number;
}

/** The answer, or UPSTREAM_TIMEOUT once patience is over. The work goes on for whoever else waits for it. */
export const inGoodTime = <T>(answer: Promise<T>, { source, clock, patienceMs }: Patience): Promise<T> =>
  new Promise((resolve, reject) => {
    const cancel = clock.after(patienceMs, () => {
      reject(sourceTimeout(source, { detail: "slow, and an older answer was at hand" }));
    });
    answer.then(resolve, reject).finally(cancel);
  });
