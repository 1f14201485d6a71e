import { callsLeft, type Session } from "../../audit/session.js";
import type { UsageAuditPeriodRecord, UsageAuditReader } from "../../audit/sources.js";
import type { Timeline } from "../../audit/timeline.js";
import { SECOND } from "../../audit/window.js";
import type { Held } from "../../upstream/cache/stores.js";
import { inRounds, once, type Once } from "../../upstream/cache/source-cache.js";
import { type Calendar, calendarOf, endBefore, type NovaClient } from "./client.js";
import { periodTimeline } from "./timeline.js";

type HeldPeriod = Held<UsageAuditPeriodRecord>;

/**
 * One operation's periods. The first question always goes to Nova: Nova cuts all of its history by the setting of the
 * moment, and any answer shows which that is. The other periods may have been kept, if they are cut the same way; so a
 * page never mixes two settings, and one that follows a change of the setting shows the new one.
 */
class PeriodLoader {
  /** What the first answer shows. */
  #shown: Promise<Calendar | undefined> | undefined;

  constructor(
    private readonly client: NovaClient,
    private readonly session: Session,
    /** As it was seen last, by any operation. */
    private readonly calendar: { seen: Calendar | undefined },
  ) {}

  before(time: number): Promise<HeldPeriod> {
    if (this.#shown) return this.#next(time, this.#shown);
    const asked = this.#ask(time);
    this.#shown = asked.then(calendarOf);
    // Whoever waits for it hears of its failure.
    this.#shown.catch(() => undefined);
    return this.#orKept(asked, time);
  }

  async #next(time: number, first: Promise<Calendar | undefined>): Promise<HeldPeriod> {
    const { cache } = this.client;
    const kept = await this.#kept(time);
    if (!kept?.isFresh) return this.#orKept(this.#ask(time), time);
    const { value: shown, problem } = await cache.insteadOf(first, this.calendar.seen, this.session);
    if (problem) return { value: kept.value, problem };
    const { begin, end } = kept.value;
    const fits = shown !== undefined && endBefore(shown, time) === end && endBefore(shown, end) === begin;
    return fits ? { value: kept.value } : this.#orKept(this.#ask(time), time);
  }

  async #ask(time: number): Promise<UsageAuditPeriodRecord> {
    const period = await this.client.periodBefore(time, this.session);
    this.calendar.seen = calendarOf(period) ?? this.calendar.seen;
    return period;
  }

  /** The answer; where Nova fails, the period as it was kept, with the problem. */
  async #orKept(asked: Promise<UsageAuditPeriodRecord>, time: number): Promise<HeldPeriod> {
    asked.catch(() => undefined);
    const kept = await this.#kept(time);
    return kept ? this.client.cache.insteadOf(asked, kept.value, this.session) : { value: await asked };
  }

  async #kept(time: number): ReturnType<NovaClient["keptPeriodBefore"]> {
    const { seen } = this.calendar;
    return seen && this.client.keptPeriodBefore(time, seen, this.session);
  }
}

/** One operation's view of a Nova: each `before` is asked once. */
export class NovaSession implements UsageAuditReader {
  readonly periods: Timeline<UsageAuditPeriodRecord>;
  readonly #periods: Once<number, HeldPeriod>;

  constructor(
    client: NovaClient,
    private readonly session: Session,
    calendar: { seen: Calendar | undefined },
  ) {
    const periods = new PeriodLoader(client, session, calendar);
    this.#periods = once(
      session,
      inRounds((time) => periods.before(time)),
    );
    this.periods = periodTimeline({
      source: client.info,
      load: this.#periods.load,
      calendar,
      now: session.now,
      callsLeft: () => callsLeft(session.calls),
    });
  }

  async periodBefore(time: number): Promise<UsageAuditPeriodRecord> {
    return (await this.#periods.load(Math.min(time, this.session.now))).value;
  }

  async period(begin: number, end: number): Promise<UsageAuditPeriodRecord | null> {
    const { value: period } = await this.#periods.load(end + SECOND);
    return period.begin === begin && period.end === end ? period : null;
  }
}
