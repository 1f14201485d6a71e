import type { z } from "zod";
import { type DemandLimits, defaultLimits } from "../../audit/demand-limits.js";
import { strict, wholeNumber } from "./values.js";

const limit = (name: keyof DemandLimits, least: number, most: number): z.ZodDefault<z.ZodType<number>> =>
  wholeNumber(least, most).default(defaultLimits[name]);

/** Each may be changed alone. None can be switched off. */
export const limitsSchema = strict({
  depth: limit("depth", 1, 1_000),
  aliases: limit("aliases", 0, 100_000),
  rootFields: limit("rootFields", 1, 100_000),
  directives: limit("directives", 0, 100_000),
  tokens: limit("tokens", 1, 1_000_000),
  bodyBytes: limit("bodyBytes", 1_024, 1_073_741_824),
  cost: limit("cost", 1, 1_000_000_000),
});
