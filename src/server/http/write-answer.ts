import type { ServerResponse } from "node:http";
import { resetConnection } from "./broken-requests.js";
import type { Answer } from "./exchange.js";
import type { Pace } from "./waiting-answers.js";

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
