import { registerEnumType } from "type-graphql";
import { LoadBalancerAuditStatus } from "../../audit/load-balancer.js";

registerEnumType(LoadBalancerAuditStatus, {
  name: "LoadBalancerAuditStatus",
  description: "The statuses that the audit report lists: balancers on their way, or stuck. ACTIVE ones are not in it.",
  valuesConfig: {
    BUILD: { description: "status BUILD: being created." },
    ERROR: { description: "status ERROR: its last change failed." },
    PENDING_DELETE: { description: "status PENDING_DELETE: being deleted." },
    PENDING_UPDATE: { description: "status PENDING_UPDATE: being changed." },
  },
});

export { LoadBalancerAuditStatus };
