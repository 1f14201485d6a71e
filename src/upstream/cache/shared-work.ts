import { Cancellation, type EndSignal, sessionEnded } from "../../audit/session.js";

/** Why work is ended. Made once: an error of each time would hold a stack. */
const NOBODY_WAITS = new Error("nobody waits for this any more");

/** One who waits for shared work, and leaves it when its own signal fires. */
class Waiter<T> {
  constructor(
    private readonly signal: EndSignal,
    private readonly left: (waiter: Waiter<T>) => void,
    readonly resolve: (result: T) => void,
    readonly reject: (error: unknown) => void,
  ) {
    signal.addEventListener("abort", this.#leave);
  }

  readonly #leave = (): void => {
    this.stop();
    this.left(this);
    this.reject(sessionEnded(this.signal));
  };

  stop(): void {
    this.signal.removeEventListener("abort", this.#leave);
  }
}

/** Work that several operations wait for. It is ended when the last of them has gone before its end, and not before. */
export class SharedWork<T> {
  readonly #end = new Cancellation();
  readonly #work: Promise<T>;
  readonly #waiting = new Set<Waiter<T>>();
  #isDone = false;

  /** To be waited for at once: whoever waits hears of a failure. */
  constructor(
    start: (signal: EndSignal) => Promise<T>,
    /** Called when it is over, however it ended. */
    over: () => void = () => undefined,
  ) {
    this.#work = start(this.#end);
    const tell = (settle: (waiter: Waiter<T>) => void): void => {
      this.#isDone = true;
      over();
      for (const waiter of this.#waiting) {
        waiter.stop();
        settle(waiter);
      }
      this.#waiting.clear();
    };
    this.#work.then(
      (result) => tell((waiter) => waiter.resolve(result)),
      (error: unknown) => tell((waiter) => waiter.reject(error)),
    );
  }

  /** True once everybody left: a newcomer must start anew. */
  get isAbandoned(): boolean {
    return this.#end.aborted;
  }

  /** The result, or what sessionEnded says when the waiter's own signal fires first. */
  wait(signal: EndSignal): Promise<T> {
    if (this.#isDone) return this.#work;
    if (signal.aborted) {
      this.#endUnlessAwaited();
      return Promise.reject(sessionEnded(signal));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.add(new Waiter(signal, this.#left, resolve, reject));
    });
  }

  readonly #left = (waiter: Waiter<T>): void => {
    this.#waiting.delete(waiter);
    this.#endUnlessAwaited();
  };

  #endUnlessAwaited(): void {
    if (this.#waiting.size === 0 && !this.#isDone) this.#end.abort(NOBODY_WAITS);
  }
}
