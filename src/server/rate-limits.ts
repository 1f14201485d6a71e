// Not by the package's front door, which loads every store that it can count in.
import RateLimiterMemory from "rate-limiter-flexible/lib/RateLimiterMemory.js";
import RateLimiterRedis from "rate-limiter-flexible/lib/RateLimiterRedis.js";
import { AuditError } from "../audit/errors.js";
import { sha256 } from "../audit/seal.js";
import type { RateLimits, RateQuota } from "../config/settings.js";
import type { Caller } from "../audit/session.js";
import { type Arrived, callerAddresses, networkOf } from "./http/caller-address.js";

/** A Redis that replicas share. */
interface SharedCounts {
  /** ioredis' client. */
  readonly client: unknown;
  /** Undefined where the commands failed, or could not be sent. */
  try<T>(commands: () => Promise<T>): Promise<T | undefined>;
}

export interface RateRules extends RateLimits {
  /** Nobody's name is checked, so everybody is counted by address: a made-up token must not begin a new count. */
  readonly byAddress: boolean;
  /** Proxies whose X-Forwarded-For is believed: addresses, or networks in CIDR notation. */
  readonly trustedProxies: readonly string[];
  /** Absent: each replica counts for itself. */
  readonly shared?: SharedCounts | undefined;
}

type Measure = keyof RateQuota;
export type RateReason = `rate.${Measure}`;

/** Whether an operation may begin, and what came of it. */
export interface Admission {
  /** For the answer, whatever it is. */
  readonly headers: Readonly<Record<string, string>>;
  /** The operation may not begin: its caller has used up the minute. */
  readonly refusal: { readonly reason: RateReason; readonly error: AuditError } | undefined;
  /** Counts what the operation took, once that is known. */
  settle(took: { readonly points: number; readonly upstreamCalls: number }): void;
}

interface Count {
  readonly measure: Measure;
  readonly most: number;
  readonly used: number;
  /** Milliseconds until it begins anew. */
  readonly leftMs: number;
}

const SECONDS = 60;
const words: Readonly<Record<Measure, string>> = {
  operations: "operations",
  points: "points of cost",
  upstreamCalls: "upstream calls",
};

const isUsedUp = ({ measure, most, used }: Count): boolean =>
  // This operation is counted already; what it will take of the others is not.
  measure === "operations" ? used > most : used >= most;

/** As headers have them: whole ones, and never at once. */
export const secondsOf = (ms: number): string => String(Math.max(1, Math.ceil(ms / 1_000)));

/** RateLimit-Policy and RateLimit, of draft-ietf-httpapi-ratelimit-headers. */
const headersOf = (counts: readonly Count[]): Record<string, string> => ({
  "ratelimit-policy": counts.map(({ measure, most }) => `"${measure}";q=${most};w=${SECONDS}`).join(", "),
  ratelimit: counts
    .map(({ measure, most, used, leftMs }) => `"${measure}";r=${Math.max(0, most - used)};t=${secondsOf(leftMs)}`)
    .join(", "),
});

/**
 * Counts what callers ask for, minute by minute. The minute begins with the caller's first operation. Operations are counted
 * as they begin; points and upstream calls when it is known how many they were, so that what begins within the limit ends.
 */
export class CallerRates {
  readonly #memory = new RateLimiterMemory({ keyPrefix: "rate", points: 1, duration: SECONDS });
  readonly #redis: RateLimiterRedis | undefined;
  readonly #addressOf: (request: Arrived) => string;

  constructor(private readonly rules: RateRules) {
    const { shared, trustedProxies } = rules;
    this.#addressOf = callerAddresses(trustedProxies);
    this.#redis =
      shared &&
      new RateLimiterRedis({
        storeClient: shared.client,
        keyPrefix: "auditgraph:1:rate",
        points: 1,
        duration: SECONDS,
      });
  }

  async admit(request: Arrived, caller: Caller): Promise<Admission> {
    const isKnown = !this.rules.byAddress && caller.anonymous !== true;
    const kind = isKnown ? "known" : "anonymous";
    // Of a hash: no address stands in the shared Redis.
    const who = isKnown ? (caller.account ?? caller.key) : sha256(networkOf(this.#addressOf(request)));
    const quota = this.rules[kind];
    const count = async (measure: Measure, more: number): Promise<Count> => {
      const { consumedPoints: used, msBeforeNext } = await this.#add(`${kind}:${measure}:${who}`, more);
      return { measure, most: quota[measure], used, leftMs: msBeforeNext };
    };
    const counts = await Promise.all([count("operations", 1), count("points", 0), count("upstreamCalls", 0)]);
    return {
      headers: headersOf(counts),
      refusal: refusalOf(counts, kind),
      settle: ({ points, upstreamCalls }) => {
        if (points > 0) void count("points", points);
        if (upstreamCalls > 0) void count("upstreamCalls", upstreamCalls);
      },
    };
  }

  /** Penalty, and not consume: whether it is too much is decided here, alike for both stores. */
  async #add(key: string, more: number): Promise<{ readonly consumedPoints: number; readonly msBeforeNext: number }> {
    const { shared } = this.rules;
    const redis = this.#redis;
    const counted = shared && redis ? await shared.try(() => addTo(redis, key, more)) : undefined;
    return counted ?? (await addTo(this.#memory, key, more));
  }
}

/** What was counted, with more or as it stands. Only reads where nothing is added: then no key is made for it. */
const addTo = async (
  counts: RateLimiterMemory | RateLimiterRedis,
  key: string,
  more: number,
): Promise<{ readonly consumedPoints: number; readonly msBeforeNext: number }> => {
  const counted = more > 0 ? await counts.penalty(key, more) : await counts.get(key);
  return counted && counted.msBeforeNext > 0 ? counted : { consumedPoints: 0, msBeforeNext: SECONDS * 1_000 };
};

const refusalOf = (counts: readonly Count[], kind: keyof RateLimits): Admission["refusal"] => {
  const [first, ...others] = counts.filter(isUsedUp);
  if (!first) return undefined;
  const { measure, most } = first;
  const retryAfterMs = Math.ceil(Math.max(first.leftMs, ...others.map(({ leftMs }) => leftMs)));
  const message = `The caller has used up ${most} ${words[measure]} of a minute (limits.rate.${kind}.${measure}): ask again in ${secondsOf(retryAfterMs)} s.`;
  return {
    reason: `rate.${measure}`,
    error: new AuditError("RATE_LIMITED", message, { retryable: true, retryAfterMs }),
  };
};
