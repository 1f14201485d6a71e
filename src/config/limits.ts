import type { z } from "zod";
import { flag, option, strict, wholeNumber } from "./values.js";

/** How much one operation may ask for. `limits` of the configuration. */
export interface DemandLimits {
  /** Fields inside fields. */
  readonly depth: number;
  readonly aliases: number;
  /** Fields at the top, those of fragments included. */
  readonly rootFields: number;
  readonly directives: number;
  /** Words and marks of the document; its lines as well. */
  readonly tokens: number;
  /** Of the request's body. */
  readonly bodyBytes: number;
  /** Points: one for each upstream call that the operation may need, one for each ten records that it may list. */
  readonly cost: number;
  /** Requests to sources, retries included: an operation that would need more stops there, and says how to go on. */
  readonly upstreamCalls: number;
}

/** Every example of examples/ stays below half of each. A router may send a thousand entity references in one body. */
export const defaultLimits: DemandLimits = {
  depth: 20,
  aliases: 30,
  rootFields: 20,
  directives: 30,
  tokens: 2_000,
  bodyBytes: 1024 * 1024,
  cost: 20_000,
  upstreamCalls: 2_000,
};

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

/** What callers may hold of the process by their connections alone. Part of `server` in the configuration. */
export interface ConnectionLimits {
  /** Milliseconds that an answer may wait without any of it being read. */
  readonly writeTimeoutMs: number;
  /** Bytes of all answers that are not read to their end. */
  readonly maxBufferedBytes: number;
  /** Connections that are open, idle ones too. One beyond is closed as soon as it is there. */
  readonly maxConnections: number;
}

export const defaultConnectionLimits: ConnectionLimits = {
  writeTimeoutMs: 30_000,
  maxBufferedBytes: 67_108_864,
  maxConnections: 1_000,
};

const limit = (name: keyof DemandLimits, least: number, most: number, what: string): z.ZodDefault<z.ZodType<number>> =>
  option(wholeNumber(least, most).default(defaultLimits[name]), what);

const quotaOf = (kind: keyof RateLimits, whose: string) => {
  const quota = (name: keyof RateQuota, what: string): z.ZodDefault<z.ZodType<number>> =>
    option(wholeNumber(1, 1_000_000_000).default(defaultRateLimits[kind][name]), `${what} ${whose}`);
  return strict({
    operations: quota("operations", "operations a minute of"),
    points: quota("points", "points of cost a minute of"),
    upstreamCalls: quota("upstreamCalls", "upstream calls a minute of"),
  }).prefault({});
};

/** How often callers may ask. It can be switched off: what stands in front may count as well. */
const rateSchema = strict({
  enabled: option(flag.optional(), "whether callers are counted; more is RATE_LIMITED", {
    otherwise: "true, but false in access mode `open`",
  }),
  known: quotaOf("known", "one caller"),
  anonymous: quotaOf("anonymous", "one address without a credential; of any address in access mode `open`"),
});

/** Each may be changed alone. Those of one operation cannot be switched off. */
export const limitsSchema = strict({
  depth: limit("depth", 1, 1_000, "fields inside fields"),
  aliases: limit("aliases", 0, 100_000, "aliases"),
  rootFields: limit("rootFields", 1, 100_000, "fields at the top, those of fragments included"),
  directives: limit("directives", 0, 100_000, "directives"),
  tokens: limit("tokens", 1, 1_000_000, "words and marks of the document, which has no more lines than that either"),
  bodyBytes: limit("bodyBytes", 1_024, 1_073_741_824, "bytes of the request's body"),
  cost: limit(
    "cost",
    1,
    1_000_000_000,
    "points: one for each upstream call that the operation may need, one for each ten records that it may list",
  ),
  upstreamCalls: limit(
    "upstreamCalls",
    10,
    1_000_000,
    "requests to sources, retries included; a read that needs more stops there, says so in coverage, and gives a cursor to go on from",
  ),
  rate: rateSchema.prefault({}),
});
