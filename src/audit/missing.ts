import type { Coverage, CoverageTracker } from "./coverage.js";
import { encodeCursor } from "./cursor.js";
import { AuditError } from "./errors.js";
import { behindKey, beyondKey, type Gap, groupsOf, isOf, nameOf, summedUp, united, within } from "./gaps.js";
import type { PagePlan } from "./page-plan.js";
import type { AuditRecord, RecordKey } from "./record.js";
import { gapTimeline, type Timeline } from "./timeline.js";
import type { TimeWindow } from "./window.js";

/** One timeline of a page, with the parts of it that the page is to show. */
interface Part<R extends AuditRecord> {
  readonly timeline: Timeline<R>;
  readonly sought: readonly Gap[];
  /** Those of a refill that were read to their end. */
  readonly read: Set<Gap>;
  unread: readonly Gap[];
}

const unreadEarlier = ({ name }: Coverage["source"]): AuditError =>
  new AuditError("UPSTREAM_UNAVAILABLE", `Source "${name}" could not be read earlier in this walk; refill shows it.`, {
    source: name,
    retryable: true,
  });

/**
 * What a walk has not shown, as one page knows it: what its cursor carries, and what the page could not read itself. The
 * cursors of the page carry it on. A gap ends where the page's cursor stands, and later pages begin there: so what a
 * refill shows is shown by no page.
 */
export class Missing<R extends AuditRecord> {
  readonly #parts: readonly Part<R>[];

  constructor(
    private readonly plan: PagePlan,
    /** What the page reads of the list. */
    window: TimeWindow,
    private readonly opened: readonly Timeline<R>[],
  ) {
    const { refill, start, readOrder } = plan;
    this.#parts = opened.flatMap((timeline) => {
      const { source, instance = null } = timeline;
      const whole: Gap = { source: source.name, instance, ...window };
      if (!refill)
        return [
          { timeline, sought: start ? beyondKey(whole, start, readOrder) : [whole], read: new Set(), unread: [] },
        ];
      const own = refill.gaps.filter((gap) => isOf(gap, timeline));
      const named = own.map((gap) => ({ ...gap, source: source.name, instance: instance ?? gap.instance }));
      const sought = united(named).flatMap((gap) => within(gap, plan.window));
      return sought.length > 0 ? [{ timeline, sought, read: new Set(), unread: [] }] : [];
    });
  }

  /** What is to be read. */
  get timelines(): readonly Timeline<R>[] {
    if (!this.plan.refill) return this.opened;
    return this.#parts.map(({ timeline, sought, read }) => gapTimeline(timeline, sought, (gap) => read.add(gap)));
  }

  /** The page was read, by one of these for each timeline. */
  took(trackers: readonly CoverageTracker[]): void {
    for (const [i, part] of this.#parts.entries()) {
      const spans = trackers[i]?.unread ?? [];
      const rest = part.sought.filter((gap) => !part.read.has(gap));
      part.unread = spans.flatMap((span) => rest.flatMap((gap) => within(gap, span)));
    }
  }

  /** Does any of it lie beyond the key? */
  isBeyond(key: RecordKey): boolean {
    return this.#unread.some((gap) => beyondKey(gap, key, this.plan.readOrder).length > 0);
  }

  /** What is missing where a page ends at the key; undefined where it came no further than it began. */
  upTo(key: RecordKey | undefined): readonly Gap[] {
    const { carried, refill, readOrder } = this.plan;
    if (!key) return refill?.gaps ?? carried;
    const behind = this.#unread.flatMap((gap) => behindKey(gap, key, readOrder));
    if (!refill) return united([...carried, ...behind]);
    const beyond = this.#parts.flatMap(({ sought }) => sought.flatMap((gap) => beyondKey(gap, key, readOrder)));
    return united([...behind, ...beyond]);
  }

  /** The cursor of a place in the page, with what is missing there. */
  cursorAt(key: RecordKey, gaps: readonly Gap[]): string {
    const { window, binding, refill } = this.plan;
    const place = { frozenTo: window.to, key: refill?.key ?? key };
    return encodeCursor(gaps.length === 0 ? place : { ...place, gaps: summedUp(gaps, this.opened) }, binding);
  }

  /** The coverage of the timelines that were read, each with what is missing of it. */
  toldIn(coverage: readonly Coverage[], gaps: readonly Gap[]): readonly Coverage[] {
    if (gaps.length === 0) return coverage;
    const spansOf = (own: readonly Gap[]): readonly TimeWindow[] => own.map(({ from, to }) => ({ from, to }));
    // Of thousands of instances each may have a gap of its own.
    const byName = groupsOf(gaps, nameOf);
    const names = coverage.map(({ source, instance }) => nameOf({ source: source.name, instance }));
    const told = coverage.map((each, i) => {
      const own = byName.get(names[i] ?? "");
      return own ? { ...each, missing: spansOf(own) } : each;
    });
    // What is known of a source alone, or of an instance that stands for itself no longer.
    for (const name of names) byName.delete(name);
    const rest = [...byName.values()].flat();
    const infos = new Map(this.opened.map(({ source }) => [source.name, source]));
    const more = [...infos.values()].flatMap((source) => {
      const own = rest.filter((gap) => gap.source === "" || gap.source === source.name);
      const byInstance = groupsOf(own, ({ instance }) => JSON.stringify(instance));
      return [...byInstance.values()].map((some): Coverage => {
        const { instance = null } = some[0] ?? {};
        const missing = spansOf(some);
        return { source, instance, state: "FAILED", recordsRead: 0, problem: unreadEarlier(source), missing };
      });
    });
    return [...told, ...more];
  }

  get #unread(): readonly Gap[] {
    return this.#parts.flatMap(({ unread }) => unread);
  }
}
