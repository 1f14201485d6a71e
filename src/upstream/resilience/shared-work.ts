import { untilSessionEnds } from "../../audit/session-ended.js";

/** Why work is aborted. Of our own: without a reason each abort makes a DOMException, stack and all. */
const NOBODY_WAITS = new Error("nobody waits for this any more");

/** Work that several operations wait for. It is aborted when the last of them has gone before its end, and not before. */
export class SharedWork<T> {
  readonly #controller = new AbortController();
  readonly #work: Promise<T>;
  #waiting = 0;
  #isOver = false;

  constructor(start: (signal: AbortSignal) => Promise<T>) {
    this.#work = start(this.#controller.signal);
    const over = (): void => {
      this.#isOver = true;
    };
    // Whoever waits hears of a failure; once nobody does, it is nobody's.
    this.#work.then(over, over);
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
      if (this.#waiting === 0 && !this.#isOver) this.#controller.abort(NOBODY_WAITS);
    }
  }
}
