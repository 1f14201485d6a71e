import type { AuditError } from "./errors.js";
import type { AuditRecord } from "./record.js";
import type { Timeline } from "./timeline.js";

/** Load balancers in an audited status: what Atlas' report and Octavia's lists tell of them, as one record. */

export const LoadBalancerAuditStatus = {
  BUILD: "BUILD",
  ERROR: "ERROR",
  PENDING_DELETE: "PENDING_DELETE",
  PENDING_UPDATE: "PENDING_UPDATE",
} as const;
export type LoadBalancerAuditStatus = (typeof LoadBalancerAuditStatus)[keyof typeof LoadBalancerAuditStatus];

/** Balancers whose alerts one call brings: keeps its URL below 2 kB. */
export const BALANCERS_PER_CALL = 100;

/** What traffic finds, as Octavia measures it. */
export const LoadBalancerOperatingStatus = {
  ONLINE: "ONLINE",
  DRAINING: "DRAINING",
  OFFLINE: "OFFLINE",
  DEGRADED: "DEGRADED",
  ERROR: "ERROR",
  NO_MONITOR: "NO_MONITOR",
} as const;
export type LoadBalancerOperatingStatus =
  (typeof LoadBalancerOperatingStatus)[keyof typeof LoadBalancerOperatingStatus];

export const LoadBalancerComponentKind = {
  LISTENER: "LISTENER",
  POOL: "POOL",
  MEMBER: "MEMBER",
  HEALTH_MONITOR: "HEALTH_MONITOR",
} as const;
export type LoadBalancerComponentKind = (typeof LoadBalancerComponentKind)[keyof typeof LoadBalancerComponentKind];

/** A part of a balancer, as it stands now: no source tells since when. */
export interface LoadBalancerComponentRecord {
  readonly kind: LoadBalancerComponentKind;
  /** The source's own id: a UUID. */
  readonly componentId: string;
  readonly name: string | null;
  /** The source's own word. */
  readonly provisioningStatus: string;
  /** Null for a word of the source that is not known here. */
  readonly operatingStatus: LoadBalancerOperatingStatus | null;
  /** Of a member. */
  readonly address: string | null;
  readonly port: number | null;
}

/** Is a part of a balancer not as it should be: on its way, failed, or failing its checks? Disabled ones are no trouble. */
export const isInTrouble = ({ provisioningStatus, operatingStatus }: LoadBalancerComponentRecord): boolean =>
  provisioningStatus !== "ACTIVE" || operatingStatus === "ERROR" || operatingStatus === "DEGRADED";

export const AlertStatus = { ACKNOWLEDGED: "ACKNOWLEDGED", UNACKNOWLEDGED: "UNACKNOWLEDGED" } as const;
export type AlertStatus = (typeof AlertStatus)[keyof typeof AlertStatus];

/** One alert of a balancer. key.time is when it was raised, key.id its id. */
export interface LoadBalancerAlertRecord extends AuditRecord {
  /** The source's own alert id: a whole number, as text. */
  readonly alertId: string;
  readonly loadBalancerId: string;
  /** Null for a word of the source that is not known here. */
  readonly status: AlertStatus | null;
  readonly message: string | null;
  readonly accountId: string | null;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** One load balancer of the audit report. key.time is its last update, key.id its id. */
export interface LoadBalancerAuditRecord extends AuditRecord {
  readonly loadBalancerId: string;
  readonly status: LoadBalancerAuditStatus;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** createdAt where it was never updated. */
  readonly updatedAt: number;
  /** Null for all five where the source does not tell it: Atlas tells none of them. */
  readonly name: string | null;
  readonly projectId: string | null;
  /** Also null for a word of the source that is not known here. */
  readonly operatingStatus: LoadBalancerOperatingStatus | null;
  readonly provider: string | null;
  readonly vipAddress: string | null;
}

export interface LoadBalancerFilter {
  readonly statuses?: readonly LoadBalancerAuditStatus[];
  /** Milliseconds since the epoch: updated at or after. */
  readonly changedSince?: number;
  /** Milliseconds since the epoch: updated before. */
  readonly changedBefore?: number;
  readonly hasUnacknowledgedAlerts?: boolean;
  readonly accountIds?: readonly string[];
  readonly projectIds?: readonly string[];
  readonly operatingStatuses?: readonly LoadBalancerOperatingStatus[];
  /** Compares upper and lower case as different. */
  readonly nameContains?: string;
}

/** What the record alone settles; an account and the state of alerts stand in a balancer's alerts. */
export const passesFilter = (
  { status, updatedAt, projectId, operatingStatus, name }: LoadBalancerAuditRecord,
  {
    statuses,
    changedSince = -Infinity,
    changedBefore = Infinity,
    projectIds,
    operatingStatuses,
    nameContains,
  }: LoadBalancerFilter,
): boolean =>
  (statuses === undefined || statuses.includes(status)) &&
  updatedAt >= changedSince &&
  updatedAt < changedBefore &&
  (projectIds === undefined || (projectId !== null && projectIds.includes(projectId))) &&
  (operatingStatuses === undefined || (operatingStatus !== null && operatingStatuses.includes(operatingStatus))) &&
  (nameContains === undefined || (name?.includes(nameContains) ?? false));

export interface LoadBalancerAlertFilter {
  readonly statuses?: readonly AlertStatus[];
  readonly accountIds?: readonly string[];
  /** Of these balancers, whatever their status. */
  readonly loadBalancerIds?: readonly string[];
}

export const passesAlertFilter = (
  { status, accountId }: LoadBalancerAlertRecord,
  { statuses, accountIds }: LoadBalancerAlertFilter,
): boolean =>
  (statuses === undefined || (status !== null && statuses.includes(status))) &&
  (accountIds === undefined || (accountId !== null && accountIds.includes(accountId)));

/** A balancer in a list of them, whatever status it is in. */
export interface ListedLoadBalancer {
  readonly loadBalancerId: string;
  /** Null where it has none, or the source tells none. */
  readonly name: string | null;
}

/** A service of load balancers within one operation. Every read goes through this operation's loaders. */
export interface LoadBalancerReader {
  /** The audited balancers that pass the filter, by their last update. */
  audits(filter?: LoadBalancerFilter): Timeline<LoadBalancerAuditRecord>;
  /** One balancer's entry, or null when it is in none of the audited statuses. */
  audit(loadBalancerId: string): Promise<LoadBalancerAuditRecord | null>;
  /** All alerts of one balancer, oldest first; batched by balancer id where the source offers it. */
  alerts(loadBalancerId: string): Promise<readonly LoadBalancerAlertRecord[]>;
  /** The alerts that pass the filter, by when they were raised: of the audited balancers, or of those that the filter names. */
  alertList(filter?: LoadBalancerAlertFilter): Timeline<LoadBalancerAlertRecord>;
  /** The balancers that the source lists: all, or the audited ones where it lists no others. `problem`: some could not be read. */
  balancers(): Promise<{
    readonly balancers: readonly ListedLoadBalancer[];
    readonly problem?: AuditError | undefined;
  }>;
  /** Its name, whatever status it is in; null where the source does not know it, or tells no names. */
  name(loadBalancerId: string): Promise<string | null>;
  /** Its parts; none where the source tells none. Batched. */
  components(loadBalancerId: string): Promise<readonly LoadBalancerComponentRecord[]>;
}

/** Ids of balancers and alerts go into URLs: Atlas' are whole numbers. */
export const isAtlasId = (text: string): boolean => /^[0-9]{1,18}$/.test(text);

/** Octavia's are UUIDs, which it writes in lower case: in upper case its database would find them too, under another id. */
export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

export const isLoadBalancerId = (text: string): boolean => isAtlasId(text) || isUuid(text);
