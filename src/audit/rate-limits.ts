/** What one caller may ask for in a minute. */
export interface RateQuota {
  readonly operations: number;
  /** Of operations that were run: `requested` of extensions.cost. */
  readonly points: number;
  /** `made` of extensions.cost. */
  readonly upstreamCalls: number;
}

/** How often callers may ask. `limits.rate` of the configuration. */
export interface RateLimits {
  /** For each caller whom the access policy knows. */
  readonly known: RateQuota;
  /** For each address that asks without a name. */
  readonly anonymous: RateQuota;
}

/** Three operations of the highest cost, or ten small ones a second. */
export const defaultRateLimits: RateLimits = {
  known: { operations: 6_000, points: 600_000, upstreamCalls: 100_000 },
  anonymous: { operations: 2_000, points: 200_000, upstreamCalls: 33_000 },
};
