import { untilSessionEnds } from "../faults/session-ended.js";

/** Work that several operations wait for. It is aborted when the last of them has gone, and not before. */
export class SharedWork<T> {
  readonly #controller = new AbortController();
  readonly #work: Promise<T>;
  #waiting = 0;

  constructor(start: (signal: AbortSignal) => Promise<T>) {
    this.#work = start(this.#controller.signal);
    // Whoever waits hears of a failure; once nobody does, it is nobody's.
    this.#work.catch(() => undefined);
  }

  /** True once everybody left: a newcomer must start anew. */
  get isAbandoned(): boolean {
    return this.#controller.signal.aborted;
  }

  /** The result, or what sessionEnded says when the waiter's own signal fires first. */
  async wait(signal: AbortSignal): Promise<T> {
    this.#waiting += 1;
    try {
      return await untilSessionEnds(this.#work, signal);
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#controller.abort();
    }
  }
}
