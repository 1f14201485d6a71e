import type { UpstreamHeaders } from "../upstream-client.js";

const SECONDS = /^[0-9]{1,9}$/;

/**
 * Retry-After in milliseconds from `now` (milliseconds since the epoch): whole seconds or an HTTP date (RFC 9110
 * 10.2.3). Undefined when absent or unreadable; never negative.
 */
export const retryAfterMs = (headers: UpstreamHeaders, now: number): number | undefined => {
  const value = headers["retry-after"]?.trim();
  if (value === undefined || value === "") return undefined;
  if (SECONDS.test(value)) return Number(value) * 1_000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
};
