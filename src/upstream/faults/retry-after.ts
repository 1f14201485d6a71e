import { DAY } from "../../audit/window.js";
import type { UpstreamHeaders } from "../upstream-client.js";

const SECONDS = /^[0-9]{1,15}$/;

/**
 * Retry-After in milliseconds from `now` (milliseconds since the epoch): whole seconds or an HTTP date (RFC 9110
 * 10.2.3). Undefined when absent or unreadable; never negative, and a day at most: nobody waits longer, and the number
 * goes to callers as a 32-bit one.
 */
export const retryAfterMs = (headers: UpstreamHeaders, now: number): number | undefined => {
  const value = headers["retry-after"]?.trim();
  if (value === undefined || value === "") return undefined;
  const wait = SECONDS.test(value) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isNaN(wait) ? undefined : Math.min(DAY, Math.max(0, wait));
};
