import type { LoadBalancerReader } from "./load-balancers.js";
import type { AuditRecord, SourceHealth, SourceInfo } from "./record.js";
import type { Caller, Session } from "./session.js";
import { mappedTimeline, snapshotTimeline, type Timeline } from "./timeline.js";
import type { TimeWindow } from "./window.js";

/** The forms that are read. What each is proven by: docs/audit-log-entries.md. */
export const EntryFormat = { SQL: "SQL", DOCUMENTS: "DOCUMENTS" } as const;
export type EntryFormat = (typeof EntryFormat)[keyof typeof EntryFormat];

/** The answer to one read of an object: what it is a part of, and its bytes as they come. */
export interface ObjectRange {
  /** Names the object's version. */
  readonly etag: string;
  /** Bytes of the whole object. */
  readonly total: number;
  /** Whoever leaves the iteration ends the read. */
  readonly chunks: AsyncIterable<Buffer>;
}

/** A file's object in the store, behind a fresh link. Throws AuditError. */
export interface StoredFile {
  /** The form that the configuration of its source says it has; a file of another form is not read. */
  readonly expected?: EntryFormat | undefined;
  /** The bytes [from, to), as far as the object goes. With `etag`: CONTENT_CHANGED where it is another object. */
  read(range: { readonly from: number; readonly to: number; readonly etag?: string }): Promise<ObjectRange>;
  /** Is the operation so near its deadline that a page should end? */
  isLate(): boolean;
}

export const HostAuditState = { DONE: "DONE", RUNNING: "RUNNING", NOT_RUN: "NOT_RUN", OTHER: "OTHER" } as const;
export type HostAuditState = (typeof HostAuditState)[keyof typeof HostAuditState];

export const UsageAuditStatus = {
  DONE: "DONE",
  DONE_WITH_ERRORS: "DONE_WITH_ERRORS",
  RUNNING: "RUNNING",
  PARTIAL: "PARTIAL",
  NOT_RUN: "NOT_RUN",
  UNKNOWN: "UNKNOWN",
} as const;
export type UsageAuditStatus = (typeof UsageAuditStatus)[keyof typeof UsageAuditStatus];

/** One host in one period. instances, errors and message are null when the host did not run. */
export interface HostUsage {
  readonly host: string;
  readonly state: HostAuditState;
  readonly instances: number | null;
  readonly errors: number | null;
  readonly message: string | null;
}

/** One completed period of a Nova's instance usage audit. key.time is its end; key.id names its bounds. */
export interface UsageAuditPeriodRecord extends AuditRecord {
  /** Milliseconds since the epoch; the period is begin <= t < end. */
  readonly begin: number;
  readonly end: number;
  readonly status: UsageAuditStatus;
  /** overall_status, verbatim. */
  readonly statusText: string;
  readonly hostCounts: {
    readonly total: number;
    readonly done: number;
    readonly running: number;
    readonly notRun: number;
  };
  readonly totalInstances: number;
  readonly totalErrors: number;
  /** log and hosts_not_run as one list, by host name. */
  readonly hosts: readonly HostUsage[];
}

/** A Nova within one operation. Every read goes through this operation's loaders. */
export interface UsageAuditReader {
  /** Periods stand in the timeline by their end. */
  readonly periods: Timeline<UsageAuditPeriodRecord>;
  /** The last period whose end is strictly before the given time (milliseconds since the epoch). */
  periodBefore(time: number): Promise<UsageAuditPeriodRecord>;
  /** The period with exactly these bounds, or null where the source no longer cuts its history so. */
  period(begin: number, end: number): Promise<UsageAuditPeriodRecord | null>;
}

interface UsageAuditSource {
  readonly subject: "usage";
  readonly info: SourceInfo;
  open(session: Session): UsageAuditReader;
}

/** One host's entry in one period, as a record of its own. key.time is the period's end. */
export interface HostUsageRecord extends AuditRecord {
  readonly usage: HostUsage;
  readonly period: UsageAuditPeriodRecord;
}

const recordOf = (period: UsageAuditPeriodRecord, usage: HostUsage, id: string): HostUsageRecord => ({
  key: { ...period.key, id },
  source: period.source,
  fetchedAt: period.fetchedAt,
  usage,
  period,
});

/** All entries of a period stand at one moment, its end: by host name is then the order of their ids. */
export const momentOf = (period: UsageAuditPeriodRecord): TimeWindow => ({ from: period.end, to: period.end + 1 });

/** The entries of one period, by host name; only those in the given states, where states are given. */
export const hostsOf = (
  period: UsageAuditPeriodRecord,
  states?: readonly HostAuditState[],
): Timeline<HostUsageRecord> => {
  const wanted = period.hosts.filter(({ state }) => states?.includes(state) ?? true);
  const records = wanted.map((usage) => recordOf(period, usage, usage.host));
  return snapshotTimeline(period.source, () => Promise.resolve({ records }));
};

/** One host's entry of a period, or null where the period does not know the host. */
export const hostIn = (period: UsageAuditPeriodRecord, host: string): HostUsageRecord | null => {
  const usage = period.hosts.find((entry) => entry.host === host);
  return usage ? recordOf(period, usage, period.key.id) : null;
};

/** One host through the periods of its source: at most one entry per period, by the periods' ends. */
export const hostThrough = (periods: Timeline<UsageAuditPeriodRecord>, host: string): Timeline<HostUsageRecord> =>
  mappedTimeline(periods, (period) => {
    const entry = hostIn(period, host);
    return entry ? [entry] : [];
  });

/** One audit log file of one database instance. key.time is its begin, key.instance its instance, key.id the source's own id. */
export interface AuditLogFileRecord extends AuditRecord {
  readonly instanceId: string;
  readonly nodeId: string | null;
  readonly upstreamId: string;
  readonly name: string;
  readonly sizeBytes: number;
  /** False where the byte count was derived from KB. */
  readonly sizeIsExact: boolean;
  /** Milliseconds since the epoch. */
  readonly begin: number;
  readonly end: number;
}

/** What is judged on each file. Sizes and names cannot be asked of any source; nodeIds only of some. */
export interface LogFileFilter {
  readonly minSizeBytes?: number;
  readonly maxSizeBytes?: number;
  readonly nameContains?: string;
  /** Upper and lower case are the same. */
  readonly nameContainsAnyCase?: string;
  readonly nodeIds?: readonly string[];
}

export interface DatabaseInstanceRecord {
  readonly source: SourceInfo;
  readonly instanceId: string;
  readonly name: string | null;
  readonly status: string | null;
  /** datastore.type as the source spells it. */
  readonly engine: string | null;
}

export interface AuditPolicyRecord {
  readonly enabled: boolean;
  readonly keepDays: number;
  readonly auditTypes: readonly string[];
}

/** A pre-signed link: a secret. Never logged, never cached. */
export interface DownloadLinkRecord {
  readonly url: string;
  /** Milliseconds since the epoch: five minutes after it was asked for. */
  readonly expiresAt: number;
}

/** A database service within one operation. Every read goes through this operation's loaders. */
export interface DatabaseReader {
  /** Ids of all known instances, sorted; asks nothing of the source where the configuration names them. */
  instanceIds(): Promise<readonly string[]>;
  /** All known instances, by id: those of the configuration, otherwise the service's instance list. */
  instances(): Promise<readonly DatabaseInstanceRecord[]>;
  /** One instance, or null where the source does not know it. */
  instance(instanceId: string): Promise<DatabaseInstanceRecord | null>;
  /** The files of one instance that pass the filter, by their begin. */
  files(instanceId: string, filter?: LogFileFilter): Timeline<AuditLogFileRecord>;
  /** The file with this begin and id, or null where the source no longer lists it. */
  file(instanceId: string, begin: number, upstreamId: string): Promise<AuditLogFileRecord | null>;
  policy(instanceId: string): Promise<AuditPolicyRecord | null>;
  /** Batched: one upstream call per instance and 50 files. */
  downloadLink(instanceId: string, upstreamId: string): Promise<DownloadLinkRecord>;
  /** A file's object, behind a fresh link that nobody else sees. NOT_ENABLED where the configuration does not let it be read. */
  contents(file: AuditLogFileRecord): Promise<StoredFile>;
}

interface DatabaseSource {
  readonly subject: "database";
  readonly info: SourceInfo;
  open(session: Session): DatabaseReader;
}

/** Instance ids go into URLs: letters, digits, - and _ only, whatever the suffix (in01, in07 are hints, not a rule). */
export const isInstanceId = (text: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(text);

interface LoadBalancerSource {
  readonly subject: "loadBalancer";
  readonly info: SourceInfo;
  open(session: Session): LoadBalancerReader;
}

/** What a kind makes of a configured source. */
export type OpenableSource = UsageAuditSource | DatabaseSource | LoadBalancerSource;

/** One configured source of any subject, as the composition root hands it to the API. */
export type AnySource = OpenableSource & {
  /** Whom an answer of it is for: equal for callers whom it answers alike, and empty where that is everybody. Absent: each for himself. */
  audience?(caller: Pick<Caller, "key" | "token">): string;
  /** What operations saw lately; asks nothing of the upstream. */
  health(): SourceHealth;
  /** Closes its connections. */
  close(): Promise<void>;
};
