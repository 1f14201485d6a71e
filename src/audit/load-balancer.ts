import type { AuditRecord } from "./record.js";
import type { Session } from "./session.js";
import type { SourceInfo } from "./source.js";
import type { Timeline } from "./timeline.js";

export const LoadBalancerAuditStatus = {
  BUILD: "BUILD",
  ERROR: "ERROR",
  PENDING_DELETE: "PENDING_DELETE",
  PENDING_UPDATE: "PENDING_UPDATE",
} as const;
export type LoadBalancerAuditStatus = (typeof LoadBalancerAuditStatus)[keyof typeof LoadBalancerAuditStatus];

export const AlertStatus = { ACKNOWLEDGED: "ACKNOWLEDGED", UNACKNOWLEDGED: "UNACKNOWLEDGED" } as const;
export type AlertStatus = (typeof AlertStatus)[keyof typeof AlertStatus];

export interface LoadBalancerAlertRecord {
  readonly source: SourceInfo;
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
  readonly updatedAt: number;
}

export interface LoadBalancerFilter {
  readonly statuses?: readonly LoadBalancerAuditStatus[];
  /** Milliseconds since the epoch: updated at or after. */
  readonly changedSince?: number;
  /** Milliseconds since the epoch: updated before. */
  readonly changedBefore?: number;
  readonly hasUnacknowledgedAlerts?: boolean;
  readonly accountIds?: readonly string[];
}

/** An Atlas within one operation. Every read goes through this operation's loaders. */
export interface LoadBalancerReader {
  /** The audited balancers that pass the filter, by their last update. */
  audits(filter?: LoadBalancerFilter): Timeline<LoadBalancerAuditRecord>;
  /** One balancer's entry, or null when it is in none of the audited statuses. */
  audit(loadBalancerId: string): Promise<LoadBalancerAuditRecord | null>;
  /** All alerts of one balancer, oldest first; batched by balancer id where the source offers it. */
  alerts(loadBalancerId: string): Promise<readonly LoadBalancerAlertRecord[]>;
}

export interface LoadBalancerSource {
  readonly subject: "loadBalancer";
  readonly info: SourceInfo;
  open(session: Session): LoadBalancerReader;
}

/** Balancer and alert ids go into URLs: whole numbers only. */
export const isAtlasId = (text: string): boolean => /^[0-9]{1,18}$/.test(text);
