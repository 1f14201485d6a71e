import { mappedTimeline } from "./mapped-timeline.js";
import type { AuditRecord } from "./record.js";
import { snapshotTimeline } from "./snapshot-timeline.js";
import type { Timeline } from "./timeline.js";
import type { HostAuditState, HostUsage, UsageAuditPeriodRecord } from "./usage-audit.js";
import type { TimeWindow } from "./window.js";

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
