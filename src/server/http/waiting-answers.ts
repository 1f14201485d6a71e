import type { ServerResponse } from "node:http";
import type { ConnectionLimits } from "../../config/settings.js";
import { resetConnection } from "./broken-requests.js";
import type { Answer } from "./exchange.js";

/** Milliseconds since any moment: time that no change of the machine's clock moves. */
export interface Pace {
  now(): number;
  /** Calls back after `ms` milliseconds, unless what it returns is called before. */
  after(ms: number, callback: () => void): () => void;
}

export const realPace: Pace = {
  now: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms).unref();
    return () => clearTimeout(timer);
  },
};

export type CloseReason = "write_timeout" | "buffered_bytes";

interface Waiting {
  readonly bytes: number;
  /** When the last piece of it was taken. */
  movedAt: number;
}

/** Looks in one write timeout: an answer is closed that much later than it could be, at most. */
const LOOKS = 4;

/**
 * The answers that are on their way. An answer stands in memory as a whole until its caller has read it, so what callers do
 * not read is held here, and two limits hold it: each answer must move, and all together must not grow without end. Without
 * them sixty callers that ask and do not read would hold most of a container's memory, for as long as they like.
 */
export class WaitingAnswers {
  /** Those that moved longest ago come first. */
  readonly #waiting = new Map<ServerResponse, Waiting>();
  #bytes = 0;
  #isWatched = false;

  constructor(
    private readonly limits: Pick<ConnectionLimits, "writeTimeoutMs" | "maxBufferedBytes">,
    private readonly pace: Pace,
    private readonly closed: (reason: CloseReason) => void,
  ) {}

  /** Of all that wait. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Counts an answer until it is read, or its connection is gone. */
  add(response: ServerResponse, bytes: number): void {
    this.#waiting.set(response, { bytes, movedAt: this.pace.now() });
    this.#bytes += bytes;
    this.#watch();
    this.#makeRoom();
  }

  /** Some of the answer was taken. */
  moved(response: ServerResponse): void {
    const waiting = this.#waiting.get(response);
    if (!waiting) return;
    waiting.movedAt = this.pace.now();
    // To the end of the order.
    this.#waiting.delete(response);
    this.#waiting.set(response, waiting);
  }

  remove(response: ServerResponse): void {
    this.#bytes -= this.#waiting.get(response)?.bytes ?? 0;
    this.#waiting.delete(response);
  }

  /**
   * Closes what stood still longest, until the rest is within the bound: a caller that reads makes its answer move, and is closed last. The newest
   * stays, whatever its size: otherwise nobody could ever have an answer that is larger than the bound.
   */
  #makeRoom(): void {
    for (const [response] of this.#waiting) {
      if (this.#bytes <= this.limits.maxBufferedBytes || this.#waiting.size === 1) return;
      this.#close(response, "buffered_bytes");
    }
  }

  /** There is a timer only while an answer waits, one for all. */
  #watch(): void {
    if (this.#isWatched || this.#waiting.size === 0) return;
    this.#isWatched = true;
    this.pace.after(this.limits.writeTimeoutMs / LOOKS, () => {
      this.#isWatched = false;
      this.#closeStuck();
      this.#watch();
    });
  }

  #closeStuck(): void {
    const since = this.pace.now() - this.limits.writeTimeoutMs;
    for (const [response, { movedAt }] of this.#waiting) {
      if (movedAt > since) return;
      this.#close(response, "write_timeout");
    }
  }

  #close(response: ServerResponse, reason: CloseReason): void {
    this.remove(response);
    this.closed(reason);
    // Reset, not ended: the kernel would go on keeping what the caller does not take.
    resetConnection(response.socket);
    response.destroy();
  }
}

/** Bytes that are handed over at once: few enough that a slow reader is seen to read. */
const PIECE = 131_072;

/**
 * Writes a body whose length is in the head, and ends the response. A large one goes piece by piece, each when the one
 * before was taken, and calls `moved` each time. Otherwise node would copy the whole for as long as the caller does not
 * read, and a caller that reads slowly would look like one that does not read.
 */
export const writeBody = (response: ServerResponse, body: Buffer, moved: () => void): void => {
  let at = 0;
  const next = (): void => {
    const piece = body.subarray(at, at + PIECE);
    at += piece.length;
    if (at >= body.length) {
      response.end(piece);
      return;
    }
    response.write(piece, (error) => {
      // The connection is gone: there is nobody to write to.
      if (error || response.destroyed) return;
      moved();
      next();
    });
  };
  next();
};

/** When a caller that reads nothing loses its connection, and who hears of it. */
export interface Stuck {
  readonly ms: number;
  readonly pace: Pace;
  readonly closed: () => void;
}

/**
 * Writes a text as it comes. A caller that does not read for `stuckMs` loses its connection: what waits for it would grow
 * without end.
 */
export const writeStream = async (
  response: ServerResponse,
  body: AsyncIterable<string>,
  trailers: Answer["trailers"],
  stuck: Stuck,
): Promise<void> => {
  const bits = body[Symbol.asyncIterator]();
  let isGone = false;
  // One listener for all waits: a race with a promise that outlives them would keep what each of them left behind.
  let wake = (): void => undefined;
  response.on("drain", () => wake());
  response.once("close", () => {
    isGone = true;
    void bits.return?.();
    wake();
  });
  for (;;) {
    const bit = await bits.next();
    if (bit.done === true || response.destroyed) break;
    if (response.write(bit.value)) continue;
    const cancel = stuck.pace.after(stuck.ms, () => {
      stuck.closed();
      resetConnection(response.socket);
    });
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (isGone) resolve();
    });
    cancel();
  }
  if (trailers && !response.destroyed) response.addTrailers(trailers());
  response.end();
};
