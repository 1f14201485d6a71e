import type { WireResponse } from "../upstream-client.js";
import type { Probe } from "./examined-upstream.js";

/** A Date header names the second that was under way. */
const HALF_A_SECOND = 500;

/** What an answer tells of a service; `askedAt` is milliseconds since the epoch. */
export const probeOf = ({ status, headers, receivedAt }: WireResponse, askedAt: number): Probe => {
  const date = Date.parse(headers.date ?? "");
  // The answer was written between question and answer; the middle is the best guess.
  const ahead = date + HALF_A_SECOND - (askedAt + receivedAt) / 2;
  return { status, durationMs: receivedAt - askedAt, clockAheadMs: Number.isNaN(date) ? undefined : Math.round(ahead) };
};
