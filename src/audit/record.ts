import type { RecordOrder } from "./window.js";

/**
 * The kinds of upstream. A new kind is a line here, what the schema says of it, and a line in the registry of src/sources or, of
 * the database family, in the list of its dialects. Here, since every record names its source; config takes the type from here.
 */
export const AuditSourceKind = {
  NOVA: "NOVA",
  TAURUSDB: "TAURUSDB",
  RDS: "RDS",
  DDS: "DDS",
  ATLAS: "ATLAS",
  OCTAVIA: "OCTAVIA",
} as const;
export type AuditSourceKind = (typeof AuditSourceKind)[keyof typeof AuditSourceKind];

/** What the schema says of each kind. */
export const kindDescriptions: Readonly<Record<AuditSourceKind, { readonly description: string }>> = {
  NOVA: { description: "OpenStack Compute: the instance usage audit log (os-instance_usage_audit_log)." },
  TAURUSDB: { description: "Huawei Cloud TaurusDB, formerly GaussDB(for MySQL): SQL audit log files." },
  RDS: { description: "Huawei Cloud and Open Telekom Cloud Relational Database Service: SQL audit log files." },
  DDS: { description: "Huawei Cloud and Open Telekom Cloud Document Database Service: audit log files." },
  ATLAS: { description: "OpenStack Atlas, also Rackspace Cloud Load Balancers: the load balancer status audit." },
  OCTAVIA: {
    description:
      "OpenStack Octavia, the load balancing service of today's OpenStack clouds: load balancers in an audited status.",
  },
};

/** What operations, and the probe where the configuration asks for one, saw of a source in the last minute. */
export const SourceHealth = {
  UNKNOWN: "UNKNOWN",
  HEALTHY: "HEALTHY",
  DEGRADED: "DEGRADED",
  UNAVAILABLE: "UNAVAILABLE",
} as const;
export type SourceHealth = (typeof SourceHealth)[keyof typeof SourceHealth];

/** One configured upstream, as the outside may know it. */
export interface SourceInfo {
  /** Unique in the configuration; matches ^[a-z0-9][a-z0-9-]{0,62}$. */
  readonly name: string;
  readonly kind: AuditSourceKind;
  readonly region: string | null;
}

/** Where a record stands in the one order of everything: by time, then source, instance, id. */
export interface RecordKey {
  /** occurredAt, milliseconds since the epoch. */
  readonly time: number;
  readonly source: string;
  /** The database instance of a log file; empty for other records. */
  readonly instance: string;
  readonly id: string;
}

/** What every audit record shares, whichever upstream it came from. */
export interface AuditRecord {
  /** May be made each time that it is read. */
  readonly key: RecordKey;
  readonly source: SourceInfo;
  /** Milliseconds since the epoch at which the record left its source. */
  readonly fetchedAt: number;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Ascending; the one place where ties are broken. Strings compare by code unit, so every replica agrees. */
export const compareKeys = (a: RecordKey, b: RecordKey): number =>
  a.time - b.time || compareText(a.source, b.source) || compareText(a.instance, b.instance) || compareText(a.id, b.id);

/** Where a key stands to another in the direction of a read: negative is earlier in it. */
export const compareIn = (order: RecordOrder, a: RecordKey, b: RecordKey): number =>
  order === "OLDEST_FIRST" ? compareKeys(a, b) : compareKeys(b, a);
