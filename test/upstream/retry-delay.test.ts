import { AuditError } from "../../src/audit/audit-error.js";
import { retryDelay } from "../../src/upstream/resilience/retry-delay.js";

const unavailable = new AuditError("UPSTREAM_UNAVAILABLE", "", { retryable: true });
const limited = new AuditError("UPSTREAM_RATE_LIMITED", "", { retryable: true });
const after = (retryAfterMs: number): AuditError =>
  new AuditError("UPSTREAM_RATE_LIMITED", "", { retryable: true, retryAfterMs });
const rejected = new AuditError("UPSTREAM_REJECTED", "");

describe("the delay before a retry", () => {
  it.each([
    // retries, error, remaining, random, delay
    ["full jitter, the least", 0, unavailable, 10_000, 0, 0],
    ["full jitter, in the middle", 0, unavailable, 10_000, 0.5, 100],
    ["full jitter doubles", 1, unavailable, 10_000, 0.5, 200],
    ["the tries are used up", 2, unavailable, 10_000, 0.5, null],
    ["what will not heal is not retried", 0, rejected, 10_000, 0.5, null],
    ["a rate limit waits 2 s at least", 0, limited, 10_000, 0, 2_000],
    ["a rate limit waits 5 s at most, first", 0, limited, 10_000, 0.999_999, 4_999.997],
    ["a rate limit doubles", 1, limited, 10_000, 0, 4_000],
    ["Retry-After is obeyed to the millisecond", 0, after(1_500), 10_000, 0.9, 1_500],
    ["Retry-After of nothing is at once", 0, after(0), 10_000, 0.9, 0],
    ["a wait past the deadline is not begun", 0, after(300_000), 10_000, 0.9, null],
    ["a wait to the deadline is no use", 0, after(1_500), 1_500, 0.9, null],
    ["nothing is left", 0, unavailable, 0, 0, null],
  ])("%s", (_name, retries, error, remainingMs, random, delay) => {
    const found = retryDelay({ retries, error, remainingMs, random: () => random });
    if (delay === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(delay, 2);
  });
});
