import type { AuditRecord } from "./record.js";
import type { Session } from "./session.js";
import type { SourceInfo } from "./source.js";
import type { Timeline } from "./timeline.js";

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

/** What is judged on each file. minSizeBytes and nameContains cannot be asked of any source; nodeIds only of some. */
export interface LogFileFilter {
  readonly minSizeBytes?: number;
  readonly nameContains?: string;
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
  /** All known instances, by id: those of the configuration, else the service's instance list. */
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
}

export interface DatabaseSource {
  readonly subject: "database";
  readonly info: SourceInfo;
  open(session: Session): DatabaseReader;
}

/** Instance ids go into URLs: letters, digits, - and _ only, whatever the suffix (in01, in07 are hints, not a rule). */
export const isInstanceId = (text: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(text);
