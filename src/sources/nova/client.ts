import { z } from "zod";
import type { SourceInfo } from "../../audit/record.js";
import type { Session } from "../../audit/session.js";
import type { UsageAuditPeriodRecord } from "../../audit/sources.js";
import { DAY, HOUR, MINUTE, SECOND } from "../../audit/window.js";
import type { Codec, Lifetime } from "../../upstream/cache/stores.js";
import type { Found, SourceCache } from "../../upstream/cache/source-cache.js";
import type { UpstreamClient } from "../../upstream/client.js";
import { sourceLacksCall, sourceUnavailable } from "../../upstream/failures.js";
import { classifyByStatus, fault, type FaultClassifier, faultFacts } from "../../upstream/faults.js";
import type { JsonAnswer } from "../../upstream/messages.js";
import type { CallKey } from "../../upstream/options.js";
import { toPeriod } from "./mapping.js";
import { formatStamp } from "./wire.js";

/** How a Nova cuts its history: instance_usage_audit_period, which no answer names but every answer shows. */
export interface Calendar {
  readonly unit: "hour" | "day" | "month" | "year";
  /** Any one period's end, milliseconds since the epoch; it carries the offset. */
  readonly anchor: number;
}

/** The calendar that one period shows, or undefined where its length is none of the four. */
export const calendarOf = ({ begin, end }: { readonly begin: number; readonly end: number }): Calendar | undefined => {
  const length = end - begin;
  if (length === HOUR) return { unit: "hour", anchor: end };
  if (length === DAY) return { unit: "day", anchor: end };
  if (shift({ unit: "month", anchor: end }, -1) === begin) return { unit: "month", anchor: end };
  if (shift({ unit: "year", anchor: end }, -1) === begin) return { unit: "year", anchor: end };
  return undefined;
};

/** The end that stands `steps` periods after the anchor (before it, when negative). */
export const shift = ({ unit, anchor }: Calendar, steps: number): number => {
  if (unit === "hour") return anchor + steps * HOUR;
  if (unit === "day") return anchor + steps * DAY;
  const time = new Date(anchor);
  time.setUTCMonth(time.getUTCMonth() + steps * (unit === "month" ? 1 : 12));
  return time.getTime();
};

const MEAN_LENGTH = { hour: HOUR, day: DAY, month: 30.436875 * DAY, year: 365.2425 * DAY } as const;

/** The last end strictly before a time: what Nova answers with for `before`. */
export const endBefore = (calendar: Calendar, time: number): number => {
  // The mean is off by a step or two for months and years; the two loops make it right.
  let steps = Math.floor((time - calendar.anchor) / MEAN_LENGTH[calendar.unit]);
  while (shift(calendar, steps + 1) < time) steps += 1;
  while (shift(calendar, steps) >= time) steps -= 1;
  return shift(calendar, steps);
};

/**
 * How long a period is believed. One whose hosts are all done does not change any more; a running one changes by the
 * second; one with hosts that did not run may be run by hand.
 */
const lifetimeOf = ({ status }: Pick<UsageAuditPeriodRecord, "status">): Lifetime => {
  if (status === "RUNNING") return { freshMs: 5 * SECOND, staleMs: DAY };
  const isDone = status === "DONE" || status === "DONE_WITH_ERRORS";
  return { freshMs: isDone ? DAY : MINUTE, staleMs: DAY };
};

const keptAnswer = z.object({ body: z.unknown(), receivedAt: z.number(), requestId: z.string().optional() });

/** An answer that was kept as JSON. Throws for anything else; its body is for the source's own validator. */
const storedAnswer = (kept: unknown): JsonAnswer => {
  const { body, receivedAt, requestId } = keptAnswer.parse(kept);
  return { body, receivedAt, requestId };
};

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

/**
 * Nova and its authentication middleware (upstreams: nova-keystone.md, 7). Their bodies have one key of varying name,
 * or are HTML, and say nothing that the status does not say, with one exception.
 *
 * - 401 is the same for an expired, a revoked and an unknown token, and may alternate with 200 for a revoked one.
 * - 404 and 300 come from the router: nothing is looked up by name here, so the endpoint or its version is wrong.
 * - 503 also means that Nova cannot reach Keystone; the token is not to blame.
 * - 500 with a Python TypeError or ValueError is one period that Nova cannot add up, or a period setting that does not
 *   exist in every month: the same request fails again.
 */
export const classifyNova: FaultClassifier = (response) => {
  const { source, status, text } = response;
  if (status === 404 || status === 300) return fault(sourceLacksCall(source, faultFacts(response)));
  if (status === 500 && /<class '(?:TypeError|ValueError)'>/.test(text)) {
    return fault(
      sourceUnavailable(source, { ...faultFacts(response, "HTTP 500, a fault of its own data"), retryable: false }),
    );
  }
  return classifyByStatus(response);
};
