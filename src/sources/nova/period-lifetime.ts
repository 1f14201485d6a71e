import type { UsageAuditPeriodRecord } from "../../audit/usage-audit.js";
import { DAY, MINUTE, SECOND } from "../../audit/window.js";
import type { Lifetime } from "../../upstream/cache/entry.js";

/**
 * How long a period is believed. One whose hosts are all done does not change any more; a running one changes by the
 * second; one with hosts that did not run may be run by hand.
 */
export const lifetimeOf = ({ status }: Pick<UsageAuditPeriodRecord, "status">): Lifetime => {
  if (status === "RUNNING") return { freshMs: 5 * SECOND, staleMs: DAY };
  const isDone = status === "DONE" || status === "DONE_WITH_ERRORS";
  return { freshMs: isDone ? DAY : MINUTE, staleMs: DAY };
};
