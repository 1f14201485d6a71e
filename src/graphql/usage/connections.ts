import { ObjectType } from "type-graphql";
import type { HostUsageRecord } from "../../audit/host-usage.js";
import type { UsageAuditPeriodRecord } from "../../audit/usage-audit.js";
import { free } from "../cost/price.js";
import { connectionOf } from "../connection/connection-of.js";
import { HostUsageAudit } from "./host-usage-audit.js";
import { UsageAuditPeriod } from "./usage-audit-period.js";

@ObjectType({ description: "A page of usage audit periods." })
export class UsageAuditPeriodConnection extends connectionOf({
  name: "UsageAuditPeriod",
  node: () => UsageAuditPeriod,
  toNode: (record: UsageAuditPeriodRecord) => new UsageAuditPeriod(record),
  items: "usage audit periods",
}) {}

@ObjectType({ description: "A page of hosts' entries." })
export class HostUsageAuditConnection extends connectionOf({
  name: "HostUsageAudit",
  node: () => HostUsageAudit,
  toNode: (record: HostUsageRecord) => new HostUsageAudit(record),
  items: "hosts' entries",
  totalCount: {
    price: free,
    description:
      "Length of the whole list. Exact for one period; for one host through time it is null unless this page is the " +
      "whole list, since counting would read every period. Null also where coverage is not COMPLETE.",
  },
}) {}
