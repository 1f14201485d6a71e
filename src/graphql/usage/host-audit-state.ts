import { registerEnumType } from "type-graphql";
import { HostAuditState } from "../../audit/usage-audit.js";

registerEnumType(HostAuditState, {
  name: "HostAuditState",
  description: "How one host's audit of one period stands: log[host].state, or membership in hosts_not_run.",
  valuesConfig: {
    DONE: { description: "log[host].state is DONE." },
    RUNNING: { description: "log[host].state is RUNNING." },
    NOT_RUN: { description: "The host stands in hosts_not_run." },
    OTHER: { description: "log[host].state is a word that is not known here." },
  },
});

export { HostAuditState };
