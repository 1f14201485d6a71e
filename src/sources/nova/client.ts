import type { Session } from "../../audit/session.js";
import type { SourceInfo } from "../../audit/source.js";
import type { UsageAuditPeriodRecord } from "../../audit/usage-audit.js";
import type { CallKey } from "../../upstream/cache/cache-key.js";
import type { Found, SourceCache } from "../../upstream/cache/source-cache.js";
import { storedAnswer } from "../../upstream/cache/stored-answer.js";
import type { UpstreamClient } from "../../upstream/upstream-client.js";
import { type Calendar, calendarOf, endBefore } from "./calendar.js";
import { toPeriod } from "./mapping.js";
import { lifetimeOf } from "./period-lifetime.js";
import { formatStamp } from "./wire-time.js";

const keyOf = (unit: string, end: number): CallKey => ["NOVA", "period", unit, end];

/** Nova's usage audit calls. Throws AuditError. */
export class NovaClient {
  constructor(
    readonly info: SourceInfo,
    private readonly upstream: UpstreamClient,
  ) {}

  get cache(): SourceCache {
    return this.upstream.cache;
  }

  /**
   * The last period whose end is strictly before the given time, milliseconds since the epoch. Nova always has one, if
   * only an empty one. Never older than the question; what it answers is kept, under the unit and the end that it shows.
   */
  periodBefore(time: number, session: Session): Promise<UsageAuditPeriodRecord> {
    const before = formatStamp(time);
    return this.cache.share(["NOVA", "before", before], session, async (shared) => {
      const request = {
        operation: "showUsageAudit",
        template: "/os-instance_usage_audit_log/{before}",
        path: ["os-instance_usage_audit_log", before],
      };
      const answer = await this.upstream.json(request, shared);
      const period = toPeriod(answer, this.info);
      const calendar = calendarOf(period);
      const entry = { ...lifetimeOf(period), readAt: shared.now };
      if (calendar) this.cache.keep(keyOf(calendar.unit, period.end), answer, entry, shared);
      return period;
    });
  }

  /** The same period by a calendar, as it was answered before. Whether the calendar still holds is for the reader to know. */
  keptPeriodBefore(
    time: number,
    calendar: Calendar,
    session: Session,
  ): Promise<Found<UsageAuditPeriodRecord> | undefined> {
    const end = endBefore(calendar, time);
    const decode = (kept: unknown): UsageAuditPeriodRecord => {
      const period = toPeriod(storedAnswer(kept), this.info);
      if (period.end !== end || calendarOf(period)?.unit !== calendar.unit) throw new Error("another period");
      return period;
    };
    return this.cache.find(keyOf(calendar.unit, end), decode, session);
  }
}
