import type { AuditError } from "../../audit/audit-error.js";
import type { Random } from "../clock.js";

/** Tries of one request after the first: with 30 % failing at random one request in 4,500 needs more. */
export const MAX_RETRIES = 6;
const BASE_MS = 100;
const LONGEST_MS = 1_000;
/** Huawei's gateway names no Retry-After and advises 2 to 5 s (upstreams: huawei-otc-atlas.md, 1.8). */
const RATE_LIMIT_FLOOR_MS = 2_000;
const RATE_LIMIT_SPREAD_MS = 3_000;

export interface RetrySituation {
  /** Retries made so far, from 0. */
  readonly retries: number;
  readonly error: Pick<AuditError, "code" | "retryable" | "retryAfterMs">;
  /** Milliseconds until the operation's deadline. */
  readonly remainingMs: number;
  /** Milliseconds that one try may take. */
  readonly tryMs: number;
  readonly random: Random;
}

/**
 * Milliseconds to wait before the next try, or null to give up: the failure will not heal, the tries are used up,
 * or the wait would not end before the deadline. After a try that took all its time, another must fit in whole: begun
 * later, it would turn UPSTREAM_TIMEOUT into a missed deadline. Retry-After is obeyed to the millisecond; without one
 * the delay is full jitter over 100 ms, doubled up to 1 s, and 2 to 5, 4 to 10 s … after a rate limit.
 */
export const retryDelay = ({ retries, error, remainingMs, tryMs, random }: RetrySituation): number | null => {
  if (!error.retryable || retries >= MAX_RETRIES) return null;
  const growth = 2 ** retries;
  const delay =
    error.retryAfterMs ??
    (error.code === "UPSTREAM_RATE_LIMITED"
      ? growth * (RATE_LIMIT_FLOOR_MS + random() * RATE_LIMIT_SPREAD_MS)
      : random() * Math.min(LONGEST_MS, BASE_MS * growth));
  const neededMs = error.code === "UPSTREAM_TIMEOUT" ? tryMs : 0;
  return delay + neededMs < remainingMs ? delay : null;
};
