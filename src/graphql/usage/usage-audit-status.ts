import { registerEnumType } from "type-graphql";
import { UsageAuditStatus } from "../../audit/usage-audit.js";

registerEnumType(UsageAuditStatus, {
  name: "UsageAuditStatus",
  description: "How a period's audit went. The first that applies, in the order UNKNOWN, NOT_RUN, RUNNING, PARTIAL, …",
  valuesConfig: {
    DONE: { description: "The audit ran on every host, without errors." },
    DONE_WITH_ERRORS: { description: "It ran on every host; total_errors is not zero." },
    RUNNING: { description: "At least one host is still running it." },
    PARTIAL: { description: "At least one host did not run it, or is in a state that is not known here." },
    NOT_RUN: { description: "Hosts are known, but log is empty." },
    UNKNOWN: { description: "The source knows no hosts, and log is empty." },
  },
});

export { UsageAuditStatus };
