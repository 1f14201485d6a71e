/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
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

/** What a part of a load balancer is. */
export type LoadBalancerComponentKind =
  /** health_monitor: what checks the members of a pool. */
  | 'HEALTH_MONITOR'
  /** listeners[]: where it takes connections. */
  | 'LISTENER'
  /** members[]: one backend of a pool. */
  | 'MEMBER'
  /** pools[]: members that serve the same. */
  | 'POOL';

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

export type SourcesQueryVariables = Exact<{ [key: string]: never; }>;


export type SourcesQuery = { auditSources: Array<{ name: string, kind: AuditSourceKind, region: string | null, health: SourceHealth }> };

export type LatestPeriodQueryVariables = Exact<{
  source: string;
}>;


export type LatestPeriodQuery = { usageAuditPeriod: { beganAt: string, endedAt: string, status: UsageAuditStatus, statusText: string, instanceCount: number, errorCount: number, hostCounts: { total: number, done: number, running: number, notRun: number }, previous: { beganAt: string, endedAt: string, status: UsageAuditStatus } | null } | null };

export type AYearOfPeriodsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AYearOfPeriodsQuery = { usageAuditPeriods: { nodes: Array<{ id: string, beganAt: string, endedAt: string, status: UsageAuditStatus, source: { name: string }, hosts: { totalCount: number | null, nodes: Array<{ state: HostAuditState, host: { name: string } }> } | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, coverage: Array<{ state: CoverageState, source: { name: string }, problem: { code: ErrorCode, message: string } | null }> } | null };

export type OneHostThroughTimeQueryVariables = Exact<{
  source: string;
  since: string;
}>;


export type OneHostThroughTimeQuery = { usageAuditPeriod: { endedAt: string, hosts: { totalCount: number | null, nodes: Array<{ state: HostAuditState, instanceCount: number | null, errorCount: number | null, message: string | null, host: { name: string, usageAudits: { nodes: Array<{ state: HostAuditState, period: { endedAt: string } }> } | null } }> } | null } | null };

export type DatabaseInstancesQueryVariables = Exact<{
  sources?: Array<string> | string | null | undefined;
  nameContains?: string | null | undefined;
  first?: number | null | undefined;
}>;


export type DatabaseInstancesQuery = { databaseInstances: { totalCount: number | null, nodes: Array<{ id: string, sourceName: string, instanceId: string, name: string | null, status: string | null, engine: string | null, auditPolicy: { enabled: boolean, keepDays: number, auditTypes: Array<string> } | null }>, coverage: Array<{ state: CoverageState, source: { name: string } }> } | null };

export type FilesOfOneInstanceQueryVariables = Exact<{
  instance: DatabaseInstanceRef;
  window: TimeWindowInput;
}>;


export type FilesOfOneInstanceQuery = { databaseInstance: { name: string | null, auditLogFiles: { totalCount: number | null, nodes: Array<{ name: string, sizeBytes: number, sizeIsExact: boolean, beganAt: string, endedAt: string, downloadLink: { url: string, expiresAt: string } | null }> } | null } | null };

export type LargeFilesEverywhereQueryVariables = Exact<{
  instances?: Array<DatabaseInstanceRef> | DatabaseInstanceRef | null | undefined;
  window: TimeWindowInput;
  filter?: AuditLogFileFilter | null | undefined;
}>;


export type LargeFilesEverywhereQuery = { auditLogFiles: { edges: Array<{ cursor: string, node: { id: string, name: string, sizeBytes: number, beganAt: string, clusterNodeId: string | null, instance: { sourceName: string, name: string | null } } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean }, coverage: Array<{ state: CoverageState, recordsRead: number, instance: { instanceId: string } | null }> } | null };

export type StuckLoadBalancersQueryVariables = Exact<{
  notChangedSince: string;
}>;


export type StuckLoadBalancersQuery = { loadBalancerAudits: { totalCount: number | null, nodes: Array<{ id: string, status: LoadBalancerAuditStatus, createdAt: string, updatedAt: string, loadBalancer: { sourceName: string, loadBalancerId: string }, alerts: Array<{ alertId: string, message: string | null, accountId: string | null, createdAt: string }> }> } | null };

export type TimeLineQueryVariables = Exact<{
  window: TimeWindowInput;
  filter?: AuditRecordFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type TimeLineQuery = { auditRecords: { nodes: Array<
      | { __typename: 'AuditLogFile', name: string, sizeBytes: number, id: string, occurredAt: string, source: { name: string } }
      | { __typename: 'LoadBalancerAudit', id: string, occurredAt: string, loadBalancerStatus: LoadBalancerAuditStatus, source: { name: string } }
      | { __typename: 'UsageAuditPeriod', statusText: string, id: string, occurredAt: string, source: { name: string } }
    >, pageInfo: { hasNextPage: boolean, endCursor: string | null }, coverage: Array<{ state: CoverageState, source: { name: string }, problem: { code: ErrorCode } | null }> } | null };

export type RefetchQueryVariables = Exact<{
  id: string | number;
  ids: Array<string | number> | string | number;
}>;


export type RefetchQuery = { node:
    | { __typename: 'AuditLogFile', id: string }
    | { __typename: 'AuditSource', id: string }
    | { __typename: 'ComputeHost', id: string }
    | { __typename: 'DatabaseInstance', sourceName: string, instanceId: string, name: string | null, id: string }
    | { __typename: 'HostUsageAudit', id: string }
    | { __typename: 'LoadBalancer', id: string }
    | { __typename: 'LoadBalancerAlert', id: string }
    | { __typename: 'LoadBalancerAudit', id: string }
    | { __typename: 'UsageAuditPeriod', id: string }
   | null, nodes: Array<
    | { __typename: 'AuditLogFile', id: string }
    | { __typename: 'AuditSource', id: string }
    | { __typename: 'ComputeHost', id: string }
    | { __typename: 'DatabaseInstance', id: string }
    | { __typename: 'HostUsageAudit', id: string }
    | { __typename: 'LoadBalancer', id: string }
    | { __typename: 'LoadBalancerAlert', id: string }
    | { __typename: 'LoadBalancerAudit', id: string }
    | { __typename: 'UsageAuditPeriod', id: string }
   | null> };

export type VolumeByDayQueryVariables = Exact<{
  window: TimeWindowInput;
  timeZone?: string | null | undefined;
  instances?: Array<DatabaseInstanceRef> | DatabaseInstanceRef | null | undefined;
}>;


export type VolumeByDayQuery = { auditLogFileVolume: { isWhole: boolean, buckets: Array<{ from: string, to: string, fileCount: number | null, byteCount: number | null, isWhole: boolean, instance: { sourceName: string, instanceId: string } | null }>, coverage: Array<{ state: CoverageState, source: { name: string } }> } | null };

export type WhatWentWrongQueryVariables = Exact<{
  window: TimeWindowInput;
}>;


export type WhatWentWrongQuery = { auditRecordVolume: { buckets: Array<{ from: string, kind: AuditSourceKind | null, recordCount: number | null, isWhole: boolean }> } | null, usageAuditSummary: { isWhole: boolean, byStatus: Array<{ status: UsageAuditStatus, periodCount: number, errorCount: number }> } | null, loadBalancerAuditSummary: { isWhole: boolean, byStatusAndAge: Array<{ status: LoadBalancerAuditStatus, age: LoadBalancerAge, balancerCount: number, oldestUpdatedAt: string | null }> } | null };

export type WhatIsWrongWithABalancerQueryVariables = Exact<{
  projectIds?: Array<string | number> | string | number | null | undefined;
  operatingStatuses?: Array<LoadBalancerOperatingStatus> | LoadBalancerOperatingStatus | null | undefined;
}>;


export type WhatIsWrongWithABalancerQuery = { loadBalancerAudits: { totalCount: number | null, nodes: Array<{ id: string, status: LoadBalancerAuditStatus, updatedAt: string, name: string | null, projectId: string | null, operatingStatus: LoadBalancerOperatingStatus | null, provider: string | null, vipAddress: string | null, components: Array<{ kind: LoadBalancerComponentKind, name: string | null, provisioningStatus: string, operatingStatus: LoadBalancerOperatingStatus | null, address: string | null, port: number | null }> }>, coverage: Array<{ state: CoverageState, source: { name: string } }> } | null };

export type WhoDroppedWhatQueryVariables = Exact<{
  instances: Array<DatabaseInstanceRef> | DatabaseInstanceRef;
  window: TimeWindowInput;
  filter?: AuditLogEntryFilter | null | undefined;
  after?: string | null | undefined;
}>;


export type WhoDroppedWhatQuery = { auditLogEntries: { nodes: Array<
      | { collection: string | null, parameters: string | null, occurredAt: string | null, action: string | null, outcome: AuditOutcome, errorCode: string | null, user: string | null, clientIp: string | null, database: string | null, byteOffset: number, file: { name: string } }
      | { statement: string | null, occurredAt: string | null, action: string | null, outcome: AuditOutcome, errorCode: string | null, user: string | null, clientIp: string | null, database: string | null, byteOffset: number, file: { name: string } }
      | { reason: UnreadableRecordReason, raw: string, occurredAt: string | null, action: string | null, outcome: AuditOutcome, errorCode: string | null, user: string | null, clientIp: string | null, database: string | null, byteOffset: number, file: { name: string } }
    >, pageInfo: { hasNextPage: boolean, endCursor: string | null }, scan: { stoppedBy: AuditScanStop, bytesRead: number, recordsRead: number, unreadableCount: number, fileCount: number, filesLeft: number, filesPassed: number, writtenUntil: string | null }, coverage: Array<{ state: CoverageState, source: { name: string }, problem: { code: ErrorCode, message: string } | null }> } | null };

export type HostsQueryVariables = Exact<{
  source: string;
  name: string;
  part?: string | null | undefined;
}>;


export type HostsQuery = { computeHosts: { totalCount: number | null, nodes: Array<{ id: string, sourceName: string, name: string }>, pageInfo: { hasPreviousPage: boolean, startCursor: string | null }, coverage: Array<{ state: CoverageState, source: { name: string } }> } | null, computeHost: { id: string, usageAudits: { nodes: Array<{ state: HostAuditState, message: string | null, period: { endedAt: string } }> } | null } | null };

export type BalancersAndAlertsQueryVariables = Exact<{
  balancerSource: string;
  loadBalancerId: string | number;
}>;


export type BalancersAndAlertsQuery = { loadBalancers: { totalCount: number | null, nodes: Array<{ id: string, sourceName: string, loadBalancerId: string, name: string | null }>, coverage: Array<{ state: CoverageState, source: { name: string } }> } | null, loadBalancerAlerts: { totalCount: number | null, nodes: Array<{ id: string, alertId: string, message: string | null, createdAt: string, loadBalancer: { id: string, loadBalancerId: string } }> } | null, loadBalancer: { id: string, audit: { status: LoadBalancerAuditStatus, updatedAt: string } | null } | null };


export const SourcesDocument = {"__meta__":{"hash":"sha256:5d1eaf0933a7226c872a1052f0a65cd217a4cac7c58569d09273de0e418d03a0"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Sources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"auditSources"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"region"}},{"kind":"Field","name":{"kind":"Name","value":"health"}}]}}]}}]} as unknown as DocumentNode<SourcesQuery, SourcesQueryVariables>;
export const LatestPeriodDocument = {"__meta__":{"hash":"sha256:c6cf0ab6809745f90e66857953b254873f94e47f91f18873a2bc9dd80ad27db5"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LatestPeriod"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"source"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"usageAuditPeriod"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"source"},"value":{"kind":"Variable","name":{"kind":"Name","value":"source"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"beganAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"statusText"}},{"kind":"Field","name":{"kind":"Name","value":"instanceCount"}},{"kind":"Field","name":{"kind":"Name","value":"errorCount"}},{"kind":"Field","name":{"kind":"Name","value":"hostCounts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"total"}},{"kind":"Field","name":{"kind":"Name","value":"done"}},{"kind":"Field","name":{"kind":"Name","value":"running"}},{"kind":"Field","name":{"kind":"Name","value":"notRun"}}]}},{"kind":"Field","name":{"kind":"Name","value":"previous"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"beganAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}}]}}]}}]} as unknown as DocumentNode<LatestPeriodQuery, LatestPeriodQueryVariables>;
export const AYearOfPeriodsDocument = {"__meta__":{"hash":"sha256:07704732e959b0c1fe0cdfb2f8e209a976e6cb768083d7ba58bf56f1e2a952dc"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"AYearOfPeriods"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"12"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"usageAuditPeriods"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"beganAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"hosts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"states"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"NOT_RUN"},{"kind":"EnumValue","value":"OTHER"}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"host"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"coverage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}}]} as unknown as DocumentNode<AYearOfPeriodsQuery, AYearOfPeriodsQueryVariables>;
export const OneHostThroughTimeDocument = {"__meta__":{"hash":"sha256:f0a172fcad5f2f42e007bb3f74dbe1068b2382b92e2d0a44f4c66288656487d0"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"OneHostThroughTime"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"source"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"since"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"usageAuditPeriod"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"source"},"value":{"kind":"Variable","name":{"kind":"Name","value":"source"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"hosts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"2"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"instanceCount"}},{"kind":"Field","name":{"kind":"Name","value":"errorCount"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"host"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"usageAudits"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"from"},"value":{"kind":"Variable","name":{"kind":"Name","value":"since"}}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"period"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endedAt"}}]}}]}}]}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<OneHostThroughTimeQuery, OneHostThroughTimeQueryVariables>;
export const DatabaseInstancesDocument = {"__meta__":{"hash":"sha256:022b28fc878b9593df79cbbf5e3d6f8742823c8a094accab45f11dc94165d4ab"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"DatabaseInstances"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sources"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"nameContains"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"20"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseInstances"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"sources"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sources"}}},{"kind":"Argument","name":{"kind":"Name","value":"nameContains"},"value":{"kind":"Variable","name":{"kind":"Name","value":"nameContains"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sourceName"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"engine"}},{"kind":"Field","name":{"kind":"Name","value":"auditPolicy"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"enabled"}},{"kind":"Field","name":{"kind":"Name","value":"keepDays"}},{"kind":"Field","name":{"kind":"Name","value":"auditTypes"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"coverage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]}}]} as unknown as DocumentNode<DatabaseInstancesQuery, DatabaseInstancesQueryVariables>;
export const FilesOfOneInstanceDocument = {"__meta__":{"hash":"sha256:0ac7bf82eaeaeaa9714d148bba4d88eb83323a69743d07aac7bb79423b3d6e3e"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"FilesOfOneInstance"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"instance"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DatabaseInstanceRef"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"window"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TimeWindowInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"databaseInstance"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ref"},"value":{"kind":"Variable","name":{"kind":"Name","value":"instance"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"auditLogFiles"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"EnumValue","value":"OLDEST_FIRST"}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"sizeBytes"}},{"kind":"Field","name":{"kind":"Name","value":"sizeIsExact"}},{"kind":"Field","name":{"kind":"Name","value":"beganAt"}},{"kind":"Field","name":{"kind":"Name","value":"endedAt"}},{"kind":"Field","name":{"kind":"Name","value":"downloadLink"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<FilesOfOneInstanceQuery, FilesOfOneInstanceQueryVariables>;
export const LargeFilesEverywhereDocument = {"__meta__":{"hash":"sha256:a57b5abadf80ea67631592cbfb6313772797521fa303b3eb71755fa6ce49cc49"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"LargeFilesEverywhere"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"instances"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DatabaseInstanceRef"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"window"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TimeWindowInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AuditLogFileFilter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"auditLogFiles"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"instances"},"value":{"kind":"Variable","name":{"kind":"Name","value":"instances"}}},{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"sizeBytes"}},{"kind":"Field","name":{"kind":"Name","value":"beganAt"}},{"kind":"Field","name":{"kind":"Name","value":"clusterNodeId"}},{"kind":"Field","name":{"kind":"Name","value":"instance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sourceName"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}}]}},{"kind":"Field","name":{"kind":"Name","value":"coverage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"instance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"instanceId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"recordsRead"}}]}}]}}]}}]} as unknown as DocumentNode<LargeFilesEverywhereQuery, LargeFilesEverywhereQueryVariables>;
export const StuckLoadBalancersDocument = {"__meta__":{"hash":"sha256:ce41e2c5ca46c1ef31a52a4fbe29179ecc7669cbc3eb3c39de82373641ed4dfb"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"StuckLoadBalancers"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"notChangedSince"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"loadBalancerAudits"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"changedBefore"},"value":{"kind":"Variable","name":{"kind":"Name","value":"notChangedSince"}}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"EnumValue","value":"OLDEST_FIRST"}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"10"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"loadBalancer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sourceName"}},{"kind":"Field","name":{"kind":"Name","value":"loadBalancerId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"alerts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"statuses"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"UNACKNOWLEDGED"}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"alertId"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"accountId"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}}]}}]}}]}}]}}]} as unknown as DocumentNode<StuckLoadBalancersQuery, StuckLoadBalancersQueryVariables>;
export const TimeLineDocument = {"__meta__":{"hash":"sha256:2cc69f52ecb704e312e24ace7624b017b422c6d22f79162e506361c7984fead8"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"TimeLine"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"window"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TimeWindowInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AuditRecordFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"10"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"auditRecords"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UsageAuditPeriod"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"statusText"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AuditLogFile"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"sizeBytes"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LoadBalancerAudit"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","alias":{"kind":"Name","value":"loadBalancerStatus"},"name":{"kind":"Name","value":"status"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"coverage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]}}]} as unknown as DocumentNode<TimeLineQuery, TimeLineQueryVariables>;
export const RefetchDocument = {"__meta__":{"hash":"sha256:418362831792658b074c762375df1a608b83008121c2321d6bd8910fadaa0cf8"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Refetch"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"ids"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"node"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DatabaseInstance"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sourceName"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"ids"},"value":{"kind":"Variable","name":{"kind":"Name","value":"ids"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]} as unknown as DocumentNode<RefetchQuery, RefetchQueryVariables>;
export const VolumeByDayDocument = {"__meta__":{"hash":"sha256:e672592a04e9fd033a8abff7a5705e022322a6024d447a628a87355969e929b5"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"VolumeByDay"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"window"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TimeWindowInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"timeZone"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"instances"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DatabaseInstanceRef"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"auditLogFileVolume"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}},{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"EnumValue","value":"DAY"}},{"kind":"Argument","name":{"kind":"Name","value":"groupBy"},"value":{"kind":"EnumValue","value":"INSTANCE"}},{"kind":"Argument","name":{"kind":"Name","value":"timeZone"},"value":{"kind":"Variable","name":{"kind":"Name","value":"timeZone"}}},{"kind":"Argument","name":{"kind":"Name","value":"instances"},"value":{"kind":"Variable","name":{"kind":"Name","value":"instances"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"buckets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"instance"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sourceName"}},{"kind":"Field","name":{"kind":"Name","value":"instanceId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"fileCount"}},{"kind":"Field","name":{"kind":"Name","value":"byteCount"}},{"kind":"Field","name":{"kind":"Name","value":"isWhole"}}]}},{"kind":"Field","name":{"kind":"Name","value":"isWhole"}},{"kind":"Field","name":{"kind":"Name","value":"coverage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]}}]} as unknown as DocumentNode<VolumeByDayQuery, VolumeByDayQueryVariables>;
export const WhatWentWrongDocument = {"__meta__":{"hash":"sha256:629765e41c5d054a998f53de136e5342bf174efc3bd84462d45d16f873c7fcaa"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WhatWentWrong"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"window"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TimeWindowInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"auditRecordVolume"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}},{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"EnumValue","value":"DAY"}},{"kind":"Argument","name":{"kind":"Name","value":"groupBy"},"value":{"kind":"EnumValue","value":"KIND"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"buckets"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"recordCount"}},{"kind":"Field","name":{"kind":"Name","value":"isWhole"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"usageAuditSummary"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"byStatus"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"periodCount"}},{"kind":"Field","name":{"kind":"Name","value":"errorCount"}}]}},{"kind":"Field","name":{"kind":"Name","value":"isWhole"}}]}},{"kind":"Field","name":{"kind":"Name","value":"loadBalancerAuditSummary"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"byStatusAndAge"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"age"}},{"kind":"Field","name":{"kind":"Name","value":"balancerCount"}},{"kind":"Field","name":{"kind":"Name","value":"oldestUpdatedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"isWhole"}}]}}]}}]} as unknown as DocumentNode<WhatWentWrongQuery, WhatWentWrongQueryVariables>;
export const WhatIsWrongWithABalancerDocument = {"__meta__":{"hash":"sha256:c696f1093c30e59f486a6558c603d873095dba2cd5a8f8d947cb8f3862de0afa"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WhatIsWrongWithABalancer"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"projectIds"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"operatingStatuses"}},"type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"LoadBalancerOperatingStatus"}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"loadBalancerAudits"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"projectIds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"projectIds"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"operatingStatuses"},"value":{"kind":"Variable","name":{"kind":"Name","value":"operatingStatuses"}}}]}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"EnumValue","value":"NEWEST_FIRST"}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"projectId"}},{"kind":"Field","name":{"kind":"Name","value":"operatingStatus"}},{"kind":"Field","name":{"kind":"Name","value":"provider"}},{"kind":"Field","name":{"kind":"Name","value":"vipAddress"}},{"kind":"Field","name":{"kind":"Name","value":"components"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"provisioningStatus"}},{"kind":"Field","name":{"kind":"Name","value":"operatingStatus"}},{"kind":"Field","name":{"kind":"Name","value":"address"}},{"kind":"Field","name":{"kind":"Name","value":"port"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"coverage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}}]}}]} as unknown as DocumentNode<WhatIsWrongWithABalancerQuery, WhatIsWrongWithABalancerQueryVariables>;
export const WhoDroppedWhatDocument = {"__meta__":{"hash":"sha256:13c5c7462018444ebb62b6e32c076c2b539bc2397bede10ee52acfdfe7665c35"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"WhoDroppedWhat"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"instances"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DatabaseInstanceRef"}}}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"window"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"TimeWindowInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"AuditLogEntryFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"auditLogEntries"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"instances"},"value":{"kind":"Variable","name":{"kind":"Name","value":"instances"}}},{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"20"}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"action"}},{"kind":"Field","name":{"kind":"Name","value":"outcome"}},{"kind":"Field","name":{"kind":"Name","value":"errorCode"}},{"kind":"Field","name":{"kind":"Name","value":"user"}},{"kind":"Field","name":{"kind":"Name","value":"clientIp"}},{"kind":"Field","name":{"kind":"Name","value":"database"}},{"kind":"Field","name":{"kind":"Name","value":"file"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"byteOffset"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SqlAuditEntry"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"statement"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DocumentAuditEntry"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"collection"}},{"kind":"Field","name":{"kind":"Name","value":"parameters"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"UnreadableAuditEntry"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"reason"}},{"kind":"Field","name":{"kind":"Name","value":"raw"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"scan"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"stoppedBy"}},{"kind":"Field","name":{"kind":"Name","value":"bytesRead"}},{"kind":"Field","name":{"kind":"Name","value":"recordsRead"}},{"kind":"Field","name":{"kind":"Name","value":"unreadableCount"}},{"kind":"Field","name":{"kind":"Name","value":"fileCount"}},{"kind":"Field","name":{"kind":"Name","value":"filesLeft"}},{"kind":"Field","name":{"kind":"Name","value":"filesPassed"}},{"kind":"Field","name":{"kind":"Name","value":"writtenUntil"}}]}},{"kind":"Field","name":{"kind":"Name","value":"coverage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"problem"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]}}]}}]} as unknown as DocumentNode<WhoDroppedWhatQuery, WhoDroppedWhatQueryVariables>;
export const HostsDocument = {"__meta__":{"hash":"sha256:d44d5fc696bc1f837df967d8b88a0eaebc506856dd03969f2016e98e57c28e79"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Hosts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"source"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"name"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"part"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"computeHosts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"nameContainsAnyCase"},"value":{"kind":"Variable","name":{"kind":"Name","value":"part"}}},{"kind":"Argument","name":{"kind":"Name","value":"last"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sourceName"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}},{"kind":"Field","name":{"kind":"Name","value":"startCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"coverage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"computeHost"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"source"},"value":{"kind":"Variable","name":{"kind":"Name","value":"source"}}},{"kind":"Argument","name":{"kind":"Name","value":"name"},"value":{"kind":"Variable","name":{"kind":"Name","value":"name"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"usageAudits"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"EnumValue","value":"NEWEST_FIRST"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"state"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"period"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endedAt"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<HostsQuery, HostsQueryVariables>;
export const BalancersAndAlertsDocument = {"__meta__":{"hash":"sha256:10043a64aafea388358741ad6eb279a545096d02b51cb5852aff5a7eef344e3c"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"BalancersAndAlerts"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"balancerSource"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"loadBalancerId"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"loadBalancers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sourceName"}},{"kind":"Field","name":{"kind":"Name","value":"loadBalancerId"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"coverage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"source"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"state"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"loadBalancerAlerts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"statuses"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"UNACKNOWLEDGED"}]}}]}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"alertId"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"loadBalancer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"loadBalancerId"}}]}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"loadBalancer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"source"},"value":{"kind":"Variable","name":{"kind":"Name","value":"balancerSource"}}},{"kind":"Argument","name":{"kind":"Name","value":"loadBalancerId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"loadBalancerId"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"audit"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"updatedAt"}}]}}]}}]}}]} as unknown as DocumentNode<BalancersAndAlertsQuery, BalancersAndAlertsQueryVariables>;