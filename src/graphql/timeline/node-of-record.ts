import type { LoadBalancerAuditRecord } from "../../audit/load-balancer.js";
import type { AuditLogFileRecord } from "../../audit/log-file.js";
import type { UsageAuditPeriodRecord } from "../../audit/usage-audit.js";
import { AuditLogFile } from "../database/audit-log-file.js";
import { LoadBalancerAudit } from "../load-balancer/load-balancer-audit.js";
import type { AuditRecord } from "../record/audit-record.js";
import { UsageAuditPeriod } from "../usage/usage-audit-period.js";

export type AnyRecord = UsageAuditPeriodRecord | AuditLogFileRecord | LoadBalancerAuditRecord;

/** Told apart by what only one shape has, not by kind of source: a new kind of an old shape needs no change here. */
export const nodeOfRecord = (record: AnyRecord): AuditRecord => {
  if ("hostCounts" in record) return new UsageAuditPeriod(record);
  if ("upstreamId" in record) return new AuditLogFile(record);
  return new LoadBalancerAudit(record);
};
