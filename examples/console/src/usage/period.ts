import type { UsagePeriodsQuery } from "../generated/graphql.js";

export type Period = NonNullable<UsagePeriodsQuery["usageAuditPeriods"]>["nodes"][number];

/** The states that a source counts its hosts by, in the order in which they are stacked and told. */
export const STATES = [
  ["done", "done"],
  ["running", "running"],
  ["notRun", "not run"],
] as const;
