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
  known: { operations: 600, points: 60_000, upstreamCalls: 20_000 },
  anonymous: { operations: 200, points: 20_000, upstreamCalls: 6_600 },
};
