import type { Dispatcher } from "undici";
import type { UpstreamHeaders } from "../upstream-client.js";

/** An answer that arrived whole; its body as it stood on the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: UpstreamHeaders;
  readonly body: Buffer;
}

export interface AnswerEvents {
  arrived(answer: RawAnswer): void;
  /** The body is longer than may be read. */
  tooLong(): void;
  /** `begun`: the answer's head was there. */
  broke(error: unknown, begun: boolean): void;
}

type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler["onResponseStart"]>>[2];

/** Repeated headers are joined. */
const flatten = (headers: Headers): UpstreamHeaders => {
  for (const name in headers) {
    const value = headers[name];
    if (Array.isArray(value)) headers[name] = value.join(", ");
  }
  return headers as UpstreamHeaders;
};

/**
 * Collects one answer as undici hands it over, without the stream that its `request` makes of each body: nobody here
 * reads a body in pieces. Tells one thing at most, and nothing after it was given up.
 */
export class IncomingAnswer implements Dispatcher.DispatchHandler {
  readonly #chunks: Buffer[] = [];
  #size = 0;
  #head: Pick<RawAnswer, "status" | "headers"> | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #events: AnswerEvents | undefined;
  #givenUp: Error | undefined;

  constructor(
    private readonly maxBytes: number,
    events: AnswerEvents,
  ) {
    this.#events = events;
  }

  /** Frees the connection at once, or keeps a request that still waits for one from being sent. */
  giveUp(reason: Error): void {
    this.#events = undefined;
    this.#givenUp = reason;
    this.#controller?.abort(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#givenUp) controller.abort(this.#givenUp);
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    // What is below announces the answer, and is none.
    if (status >= 200) this.#head = { status, headers: flatten(headers) };
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#size += chunk.byteLength;
    if (this.#size <= this.maxBytes) {
      this.#chunks.push(chunk);
      return;
    }
    const events = this.#events;
    this.giveUp(new Error("longer than may be read"));
    events?.tooLong();
  }

  onResponseEnd(): void {
    const [events, head, first] = [this.#events, this.#head, this.#chunks[0]];
    if (!events || !head) return;
    this.#events = undefined;
    const body = first && this.#chunks.length === 1 ? first : Buffer.concat(this.#chunks, this.#size);
    events.arrived({ ...head, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController | undefined, error: Error): void {
    const events = this.#events;
    this.#events = undefined;
    events?.broke(error, this.#head !== undefined);
  }
}
