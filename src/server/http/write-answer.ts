import type { ServerResponse } from "node:http";

/** Characters of a text, or bytes, that are handed over at once: few enough that a slow reader is seen to read. */
const PIECE = 131_072;

/** The piece of a text or of bytes that begins at a place. No character of two halves is cut through. */
const pieceAt = (body: string | Buffer, from: number): string | Buffer => {
  const to = from + PIECE;
  if (typeof body !== "string") return body.subarray(from, to);
  const endsInHalf = (body.codePointAt(to - 1) ?? 0) > 0xff_ff;
  return body.slice(from, endsInHalf ? to + 1 : to);
};

/**
 * Writes a body whose length the head tells, and ends the response. A large one goes piece by piece, each when the one
 * before was taken, which `moved` is told: node would else copy the whole for as long as the caller does not read, and
 * nobody could tell a caller that reads slowly from one that does not read.
 */
export const writeBody = (response: ServerResponse, body: string | Buffer, moved: () => void): void => {
  let at = 0;
  const next = (): void => {
    const piece = pieceAt(body, at);
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
