import type { z } from "zod";
import { type DemandLimits, defaultLimits } from "../../audit/demand-limits.js";
import { defaultRateLimits, type RateLimits, type RateQuota } from "../../audit/rate-limits.js";
import { option } from "./option.js";
import { flag, strict, wholeNumber } from "./values.js";

const limit = (
  name: keyof DemandLimits,
  least: number,
  most: number,
  what: string,
): z.ZodDefault<z.ZodType<number>> => option(wholeNumber(least, most).default(defaultLimits[name]), what);

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
