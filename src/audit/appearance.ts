import { IDENTITY_BYTES, STATE_BYTES } from "./news-token.js";
import type { AuditRecord, RecordKey } from "./record.js";
import { sha256Hex } from "./seal.js";
import type { LoadBalancerAuditRecord } from "./load-balancers.js";
import type { AuditLogFileRecord, UsageAuditPeriodRecord } from "./sources.js";
import type { Timeline } from "./timeline.js";
import { DAY } from "./window.js";

/** The records whose news can be told. */
export type NewsRecord = UsageAuditPeriodRecord | AuditLogFileRecord | LoadBalancerAuditRecord;

/** A record in the state in which a list shows it. Its key's time is when its source can have listed it first. */
export interface Appearance<R extends NewsRecord = NewsRecord> extends AuditRecord {
  readonly record: R;
  /** Digest of which record it is. */
  readonly identity: number;
  /** Digest of what it says: another one is another appearance. 0 for a record that never changes. */
  readonly state: number;
}

const digest = (value: unknown, bytes: number): number =>
  Number.parseInt(sha256Hex(JSON.stringify(value)).slice(0, 2 * bytes), 16);

/**
 * A file is listed when it ends, and does not change after that. A period changes for as long as hosts report. A balancer
 * stands in its report by its last change: the same balancer later is the same record in another state.
 */
const facetsOf = (
  record: NewsRecord,
): { readonly visibleAt: number; readonly identity: unknown; readonly state: unknown } => {
  const { time, source, instance, id } = record.key;
  if ("upstreamId" in record) {
    return { visibleAt: Math.max(time, record.end), identity: [source, instance, id, time], state: null };
  }
  if ("hostCounts" in record) {
    const { status, statusText, hosts, totalErrors } = record;
    return { visibleAt: time, identity: [source, id], state: [time, status, statusText, totalErrors, hosts] };
  }
  return { visibleAt: time, identity: [source, id], state: [time, record.status] };
};

export const appearanceOf = <R extends NewsRecord>(record: R): Appearance<R> => {
  const { visibleAt, identity, state } = facetsOf(record);
  const key: RecordKey = { ...record.key, time: visibleAt };
  return {
    key,
    source: record.source,
    fetchedAt: record.fetchedAt,
    record,
    identity: digest(identity, IDENTITY_BYTES),
    state: state === null ? 0 : digest([identity, state], STATE_BYTES),
  };
};

/** What is known of when a timeline's records become visible. */
interface Lateness {
  /** How long before it becomes visible a record's own time may be, milliseconds. */
  readonly reach: number;
  /** So many of the newest are looked at, however long ago they became visible. */
  readonly least: number;
}

/** A file is listed when it ends, a day after it begins at the latest. */
const OF_FILES: Lateness = { reach: DAY, least: 0 };
/** The last period may be run by hand weeks later; and a load balancer's report is read whole, whatever is asked of it. */
const OF_PERIODS: Lateness = { reach: 0, least: 2 };
const OF_REPORTS: Lateness = { reach: 0, least: 200 };

export const latenessOf = ({ source, instance }: Pick<Timeline<never>, "source" | "instance">): Lateness => {
  if (instance !== undefined) return OF_FILES;
  return source.kind === "NOVA" ? OF_PERIODS : OF_REPORTS;
};
