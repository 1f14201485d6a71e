import DataLoader from "dataloader";
import { callsLeft } from "../../audit/calls-spent.js";
import { CountedCache } from "../../audit/counted-cache.js";
import type { Session } from "../../audit/session.js";
import type { Timeline } from "../../audit/timeline.js";
import type { UsageAuditPeriodRecord, UsageAuditReader } from "../../audit/usage-audit.js";
import { SECOND } from "../../audit/window.js";
import type { Held } from "../../upstream/cache/held.js";
import type { Calendar } from "./calendar.js";
import type { NovaClient } from "./client.js";
import { PeriodLoader } from "./period-loader.js";
import { periodTimeline } from "./timeline.js";

/** One operation's view of a Nova: each `before` is asked once. */
export class NovaSession implements UsageAuditReader {
  readonly periods: Timeline<UsageAuditPeriodRecord>;
  readonly #periods: DataLoader<number, Held<UsageAuditPeriodRecord>>;

  constructor(
    client: NovaClient,
    private readonly session: Session,
    calendar: { seen: Calendar | undefined },
  ) {
    const periods = new PeriodLoader(client, session, calendar);
    this.#periods = new DataLoader(
      (times) => Promise.all(times.map((time) => periods.before(time).catch((error: unknown) => error as Error))),
      { cacheMap: new CountedCache(session) },
    );
    this.periods = periodTimeline({
      source: client.info,
      load: (before) => this.#periods.load(before),
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
