import { AuditError } from "../../src/audit/errors.js";
import { retryDelay } from "../../src/upstream/layers/retries.js";

const unavailable = new AuditError("UPSTREAM_UNAVAILABLE", "", { retryable: true });
const late = new AuditError("UPSTREAM_TIMEOUT", "", { retryable: true });
const limited = new AuditError("UPSTREAM_RATE_LIMITED", "", { retryable: true });
const after = (retryAfterMs: number): AuditError =>
  new AuditError("UPSTREAM_RATE_LIMITED", "", { retryable: true, retryAfterMs });
const rejected = new AuditError("UPSTREAM_REJECTED", "");

describe("the delay before a retry", () => {
  it.each([
    // retries, error, remaining, random, delay, the source's limit; a try may take 3 s
    ["full jitter, the least", 0, unavailable, 10_000, 0, 0],
    ["full jitter, in the middle", 0, unavailable, 10_000, 0.5, 50],
    ["full jitter doubles", 1, unavailable, 10_000, 0.5, 100],
    ["full jitter doubles again", 3, unavailable, 10_000, 0.5, 400],
    ["full jitter stays below a second", 5, unavailable, 10_000, 0.999_999, 999.999],
    ["the last retry that the source allows", 1, unavailable, 10_000, 0.5, 100, 2],
    ["the tries are used up", 2, unavailable, 10_000, 0.5, null, 2],
    ["no retry at all is allowed", 0, unavailable, 10_000, 0.5, null, 0],
    ["the tries are used up", 6, unavailable, 10_000, 0.5, null],
    ["what will not heal is not retried", 0, rejected, 10_000, 0.5, null],
    ["a rate limit waits 2 s at least", 0, limited, 10_000, 0, 2_000],
    ["a rate limit waits 5 s at most, first", 0, limited, 10_000, 0.999_999, 4_999.997],
    ["a rate limit doubles", 1, limited, 10_000, 0, 4_000],
    ["Retry-After is obeyed to the millisecond", 0, after(1_500), 10_000, 0.9, 1_500],
    ["Retry-After of nothing is at once", 0, after(0), 10_000, 0.9, 0],
    ["a wait past the deadline is not begun", 0, after(300_000), 10_000, 0.9, null],
    ["a wait to the deadline is no use", 0, after(1_500), 1_500, 0.9, null],
    ["after a timeout another try must fit in whole", 0, late, 3_060, 0.5, 50],
    ["after a timeout half a try is no use", 0, late, 3_050, 0.5, null],
    ["what fails fast may be tried with less", 0, unavailable, 100, 0.5, 50],
    ["nothing is left", 0, unavailable, 0, 0, null],
  ])("%s", (_name, retries, error, remainingMs, random, delay, maxRetries = 6) => {
    const found = retryDelay({ retries, maxRetries, error, remainingMs, tryMs: 3_000, random: () => random });
    if (delay === null) expect(found).toBeNull();
    else expect(found).toBeCloseTo(delay, 2);
  });
});
