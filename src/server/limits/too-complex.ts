import { AuditError } from "../../audit/audit-error.js";
import type { DemandLimits } from "../../audit/demand-limits.js";

/** Limits that refuse an operation; what is over upstreamCalls is stopped there. */
export type LimitName = Exclude<keyof DemandLimits, "upstreamCalls">;

const sentences: Readonly<Record<LimitName, (value: number) => string>> = {
  depth: (value) => `nests its fields deeper than ${value} levels`,
  aliases: (value) => `has more than ${value} aliases`,
  rootFields: (value) => `has more than ${value} fields at its top`,
  directives: (value) => `has more than ${value} directives`,
  tokens: (value) => `is longer than ${value} tokens, or than as many lines`,
  bodyBytes: (value) => `has a body of more than ${value} bytes`,
  cost: (value) => `may cost more than ${value} points: ask for shorter windows, smaller pages or fewer lists at once`,
};

/** The refusal of an operation that asks for too much: names the limit, where it is configured, and its value. */
export class TooComplex extends AuditError {
  constructor(
    readonly limit: LimitName,
    value: number,
  ) {
    super("QUERY_TOO_COMPLEX", `The operation ${sentences[limit](value)} (limits.${limit}).`);
  }
}
