import type { LoadBalancerSource } from "./load-balancer.js";
import type { DatabaseSource } from "./log-file.js";
import type { SourceHealth } from "./source.js";
import type { UsageAuditSource } from "./usage-audit.js";

/** One configured source of any subject, as the composition root hands it to the API. */
export type AnySource = (UsageAuditSource | DatabaseSource | LoadBalancerSource) & {
  /** What operations saw lately; asks nothing of the upstream. */
  health(): SourceHealth;
  /** Closes its connections; called once, when the server has drained. */
  close(): Promise<void>;
};
