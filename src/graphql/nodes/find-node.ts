import type { NodeRef, NodeType } from "../../audit/global-id.js";
import { hostIn } from "../../audit/host-usage.js";
import { Scope } from "../../audit/session.js";
import type { OperationContext } from "../context/operation-context.js";
import { requireScope } from "../context/require-scope.js";
import { AuditLogFile } from "../database/audit-log-file.js";
import { DatabaseInstance } from "../database/database-instance.js";
import { LoadBalancerAlert } from "../load-balancer/load-balancer-alert.js";
import { LoadBalancerAudit } from "../load-balancer/load-balancer-audit.js";
import type { Node } from "../record/node.js";
import { HostUsageAudit } from "../usage/host-usage-audit.js";
import { UsageAuditPeriod } from "../usage/usage-audit-period.js";

type RefOf<T extends NodeType> = Extract<NodeRef, { type: T }>;
type Find<T extends NodeType> = (ref: RefOf<T>, context: OperationContext) => Promise<Node | null>;

/** The scope without which a node is not even looked up. */
const scopeOf: Readonly<Record<NodeType, Scope>> = {
  UsageAuditPeriod: Scope.READ,
  HostUsageAudit: Scope.READ,
  DatabaseInstance: Scope.READ,
  AuditLogFile: Scope.READ,
  LoadBalancerAudit: Scope.ADMIN,
  LoadBalancerAlert: Scope.ADMIN,
};

const readerOf = {
  usage: (name: string, context: OperationContext) => {
    const source = context.catalog.find("usage", name);
    return source && context.reader(source);
  },
  database: (name: string, context: OperationContext) => {
    const source = context.catalog.find("database", name);
    return source && context.reader(source);
  },
  loadBalancer: (name: string, context: OperationContext) => {
    const source = context.catalog.find("loadBalancer", name);
    return source && context.reader(source);
  },
};

/** One lookup per type of node. A source that is not configured (any more) knows nothing: null. */
const finders: { readonly [T in NodeType]: Find<T> } = {
  UsageAuditPeriod: async (ref, context) => {
    const period = await readerOf.usage(ref.source, context)?.period(ref.begin, ref.end);
    return period ? new UsageAuditPeriod(period) : null;
  },
  HostUsageAudit: async (ref, context) => {
    const period = await readerOf.usage(ref.source, context)?.period(ref.begin, ref.end);
    const entry = period && hostIn(period, ref.host);
    return entry ? new HostUsageAudit(entry) : null;
  },
  DatabaseInstance: async (ref, context) => {
    const known = await readerOf.database(ref.source, context)?.instance(ref.instanceId);
    return known ? new DatabaseInstance(known.source, ref.instanceId, known) : null;
  },
  AuditLogFile: async (ref, context) => {
    const file = await readerOf.database(ref.source, context)?.file(ref.instanceId, ref.begin, ref.upstreamId);
    return file ? new AuditLogFile(file) : null;
  },
  LoadBalancerAudit: async (ref, context) => {
    const audit = await readerOf.loadBalancer(ref.source, context)?.audit(ref.loadBalancerId);
    return audit ? new LoadBalancerAudit(audit) : null;
  },
  LoadBalancerAlert: async (ref, context) => {
    const alerts = await readerOf.loadBalancer(ref.source, context)?.alerts(ref.loadBalancerId);
    const alert = alerts?.find(({ alertId }) => alertId === ref.alertId);
    return alert ? new LoadBalancerAlert(alert) : null;
  },
};

/** The node that an id names, or null where it is unknown. Throws FORBIDDEN before anything is asked of a source. */
export const findNode = async (ref: NodeRef, context: OperationContext): Promise<Node | null> => {
  requireScope(context, scopeOf[ref.type]);
  const find = finders[ref.type] as Find<NodeType>;
  return find(ref, context);
};
