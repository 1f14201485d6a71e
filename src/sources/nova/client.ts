import type { Session } from "../../audit/session.js";
import type { SourceInfo } from "../../audit/source.js";
import type { UsageAuditPeriodRecord } from "../../audit/usage-audit.js";
import type { CallKey } from "../../upstream/cache/cache-key.js";
import type { Codec } from "../../upstream/cache/codec.js";
import type { Found, SourceCache } from "../../upstream/cache/source-cache.js";
import { storedAnswer } from "../../upstream/cache/stored-answer.js";
import type { JsonAnswer, UpstreamClient } from "../../upstream/upstream-client.js";
import { type Calendar, calendarOf, endBefore } from "./calendar.js";
import { toPeriod } from "./mapping.js";
import { lifetimeOf } from "./period-lifetime.js";
import { formatStamp } from "./wire-time.js";

const keyOf = (unit: string, end: number): CallKey => ["NOVA", "period", unit, end];

/** Characters of what Nova tells of a period, and of one of its hosts. */
const PERIOD_SIZE = 500;
const HOST_SIZE = 200;

/** A period with the answer that told it, which is what is stored. */
interface KeptPeriod {
  readonly answer: JsonAnswer;
  readonly period: UsageAuditPeriodRecord;
}

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
      const { answer, period } = await this.upstream.json(request, shared, (told) => ({
        answer: told,
        period: toPeriod(told, this.info),
      }));
      const calendar = calendarOf(period);
      const kept = { ...lifetimeOf(period), readAt: shared.now };
      if (calendar) {
        const { unit } = calendar;
        this.cache.keep(keyOf(unit, period.end), this.#codec(unit, period.end), { answer, period }, kept, shared);
      }
      return period;
    });
  }

  /** The same period by a calendar, as it was answered before. Whether the calendar still holds is for the reader to know. */
  async keptPeriodBefore(
    time: number,
    calendar: Calendar,
    session: Session,
  ): Promise<Found<UsageAuditPeriodRecord> | undefined> {
    const end = endBefore(calendar, time);
    const found = await this.cache.find(keyOf(calendar.unit, end), this.#codec(calendar.unit, end), session);
    return found && { ...found, value: found.value.period };
  }

  #codec(unit: string, end: number): Codec<KeptPeriod> {
    return {
      encode: ({ answer }) => answer,
      decode: (kept) => {
        const answer = storedAnswer(kept);
        const period = toPeriod(answer, this.info);
        if (period.end !== end || calendarOf(period)?.unit !== unit) throw new Error("another period");
        return { answer, period };
      },
      size: ({ period }) => PERIOD_SIZE + HOST_SIZE * period.hosts.length,
    };
  }
}
