/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Whether an operator has taken note of an alert. */
export type AlertStatus =
  /** status ACKNOWLEDGED. The source deletes these after 90 days. */
  | 'ACKNOWLEDGED'
  /** status UNACKNOWLEDGED. */
  | 'UNACKNOWLEDGED';

/** Which entries to list; every condition given must hold. */
export type AuditLogEntryFilter = {
  /** Entries whose action, or whose name (SQL), atype or param.command (DDS) is one of these, such as drop_table or drop. 1 to 20 of them, compared without case; all when omitted. */
  actions?: Array<string> | null | undefined;
  /** Entries from these client addresses, as written. 1 to 20 of them, compared without case; all when omitted. */
  clientIps?: Array<string> | null | undefined;
  /** Entries of these databases. 1 to 20 of them, compared without case; all when omitted. */
  databases?: Array<string> | null | undefined;
  /** List records that cannot be read, whatever the other conditions: nobody knows whether they would pass. */
  includeUnreadable?: boolean | null | undefined;
  /** Entries of this outcome. */
  outcome?: AuditOutcome | null | undefined;
  /** Entries whose statement (SQL) or line as written (DDS) contains this text, 3 to 200 characters; upper and lower case differ. */
  textContains?: string | null | undefined;
  /** Entries of these users. 1 to 20 of them, compared without case; all when omitted. */
  users?: Array<string> | null | undefined;
};

/** Which files to list; every condition given must hold. */
export type AuditLogFileFilter = {
  /** Files of these cluster nodes; all when omitted, none when empty. Only DDS tells nodes: files of other sources never match. */
  clusterNodeIds?: Array<string> | null | undefined;
  /** Files of instances of these engines, as DatabaseInstance.engine has them, in upper or lower case. All when omitted, none when empty. */
  engines?: Array<string> | null | undefined;
  /** Files of instances whose name contains this text, in upper or lower case. */
  instanceNameContainsAnyCase?: string | null | undefined;
  /** Files of sources of these kinds. All when omitted, none when empty. */
  kinds?: Array<AuditSourceKind> | null | undefined;
  /** Files of at most this many bytes. */
  maxSizeBytes?: number | null | undefined;
  /** Files of at least this many bytes; 0 or more. */
  minSizeBytes?: number | null | undefined;
  /** Files whose name contains this text; upper and lower case differ. */
  nameContains?: string | null | undefined;
  /** Files whose name contains this text, in upper or lower case. */
  nameContainsAnyCase?: string | null | undefined;
  /**
   * The same as clusterNodeIds.
   * @deprecated Ask for clusterNodeIds. Removed after 2027-12-31.
   */
  nodeIds?: Array<string> | null | undefined;
  /** Files of the sources of these names. All when omitted, none when empty. */
  sources?: Array<string> | null | undefined;
};

/** How what an entry tells of ended. */
export type AuditOutcome =
  /** Any other status or result; errorCode holds it. */
  | 'FAILED'
  /** SQL: connection_status 0. DDS: result 0. */
  | 'SUCCEEDED'
  /** The record does not say, or cannot be read. */
  | 'UNKNOWN';

/** Which records to list; every condition given must hold. */
export type AuditRecordFilter = {
  /** Usage audit periods that know one of these hosts; records of other kinds have none, and never match. */
  hosts?: Array<string> | null | undefined;
  /** Log files of these instances; records of other kinds have none, and never match. */
  instances?: Array<DatabaseInstanceRef> | null | undefined;
  /** Records of sources of these kinds; all when omitted, none when empty. */
  kinds?: Array<AuditSourceKind> | null | undefined;
  /** Records of these severities. All when omitted, none when empty. */
  severities?: Array<AuditSeverity> | null | undefined;
  /** Records of the sources of these names; all when omitted, none when empty. */
  sources?: Array<string> | null | undefined;
  /** Records whose summary contains this text, in upper or lower case: a name, an id, a status. */
  text?: string | null | undefined;
};

/** Why a page of entries ends where it does. But for END there is more to read: go on from endCursor (with `last`: from startCursor). */
export type AuditScanStop =
  /** maxBytes were read, or the 64 MiB that one operation may read. */
  | 'BYTES'
  /** The operation's time is nearly up. */
  | 'DEADLINE'
  /** Everything was read to its end (with `last`: to its beginning). */
  | 'END'
  /** A source or its file store could not be read any further; coverage says why. */
  | 'FAILED'
  /** The 20 files that one operation may open are open. */
  | 'FILES'
  /** The page has as many entries as were asked for. */
  | 'PAGE_FULL';

/** Whether somebody should look at a record. */
export type AuditSeverity =
  /** Usage audits that did not run, or ended with errors; load balancers in ERROR. */
  | 'ERROR'
  /** All log files; usage audits that are done without errors, or still running. */
  | 'INFO'
  /** Usage audits that some hosts did not run, or of which nothing is known; load balancers on their way to a state. */
  | 'WARNING';

/** What a source is: which service is asked, and in which dialect. */
export type AuditSourceKind =
  /** OpenStack Atlas, also Rackspace Cloud Load Balancers: the load balancer status audit. */
  | 'ATLAS'
  /** Huawei Cloud and Open Telekom Cloud Document Database Service: audit log files. */
  | 'DDS'
  /** OpenStack Compute: the instance usage audit log (os-instance_usage_audit_log). */
  | 'NOVA'
  /** OpenStack Octavia, the load balancing service of today's OpenStack clouds: load balancers in an audited status. */
  | 'OCTAVIA'
  /** Huawei Cloud and Open Telekom Cloud Relational Database Service: SQL audit log files. */
  | 'RDS'
  /** Huawei Cloud TaurusDB, formerly GaussDB(for MySQL): SQL audit log files. */
  | 'TAURUSDB';

/** The spans of the calendar that a window is cut into. */
export type BucketSize =
  /** Days; of 23 or 25 hours where the zone's clock changes. */
  | 'DAY'
  /** Clock hours. */
  | 'HOUR'
  /** Calendar months. */
  | 'MONTH'
  /** ISO weeks, Monday first. */
  | 'WEEK';

/** How an answer came by one source. */
export type CoverageState =
  /** The source moved while it was read, and the page was anchored anew. */
  | 'CHANGED_WHILE_READING'
  /** All that the page asked of it is in. */
  | 'COMPLETE'
  /** Nothing, or only part of it, could be read; `missing` says of which time. */
  | 'FAILED'
  /** It was not asked: the caller lacks the scope that it needs. A source that a filter leaves out has no entry. */
  | 'SKIPPED';

/** Names one database instance. */
export type DatabaseInstanceRef = {
  /** The source's own instance id: 1 to 64 letters, digits, hyphens or underscores. */
  instanceId: string;
  /** Name of a TAURUSDB, RDS or DDS source. */
  source: string;
};

/** Why something is missing. The same words stand in errors[].extensions.code. */
export type ErrorCode =
  /** A file is another one than when the cursor was made; start it again without one. */
  | 'CONTENT_CHANGED'
  /** The operation's own deadline passed first. */
  | 'DEADLINE_EXCEEDED'
  /** The caller is known, but lacks the scope. */
  | 'FORBIDDEN'
  /** A fault of this service; its log holds the cause. */
  | 'INTERNAL'
  /** An argument is out of its range; the message names it and the cure. */
  | 'INVALID_ARGUMENT'
  /** A cursor is damaged, or was made with other arguments. */
  | 'INVALID_CURSOR'
  /** An id is damaged, or is none that this API gives out. */
  | 'INVALID_ID'
  /** The configuration of the source does not allow this; its operator can. */
  | 'NOT_ENABLED'
  /** The source does not know an instance or record that was named to it. */
  | 'NOT_FOUND'
  /** The operation asks for more than one operation may. */
  | 'QUERY_TOO_COMPLEX'
  /** The caller asks too often; see retryAfterMs. */
  | 'RATE_LIMITED'
  /** The caller is not known: credentials are missing, wrong or expired. */
  | 'UNAUTHENTICATED'
  /** A file is in no form that is known here, and was not read. */
  | 'UNSUPPORTED_FORMAT'
  /** The source answered in a shape that its documents rule out. */
  | 'UPSTREAM_CONTRACT_VIOLATION'
  /** The source refuses more calls for now; see retryAfterMs. */
  | 'UPSTREAM_RATE_LIMITED'
  /** The source refused the call: a bad request to it, or no permission there. */
  | 'UPSTREAM_REJECTED'
  /** The source did not answer in time. */
  | 'UPSTREAM_TIMEOUT'
  /** The source could not be reached, failed, or cut its answer short. */
  | 'UPSTREAM_UNAVAILABLE'
  /** The time window asks for more than one operation can read. */
  | 'WINDOW_TOO_LARGE';

/** How one host's audit of one period stands: log[host].state, or membership in hosts_not_run. */
export type HostAuditState =
  /** log[host].state is DONE. */
  | 'DONE'
  /** The host stands in hosts_not_run. */
  | 'NOT_RUN'
  /** log[host].state is a word that is not known here. */
  | 'OTHER'
  /** log[host].state is RUNNING. */
  | 'RUNNING';

/** How long ago a balancer last changed. */
export type LoadBalancerAge =
  /** An hour to less than 24 hours ago. */
  | 'DAY'
  /** Less than an hour ago. */
  | 'HOUR'
  /** 7 days ago or longer: mostly stuck. */
  | 'OLDER'
  /** 24 hours to less than 7 days ago. */
  | 'WEEK';

/** Which balancers to list; every condition given must hold. */
export type LoadBalancerAuditFilter = {
  /** Balancers with an alert of one of these accounts: whole numbers, as in alerts[].accountId. None of an OCTAVIA source, which has projects: ask for projectIds. */
  accountIds?: Array<string | number> | null | undefined;
  /** Balancers whose updated is before this instant. Finds the stuck: not changed since. */
  changedBefore?: string | null | undefined;
  /** Balancers whose updated is at or after this instant. */
  changedSince?: string | null | undefined;
  /** Balancers that have (true) or have not (false) an alert that nobody acknowledged. An OCTAVIA source has no alerts: all of its balancers have not. */
  hasUnacknowledgedAlerts?: boolean | null | undefined;
  /** Balancers whose name contains this text; upper and lower case differ. Those of an ATLAS source have no name, and do not pass. */
  nameContains?: string | null | undefined;
  /** Balancers in these operating statuses. Those of an ATLAS source have none, and do not pass. */
  operatingStatuses?: Array<LoadBalancerOperatingStatus> | null | undefined;
  /** Balancers of these projects: 32 hexadecimal digits, as in projectId. Those of an ATLAS source have none, and do not pass. */
  projectIds?: Array<string | number> | null | undefined;
  /** Names of ATLAS and OCTAVIA sources; all of them when omitted. */
  sources?: Array<string> | null | undefined;
  /** Balancers in these statuses. All four when omitted, none when empty. */
  statuses?: Array<LoadBalancerAuditStatus> | null | undefined;
};

/** The audited statuses: balancers on their way, or stuck. ACTIVE ones are not listed. */
export type LoadBalancerAuditStatus =
  /** status BUILD (OCTAVIA: PENDING_CREATE): being created. */
  | 'BUILD'
  /** status ERROR: its last change failed. */
  | 'ERROR'
  /** status PENDING_DELETE: being deleted. */
  | 'PENDING_DELETE'
  /** status PENDING_UPDATE: being changed. */
  | 'PENDING_UPDATE';

/** What traffic finds at a balancer or a part of it, as an OCTAVIA source measures it. */
export type LoadBalancerOperatingStatus =
  /** operating_status DEGRADED: a part of it does not work. */
  | 'DEGRADED'
  /** operating_status DRAINING: it takes no new connections. */
  | 'DRAINING'
  /** operating_status ERROR: it does not work. */
  | 'ERROR'
  /** operating_status NO_MONITOR: nothing watches it. */
  | 'NO_MONITOR'
  /** operating_status OFFLINE: it is disabled. */
  | 'OFFLINE'
  /** operating_status ONLINE: it works. */
  | 'ONLINE';

/** What operations saw of a source in the last minute, and the probe where the operator configured one; otherwise nothing is polled. */
export type SourceHealth =
  /** Some of the latest calls failed. */
  | 'DEGRADED'
  /** It answered whenever it was asked. */
  | 'HEALTHY'
  /** It does not answer; calls fail at once until it is tried again. */
  | 'UNAVAILABLE'
  /** Nobody asked it in the last minute. */
  | 'UNKNOWN';

/** Half-open span of occurredAt: from <= t < to. Say where it begins by `from`, or how long it is by `last`. Any length: windows longer than an upstream allows are cut into slices and stitched; nothing is read from before 2009. A window that ends before it begins is INVALID_ARGUMENT, and so is one with both or neither of `from` and `last`. */
export type TimeWindowInput = {
  /** The first instant inside. */
  from?: string | null | undefined;
  /** In the place of `from`: the window begins so long before it ends. `{ last: "P7D" }` is the seven days up to now; the first page's cursor freezes both ends for the pages that follow. */
  last?: string | null | undefined;
  /** The first instant outside. Now when omitted; the first page's cursor freezes it for the pages that follow. */
  to?: string | null | undefined;
};

/** What keeps a record from being read. The record as it stands is in raw. */
export type UnreadableRecordReason =
  /** A field is not in quotes, or a quote inside one is not doubled. */
  | 'BAD_QUOTING'
  /** The time is not of the form yyyy-mm-ddThh:mm:ss UTC. */
  | 'BAD_TIME'
  /** The file ends in the middle of it. */
  | 'CUT_SHORT'
  /** A line that is no JSON object of a known form. */
  | 'NOT_JSON'
  /** Longer than 4 MiB: its first 64 KiB are in raw. */
  | 'TOO_LONG'
  /** Not twelve fields. */
  | 'WRONG_FIELDS';

/** How a period's audit went. The first that applies, in the order UNKNOWN, NOT_RUN, RUNNING, PARTIAL, … */
export type UsageAuditStatus =
  /** The audit ran on every host, without errors. */
  | 'DONE'
  /** It ran on every host; total_errors is not zero. */
  | 'DONE_WITH_ERRORS'
  /** Hosts are known, but log is empty. */
  | 'NOT_RUN'
  /** At least one host did not run it, or is in a state that is not known here. */
  | 'PARTIAL'
  /** At least one host is still running it. */
  | 'RUNNING'
  /** The source knows no hosts, and log is empty. */
  | 'UNKNOWN';

export type StuckBalancersQueryVariables = Exact<{
  filter?: LoadBalancerAuditFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type StuckBalancersQuery = { loadBalancerAudits: { totalCount: number | null, edges: Array<{ cursor: string, node: { id: string, status: LoadBalancerAuditStatus, updatedAt: string, name: string | null, operatingStatus: LoadBalancerOperatingStatus | null, loadBalancer: { sourceName: string, loadBalancerId: string }, alerts: Array<{ id: string, status: AlertStatus | null, message: string | null, createdAt: string }> } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, coverage: Array<{ state: CoverageState, source: { name: string }, instance: { id: string, instanceId: string } | null, problem: { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null } | null, missing: Array<{ from: string, to: string }> }> } | null };

export type CoverageFragment = { state: CoverageState, source: { name: string }, instance: { id: string, instanceId: string } | null, problem: { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null } | null, missing: Array<{ from: string, to: string }> };

export type SearchEntriesQueryVariables = Exact<{
  instances: Array<DatabaseInstanceRef> | DatabaseInstanceRef;
  window: TimeWindowInput;
  filter?: AuditLogEntryFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type SearchEntriesQuery = { auditLogEntries: { nodes: Array<
      | { __typename: 'DocumentAuditEntry', collection: string | null, parameters: string | null, occurredAt: string | null, action: string | null, outcome: AuditOutcome, errorCode: string | null, user: string | null, clientIp: string | null, byteOffset: number, file: { id: string, name: string } }
      | { __typename: 'SqlAuditEntry', statement: string | null, occurredAt: string | null, action: string | null, outcome: AuditOutcome, errorCode: string | null, user: string | null, clientIp: string | null, byteOffset: number, file: { id: string, name: string } }
      | { __typename: 'UnreadableAuditEntry', reason: UnreadableRecordReason, raw: string, occurredAt: string | null, action: string | null, outcome: AuditOutcome, errorCode: string | null, user: string | null, clientIp: string | null, byteOffset: number, file: { id: string, name: string } }
    >, pageInfo: { hasNextPage: boolean, endCursor: string | null }, coverage: Array<{ state: CoverageState, source: { name: string }, instance: { id: string, instanceId: string } | null, problem: { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null } | null, missing: Array<{ from: string, to: string }> }>, scan: { stoppedBy: AuditScanStop, bytesRead: number, recordsRead: number, filesLeft: number, filesPassed: number, writtenUntil: string | null } } | null };

export type LatestFileQueryVariables = Exact<{
  window: TimeWindowInput;
}>;


export type LatestFileQuery = { auditLogFiles: { nodes: Array<{ instance: { id: string } }> } | null };

export type FileVolumeQueryVariables = Exact<{
  window: TimeWindowInput;
  by: BucketSize;
  timeZone: string;
  instances?: Array<DatabaseInstanceRef> | DatabaseInstanceRef | null | undefined;
  filter?: AuditLogFileFilter | null | undefined;
}>;


export type FileVolumeQuery = { auditLogFileVolume: { isWhole: boolean, buckets: Array<{ from: string, to: string, fileCount: number | null, byteCount: number | null, isWhole: boolean, source: { name: string } | null }>, coverage: Array<{ state: CoverageState, source: { name: string }, instance: { id: string, instanceId: string } | null, problem: { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null } | null, missing: Array<{ from: string, to: string }> }> } | null };

export type BalancerSummaryQueryVariables = Exact<{
  sources?: Array<string> | string | null | undefined;
}>;


export type BalancerSummaryQuery = { loadBalancerAuditSummary: { isWhole: boolean, byStatusAndAge: Array<{ status: LoadBalancerAuditStatus, age: LoadBalancerAge, balancerCount: number }>, coverage: Array<{ state: CoverageState, source: { name: string }, instance: { id: string, instanceId: string } | null, problem: { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null } | null, missing: Array<{ from: string, to: string }> }> } | null };

export type UsageSummaryQueryVariables = Exact<{
  sources?: Array<string> | string | null | undefined;
  window: TimeWindowInput;
}>;


export type UsageSummaryQuery = { usageAuditSummary: { isWhole: boolean, byStatus: Array<{ status: UsageAuditStatus, periodCount: number, errorCount: number }>, coverage: Array<{ state: CoverageState, source: { name: string }, instance: { id: string, instanceId: string } | null, problem: { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null } | null, missing: Array<{ from: string, to: string }> }> } | null };

export type DownloadQueryVariables = Exact<{
  id: string | number;
}>;


export type DownloadQuery = { node:
    | { name: string, id: string, downloadLink: { url: string, expiresAt: string } | null }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
   | null };

export type RecordQueryVariables = Exact<{
  id: string | number;
}>;


export type RecordQuery = { node:
    | { __typename: 'AuditLogFile', severity: AuditSeverity, summary: string, occurredAt: string, fetchedAt: string, name: string, upstreamId: string, sizeBytes: number, sizeIsExact: boolean, beganAt: string, endedAt: string, clusterNodeId: string | null, id: string, source: { name: string, kind: AuditSourceKind, region: string | null, health: SourceHealth }, instance: { id: string, instanceId: string, name: string | null, engine: string | null, instanceStatus: string | null } }
    | { __typename: 'AuditSource', id: string }
    | { __typename: 'ComputeHost', id: string }
    | { __typename: 'DatabaseInstance', id: string }
    | { __typename: 'HostUsageAudit', id: string }
    | { __typename: 'LoadBalancer', id: string }
    | { __typename: 'LoadBalancerAlert', id: string }
    | { __typename: 'LoadBalancerAudit', severity: AuditSeverity, summary: string, occurredAt: string, fetchedAt: string, createdAt: string, updatedAt: string, projectId: string | null, operatingStatus: LoadBalancerOperatingStatus | null, provider: string | null, vipAddress: string | null, id: string, balancerStatus: LoadBalancerAuditStatus, balancerName: string | null, source: { name: string, kind: AuditSourceKind, region: string | null, health: SourceHealth }, loadBalancer: { sourceName: string, loadBalancerId: string }, alerts: Array<{ id: string, alertId: string, message: string | null, accountId: string | null, createdAt: string, alertStatus: AlertStatus | null }> }
    | { __typename: 'UsageAuditPeriod', severity: AuditSeverity, summary: string, occurredAt: string, fetchedAt: string, statusText: string, beganAt: string, endedAt: string, instanceCount: number, errorCount: number, id: string, periodStatus: UsageAuditStatus, source: { name: string, kind: AuditSourceKind, region: string | null, health: SourceHealth }, hostCounts: { total: number, done: number, running: number, notRun: number }, hosts: { totalCount: number | null, nodes: Array<{ id: string, state: HostAuditState, instanceCount: number | null, errorCount: number | null, message: string | null, host: { name: string } }> } | null }
   | null };

export type RecordVolumeQueryVariables = Exact<{
  window: TimeWindowInput;
  by: BucketSize;
  timeZone: string;
  filter?: AuditRecordFilter | null | undefined;
}>;


export type RecordVolumeQuery = { auditRecordVolume: { isWhole: boolean, buckets: Array<{ from: string, to: string, kind: AuditSourceKind | null, recordCount: number | null, isWhole: boolean }>, coverage: Array<{ state: CoverageState, source: { name: string }, instance: { id: string, instanceId: string } | null, problem: { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null } | null, missing: Array<{ from: string, to: string }> }> } | null };

export type InstancesQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type InstancesQuery = { databaseInstances: { edges: Array<{ cursor: string, node: { id: string, name: string | null, instanceId: string, sourceName: string } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null };

export type SourcesQueryVariables = Exact<{ [key: string]: never; }>;


export type SourcesQuery = { auditSources: Array<{ name: string, kind: AuditSourceKind, region: string | null, health: SourceHealth }> };

export type TimeLineQueryVariables = Exact<{
  window: TimeWindowInput;
  filter?: AuditRecordFilter | null | undefined;
  after?: string | null | undefined;
  refill?: string | null | undefined;
  isFollowed: boolean;
}>;


export type TimeLineQuery = { auditRecords: { newsCursor?: string | null, edges: Array<{ cursor: string, node:
        | { __typename: 'AuditLogFile', id: string, occurredAt: string, severity: AuditSeverity, summary: string, source: { name: string, kind: AuditSourceKind } }
        | { __typename: 'LoadBalancerAudit', id: string, occurredAt: string, severity: AuditSeverity, summary: string, source: { name: string, kind: AuditSourceKind } }
        | { __typename: 'UsageAuditPeriod', id: string, occurredAt: string, severity: AuditSeverity, summary: string, source: { name: string, kind: AuditSourceKind } }
       }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, coverage: Array<{ state: CoverageState, source: { name: string }, instance: { id: string, instanceId: string } | null, problem: { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null } | null, missing: Array<{ from: string, to: string }> }> } | null };

export type WhatIsNewQueryVariables = Exact<{
  window: TimeWindowInput;
  filter?: AuditRecordFilter | null | undefined;
  newSince: string;
}>;


export type WhatIsNewQuery = { auditRecords: { newsCursor: string | null, edges: Array<{ cursor: string, node:
        | { __typename: 'AuditLogFile', id: string, occurredAt: string, severity: AuditSeverity, summary: string, source: { name: string, kind: AuditSourceKind } }
        | { __typename: 'LoadBalancerAudit', id: string, occurredAt: string, severity: AuditSeverity, summary: string, source: { name: string, kind: AuditSourceKind } }
        | { __typename: 'UsageAuditPeriod', id: string, occurredAt: string, severity: AuditSeverity, summary: string, source: { name: string, kind: AuditSourceKind } }
       }>, pageInfo: { hasNextPage: boolean }, coverage: Array<{ state: CoverageState, source: { name: string }, instance: { id: string, instanceId: string } | null, problem: { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null } | null, missing: Array<{ from: string, to: string }> }> } | null };

export type TimeLineEdgeFragment = { cursor: string, node:
    | { __typename: 'AuditLogFile', id: string, occurredAt: string, severity: AuditSeverity, summary: string, source: { name: string, kind: AuditSourceKind } }
    | { __typename: 'LoadBalancerAudit', id: string, occurredAt: string, severity: AuditSeverity, summary: string, source: { name: string, kind: AuditSourceKind } }
    | { __typename: 'UsageAuditPeriod', id: string, occurredAt: string, severity: AuditSeverity, summary: string, source: { name: string, kind: AuditSourceKind } }
   };

export type UsagePeriodsQueryVariables = Exact<{
  source: string;
  window: TimeWindowInput;
  first: number;
}>;


export type UsagePeriodsQuery = { usageAuditPeriods: { nodes: Array<{ id: string, beganAt: string, endedAt: string, status: UsageAuditStatus, statusText: string, errorCount: number, hostCounts: { done: number, running: number, notRun: number } }>, coverage: Array<{ state: CoverageState, source: { name: string }, instance: { id: string, instanceId: string } | null, problem: { code: ErrorCode, message: string, retryable: boolean, retryAfterMs: number | null } | null, missing: Array<{ from: string, to: string }> }> } | null };

export const CoverageFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Coverage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceCoverage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"instance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"Field","name":{"kind":"Name","value":"missing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}}]}}]} as unknown as DocumentNode<CoverageFragment, unknown>;
export const TimeLineEdgeFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TimeLineEdge"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuditRecordEdge"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"summary"}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}}]}}]}}]}}]} as unknown as DocumentNode<TimeLineEdgeFragment, unknown>;
export const StuckBalancersDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"StuckBalancers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"LoadBalancerAuditFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"loadBalancerAudits"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"EnumValue","value":"OLDEST_FIRST"}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"8"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"operatingStatus"}},{"kind":"Field","name":{"kind":"Name","value":"loadBalancer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sourceName"}},{"kind":"Field","name":{"kind":"Name","value":"loadBalancerId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"alerts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"coverage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Coverage"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Coverage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceCoverage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"instance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"Field","name":{"kind":"Name","value":"missing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}}]}}]} as unknown as DocumentNode<StuckBalancersQuery, StuckBalancersQueryVariables>;
export const SearchEntriesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"SearchEntries"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"instances"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DatabaseInstanceRef"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"window"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TimeWindowInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AuditLogEntryFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"auditLogEntries"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"instances"},"value":{"kind":"Variable","name":{"kind":"Name","value":"instances"}}},{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"user"}},{"kind":"Field","name":{"kind":"Name","value":"clientIp"}},{"kind":"Field","name":{"kind":"Name","value":"byteOffset"}},{"kind":"Field","name":{"kind":"Name","value":"file"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SqlAuditEntry"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"statement"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DocumentAuditEntry"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"collection"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UnreadableAuditEntry"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"raw"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"coverage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Coverage"}}]}},{"kind":"Field","name":{"kind":"Name","value":"scan"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stoppedBy"}},{"kind":"Field","name":{"kind":"Name","value":"bytesRead"}},{"kind":"Field","name":{"kind":"Name","value":"recordsRead"}},{"kind":"Field","name":{"kind":"Name","value":"filesLeft"}},{"kind":"Field","name":{"kind":"Name","value":"filesPassed"}},{"kind":"Field","name":{"kind":"Name","value":"writtenUntil"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Coverage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceCoverage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"instance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"Field","name":{"kind":"Name","value":"missing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}}]}}]} as unknown as DocumentNode<SearchEntriesQuery, SearchEntriesQueryVariables>;
export const LatestFileDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LatestFile"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"window"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TimeWindowInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"auditLogFiles"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"1"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"instance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]}}]} as unknown as DocumentNode<LatestFileQuery, LatestFileQueryVariables>;
export const FileVolumeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FileVolume"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"window"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TimeWindowInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"by"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"BucketSize"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"timeZone"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"instances"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DatabaseInstanceRef"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AuditLogFileFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"auditLogFileVolume"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}},{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"Variable","name":{"kind":"Name","value":"by"}}},{"kind":"Argument","name":{"kind":"Name","value":"groupBy"},"value":{"kind":"EnumValue","value":"SOURCE"}},{"kind":"Argument","name":{"kind":"Name","value":"timeZone"},"value":{"kind":"Variable","name":{"kind":"Name","value":"timeZone"}}},{"kind":"Argument","name":{"kind":"Name","value":"instances"},"value":{"kind":"Variable","name":{"kind":"Name","value":"instances"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isWhole"}},{"kind":"Field","name":{"kind":"Name","value":"buckets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fileCount"}},{"kind":"Field","name":{"kind":"Name","value":"byteCount"}},{"kind":"Field","name":{"kind":"Name","value":"isWhole"}}]}},{"kind":"Field","name":{"kind":"Name","value":"coverage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Coverage"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Coverage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceCoverage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"instance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"Field","name":{"kind":"Name","value":"missing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}}]}}]} as unknown as DocumentNode<FileVolumeQuery, FileVolumeQueryVariables>;
export const BalancerSummaryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BalancerSummary"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sources"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"loadBalancerAuditSummary"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"sources"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sources"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isWhole"}},{"kind":"Field","name":{"kind":"Name","value":"byStatusAndAge"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"age"}},{"kind":"Field","name":{"kind":"Name","value":"balancerCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"coverage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Coverage"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Coverage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceCoverage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"instance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"Field","name":{"kind":"Name","value":"missing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}}]}}]} as unknown as DocumentNode<BalancerSummaryQuery, BalancerSummaryQueryVariables>;
export const UsageSummaryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"UsageSummary"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sources"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"window"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TimeWindowInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"usageAuditSummary"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"sources"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sources"}}},{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isWhole"}},{"kind":"Field","name":{"kind":"Name","value":"byStatus"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"periodCount"}},{"kind":"Field","name":{"kind":"Name","value":"errorCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"coverage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Coverage"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Coverage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceCoverage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"instance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"Field","name":{"kind":"Name","value":"missing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}}]}}]} as unknown as DocumentNode<UsageSummaryQuery, UsageSummaryQueryVariables>;
export const DownloadDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Download"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuditLogFile"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"downloadLink"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}}]}}]}}]} as unknown as DocumentNode<DownloadQuery, DownloadQueryVariables>;
export const RecordDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Record"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuditRecord"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"summary"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"fetchedAt"}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"region"}},{"kind":"Field","name":{"kind":"Name","value":"health"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UsageAuditPeriod"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"periodStatus"},"name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusText"}},{"kind":"Field","name":{"kind":"Name","value":"beganAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"instanceCount"}},{"kind":"Field","name":{"kind":"Name","value":"errorCount"}},{"kind":"Field","name":{"kind":"Name","value":"hostCounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"done"}},{"kind":"Field","name":{"kind":"Name","value":"running"}},{"kind":"Field","name":{"kind":"Name","value":"notRun"}}]}},{"kind":"Field","name":{"kind":"Name","value":"hosts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"host"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"instanceCount"}},{"kind":"Field","name":{"kind":"Name","value":"errorCount"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuditLogFile"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"upstreamId"}},{"kind":"Field","name":{"kind":"Name","value":"sizeBytes"}},{"kind":"Field","name":{"kind":"Name","value":"sizeIsExact"}},{"kind":"Field","name":{"kind":"Name","value":"beganAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"clusterNodeId"}},{"kind":"Field","name":{"kind":"Name","value":"instance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"engine"}},{"kind":"Field","alias":{"kind":"Name","value":"instanceStatus"},"name":{"kind":"Name","value":"status"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoadBalancerAudit"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"balancerStatus"},"name":{"kind":"Name","value":"status"}},{"kind":"Field","alias":{"kind":"Name","value":"balancerName"},"name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"projectId"}},{"kind":"Field","name":{"kind":"Name","value":"operatingStatus"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"vipAddress"}},{"kind":"Field","name":{"kind":"Name","value":"loadBalancer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sourceName"}},{"kind":"Field","name":{"kind":"Name","value":"loadBalancerId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"alerts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"alertId"}},{"kind":"Field","alias":{"kind":"Name","value":"alertStatus"},"name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"accountId"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}}]}}]}}]}}]} as unknown as DocumentNode<RecordQuery, RecordQueryVariables>;
export const RecordVolumeDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"RecordVolume"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"window"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TimeWindowInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"by"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"BucketSize"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"timeZone"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AuditRecordFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"auditRecordVolume"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}},{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"Variable","name":{"kind":"Name","value":"by"}}},{"kind":"Argument","name":{"kind":"Name","value":"groupBy"},"value":{"kind":"EnumValue","value":"KIND"}},{"kind":"Argument","name":{"kind":"Name","value":"timeZone"},"value":{"kind":"Variable","name":{"kind":"Name","value":"timeZone"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isWhole"}},{"kind":"Field","name":{"kind":"Name","value":"buckets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"recordCount"}},{"kind":"Field","name":{"kind":"Name","value":"isWhole"}}]}},{"kind":"Field","name":{"kind":"Name","value":"coverage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Coverage"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Coverage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceCoverage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"instance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"Field","name":{"kind":"Name","value":"missing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}}]}}]} as unknown as DocumentNode<RecordVolumeQuery, RecordVolumeQueryVariables>;
export const InstancesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Instances"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseInstances"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"200"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"sourceName"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}}]} as unknown as DocumentNode<InstancesQuery, InstancesQueryVariables>;
export const SourcesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Sources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"auditSources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"region"}},{"kind":"Field","name":{"kind":"Name","value":"health"}}]}}]}}]} as unknown as DocumentNode<SourcesQuery, SourcesQueryVariables>;
export const TimeLineDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TimeLine"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"window"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TimeWindowInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AuditRecordFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"refill"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"isFollowed"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"auditRecords"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"30"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"refill"},"value":{"kind":"Variable","name":{"kind":"Name","value":"refill"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TimeLineEdge"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"coverage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Coverage"}}]}},{"kind":"Field","name":{"kind":"Name","value":"newsCursor"},"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"isFollowed"}}}]}]}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TimeLineEdge"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuditRecordEdge"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"summary"}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Coverage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceCoverage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"instance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"Field","name":{"kind":"Name","value":"missing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}}]}}]} as unknown as DocumentNode<TimeLineQuery, TimeLineQueryVariables>;
export const WhatIsNewDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WhatIsNew"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"window"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TimeWindowInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AuditRecordFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"newSince"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"auditRecords"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}},{"kind":"Argument","name":{"kind":"Name","value":"newSince"},"value":{"kind":"Variable","name":{"kind":"Name","value":"newSince"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"TimeLineEdge"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}}]}},{"kind":"Field","name":{"kind":"Name","value":"coverage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"states"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"FAILED"}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Coverage"}}]}},{"kind":"Field","name":{"kind":"Name","value":"newsCursor"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TimeLineEdge"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuditRecordEdge"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"summary"}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Coverage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceCoverage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"instance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"Field","name":{"kind":"Name","value":"missing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}}]}}]} as unknown as DocumentNode<WhatIsNewQuery, WhatIsNewQueryVariables>;
export const UsagePeriodsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"UsagePeriods"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"source"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"window"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TimeWindowInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"usageAuditPeriods"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"sources"},"value":{"kind":"ListValue","values":[{"kind":"Variable","name":{"kind":"Name","value":"source"}}]}},{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"beganAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusText"}},{"kind":"Field","name":{"kind":"Name","value":"errorCount"}},{"kind":"Field","name":{"kind":"Name","value":"hostCounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"done"}},{"kind":"Field","name":{"kind":"Name","value":"running"}},{"kind":"Field","name":{"kind":"Name","value":"notRun"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"coverage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Coverage"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Coverage"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SourceCoverage"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"instance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"retryable"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"Field","name":{"kind":"Name","value":"missing"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}}]}}]} as unknown as DocumentNode<UsagePeriodsQuery, UsagePeriodsQueryVariables>;