import type { OperationContext } from "../context/operation-context.js";
import type { AuditLogFile } from "../database/audit-log-file.js";
import { AuditLogFileResolver } from "../database/audit-log-file.resolver.js";
import type { DatabaseInstance } from "../database/database-instance.js";
import { DatabaseInstanceResolver } from "../database/database-instance.resolver.js";
import type { AlertStatus } from "../load-balancer/alert-status.js";
import type { LoadBalancer } from "../load-balancer/load-balancer.js";
import type { LoadBalancerAudit } from "../load-balancer/load-balancer-audit.js";
import { LoadBalancerAuditResolver } from "../load-balancer/load-balancer-audit.resolver.js";
import { LoadBalancerResolver } from "../load-balancer/load-balancer.resolver.js";
import type { AuditSource } from "../source/audit-source.js";
import { AuditSourceResolver } from "../source/audit-source.resolver.js";
import type { UsageAuditPeriod } from "../usage/usage-audit-period.js";
import { UsageAuditPeriodResolver } from "../usage/usage-audit-period.resolver.js";

interface Arguments {
  readonly statuses?: AlertStatus[] | null;
}
type Resolve<Parent> = (parent: Parent, args: Arguments, context: OperationContext) => unknown;
interface RecordResolvers {
  readonly AuditLogFile: Readonly<Record<string, Resolve<AuditLogFile>>>;
  readonly AuditSource: Readonly<Record<string, Resolve<AuditSource>>>;
  readonly DatabaseInstance: Readonly<Record<string, Resolve<DatabaseInstance>>>;
  readonly LoadBalancer: Readonly<Record<string, Resolve<LoadBalancer>>>;
  readonly LoadBalancerAudit: Readonly<Record<string, Resolve<LoadBalancerAudit>>>;
  readonly UsageAuditPeriod: Readonly<Record<string, Resolve<UsageAuditPeriod>>>;
}

const files = new AuditLogFileResolver();
const sources = new AuditSourceResolver();
const instances = new DatabaseInstanceResolver();
const balancers = new LoadBalancerResolver();
const audits = new LoadBalancerAuditResolver();
const periods = new UsageAuditPeriodResolver();

/**
 * Fields that are asked of each record of a page, called by GraphQL itself. type-graphql describes them, but its own call
 * makes a promise for each argument, and arrays and objects besides: a third of the time of 200 balancers with alerts.
 * Fields whose arguments are a class stay with it, for it makes the class. It would not run a middleware or role for the
 * others, so a schema that has any is not built (refuseOtherGuards).
 */
export const recordResolvers: RecordResolvers = {
  AuditLogFile: {
    downloadLink: (file, _args, context) => files.downloadLink(file, context),
  },
  AuditSource: {
    health: (source, _args, context) => sources.health(source, context),
  },
  DatabaseInstance: {
    name: (instance, _args, context) => instances.name(instance, context),
    status: (instance, _args, context) => instances.status(instance, context),
    engine: (instance, _args, context) => instances.engine(instance, context),
    auditPolicy: (instance, _args, context) => instances.auditPolicy(instance, context),
  },
  LoadBalancer: {
    audit: (balancer, _args, context) => balancers.audit(balancer, context),
  },
  LoadBalancerAudit: {
    alerts: (audit, { statuses }, context) => audits.alerts(audit, statuses, context),
  },
  UsageAuditPeriod: {
    previous: (period, _args, context) => periods.previous(period, context),
  },
};
