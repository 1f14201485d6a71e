import { sessionEnded } from "../faults/session-ended.js";
import { sourceQueueFull } from "../faults/source-failure.js";

export interface GateOptions {
  readonly source: string;
  /** Requests past the gate at once. */
  readonly maxConcurrency: number;
  /** Requests waiting before it; more are refused. */
  readonly maxQueue: number;
}

type Release = () => void;

/** Lets a bounded number of requests through at once, first come, first served. */
export class Gate {
  readonly #options: GateOptions;
  #inside = 0;
  /** In order of arrival; a set, because a caller that goes away leaves from the middle. */
  readonly #waiting = new Set<() => void>();

  constructor(options: GateOptions) {
    this.#options = options;
  }

  get inside(): number {
    return this.#inside;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Resolves, when it is the caller's turn, with what gives the place back (idempotent).
   * Throws UPSTREAM_UNAVAILABLE when the queue is full, and what sessionEnded says when the signal fires.
   */
  async enter(signal: AbortSignal): Promise<Release> {
    if (signal.aborted) throw sessionEnded(signal);
    if (this.#inside < this.#options.maxConcurrency) {
      this.#inside += 1;
    } else {
      if (this.#waiting.size >= this.#options.maxQueue) throw sourceQueueFull(this.#options.source);
      await this.#turn(signal);
    }
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.#leave();
    };
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const admit = (): void => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      };
      const onAbort = (): void => {
        this.#waiting.delete(admit);
        reject(sessionEnded(signal));
      };
      signal.addEventListener("abort", onAbort, { once: true });
      this.#waiting.add(admit);
    });
  }

  /** The place passes straight to the next in line, so that a newcomer cannot overtake it. */
  #leave(): void {
    const next = this.#waiting.values().next();
    if (next.done === true) {
      this.#inside -= 1;
      return;
    }
    this.#waiting.delete(next.value);
    next.value();
  }
}
