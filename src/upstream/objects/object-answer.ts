import type { Dispatcher } from "undici";

type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler["onResponseStart"]>>[2];

export interface AnswerHead {
  readonly status: number;
  readonly headers: Headers;
}

/** Bytes that wait for their reader; then the connection is read no further. */
const MOST_WAITING = 256 * 1024;

/** One answer of an object store, which is read in pieces while it comes, by one reader, who may leave at any time. */
export class ObjectAnswer implements Dispatcher.DispatchHandler {
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #controller: Dispatcher.DispatchController | undefined;
  #head: AnswerHead | undefined;
  #isOver = false;
  #failure: Error | undefined;
  /** Wakes the reader. */
  #wake: (() => void) | undefined;

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure) controller.abort(this.#failure);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    if (status < 200) return;
    this.#head = { status, headers };
    this.#wake?.();
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size > MOST_WAITING) controller.pause();
    this.#wake?.();
  }

  onResponseEnd(): void {
    this.#isOver = true;
    this.#wake?.();
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    this.#failure ??= error;
    this.#wake?.();
  }

  /** Frees the connection; whoever waits gets this error. */
  giveUp(reason: Error): void {
    if (this.#isOver) return;
    this.#failure ??= reason;
    this.#controller?.abort(reason);
    this.#wake?.();
  }

  /** The answer's head. Rejects with what kept it away. */
  async head(): Promise<AnswerHead> {
    for (;;) {
      if (this.#head) return this.#head;
      if (this.#failure) throw this.#failure;
      await this.#change();
    }
  }

  /** The next bytes; undefined at the answer's end. Rejects with what broke it. */
  async next(): Promise<Buffer | undefined> {
    for (;;) {
      const chunk = this.#chunks.shift();
      if (chunk) {
        this.#size -= chunk.length;
        if (this.#size <= MOST_WAITING / 2) this.#controller?.resume();
        return chunk;
      }
      if (this.#failure) throw this.#failure;
      if (this.#isOver) return undefined;
      await this.#change();
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
