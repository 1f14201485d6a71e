import type { Coverage, CoverageTracker } from "./coverage.js";
import { encodeCursor } from "./cursor.js";
import { AuditError } from "./errors.js";
import {
  behindKey,
  beyondKey,
  type Gap,
  groupsOf,
  isOf,
  MOST_GAPS,
  nameOf,
  spansOf,
  summedUp,
  united,
  within,
} from "./gaps.js";
import { mapInTurns } from "./in-turns.js";
import type { PagePlan } from "./page-plan.js";
import type { AuditRecord, RecordKey, SourceInfo } from "./record.js";
import { gapTimeline, type Timeline } from "./timeline.js";
import type { TimeWindow } from "./window.js";

/** One timeline of a page, with the parts of it that the page is to show. */
interface Part {
  readonly source: SourceInfo;
  readonly sought: readonly Gap[];
  readonly unread: readonly Gap[];
}

/** A timeline of a refill. */
interface Refilled<R extends AuditRecord> {
  readonly timeline: Timeline<R>;
  readonly sought: readonly Gap[];
  /** Those that were read to their end. */
  readonly read: Set<Gap>;
}

/** Parts that miss the same: any more of them change nothing in a cursor. */
const ENOUGH = MOST_GAPS + 1;

/** Those of one source, with those together that miss the same. */
interface PartsOfSource {
  /** They are all that the page has of the source, and it tells them apart; and the walk missed nothing else of it before. */
  readonly isWhole: boolean;
  readonly alike: readonly (readonly [Part, ...Part[]])[];
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
  readonly #refilled: readonly Refilled<R>[];
  /** Of all timelines of a refill; otherwise of those that were not read well. */
  #parts: readonly Part[] = [];
  #alike: readonly PartsOfSource[] | undefined;

  constructor(
    private readonly plan: PagePlan,
    /** What the page reads of the list. */
    private readonly window: TimeWindow,
    private readonly opened: readonly Timeline<R>[],
  ) {
    const { refill } = plan;
    this.#refilled = !refill
      ? []
      : opened.flatMap((timeline) => {
          const { source, instance = null } = timeline;
          const own = refill.gaps.filter((gap) => isOf(gap, timeline));
          const named = own.map((gap) => ({ ...gap, source: source.name, instance: instance ?? gap.instance }));
          const sought = united(named).flatMap((gap) => within(gap, plan.window));
          return sought.length > 0 ? [{ timeline, sought, read: new Set() }] : [];
        });
  }

  /** What is to be read. */
  get timelines(): readonly Timeline<R>[] {
    if (!this.plan.refill) return this.opened;
    return this.#refilled.map(({ timeline, sought, read }) => gapTimeline(timeline, sought, (gap) => read.add(gap)));
  }

  /** The page was read, by one of these for each timeline. */
  took(trackers: readonly CoverageTracker[]): void {
    const { refill, start, readOrder } = this.plan;
    const unreadOf = (sought: readonly Gap[], spans: readonly TimeWindow[]): readonly Gap[] =>
      spans.flatMap((span) => sought.flatMap((gap) => within(gap, span)));
    this.#parts = refill
      ? this.#refilled.map(({ timeline: { source }, sought, read }, i) => {
          const rest = sought.filter((gap) => !read.has(gap));
          return { source, sought, unread: unreadOf(rest, trackers[i]?.unread ?? []) };
        })
      : this.opened.flatMap(({ source, instance = null }, i) => {
          const spans = trackers[i]?.unread ?? [];
          if (spans.length === 0) return [];
          const whole: Gap = { source: source.name, instance, ...this.window };
          const unread = unreadOf(start ? beyondKey(whole, start, readOrder) : [whole], spans);
          return unread.length > 0 ? [{ source, sought: [], unread }] : [];
        });
  }

  /** Does any of it lie beyond the key? */
  isBeyond(key: RecordKey): boolean {
    const { readOrder } = this.plan;
    return this.#parts.some(({ unread }) => unread.some((gap) => beyondKey(gap, key, readOrder).length > 0));
  }

  /** What is missing where a page ends at the key; undefined where it came no further than it began. */
  upTo(key: RecordKey | undefined): readonly Gap[] {
    const { carried, refill } = this.plan;
    if (!key) return refill?.gaps ?? carried;
    return united([...carried, ...this.#parts.flatMap((part) => this.#upTo(key, part))]);
  }

  #upTo(key: RecordKey, { sought, unread }: Part): readonly Gap[] {
    const { refill, readOrder } = this.plan;
    const behind = unread.flatMap((gap) => behindKey(gap, key, readOrder));
    return refill ? [...behind, ...sought.flatMap((gap) => beyondKey(gap, key, readOrder))] : behind;
  }

  /** The cursor of a place in the page, with what is missing where the page ends at `end`. */
  cursorAt(key: RecordKey, end: RecordKey | undefined): string {
    const { window, binding, refill } = this.plan;
    const place = { frozenTo: window.to, key: refill?.key ?? key };
    const gaps = this.#inShort(end);
    return encodeCursor(gaps.length === 0 ? place : { ...place, gaps: summedUp(gaps, this.opened) }, binding);
  }

  /**
   * As much of it as makes a difference to a cursor, which each record of the page has. Timelines of a source that miss the
   * same are cut alike, and more of them than a cursor has room for are summed up, however many there are.
   */
  #inShort(end: RecordKey | undefined): readonly Gap[] {
    if (!end || this.#parts.length <= ENOUGH) return this.upTo(end);
    const gaps = (this.#alike ??= this.#groups()).flatMap(({ isWhole, alike }) => {
      const cuts = alike.map(([first]) => united(this.#upTo(end, first)));
      const [cut = []] = cuts;
      if (isWhole && cuts.every((other) => spansOf(other) === spansOf(cut)))
        return cut.map((gap) => ({ ...gap, instance: null }));
      return alike.flatMap((parts) => parts.slice(0, ENOUGH).flatMap((part) => this.#upTo(end, part)));
    });
    return united([...this.plan.carried, ...gaps]);
  }

  #groups(): readonly PartsOfSource[] {
    const { carried } = this.plan;
    const bySource = groupsOf(this.#parts, ({ source }) => source.name);
    return [...bySource].map(([name, own]) => {
      const opened = this.opened.filter(({ source }) => source.name === name);
      const isWhole =
        own.length > 1 &&
        own.length === opened.length &&
        opened.every(({ instance }) => instance !== undefined) &&
        !carried.some(({ source }) => source === name);
      const alike = groupsOf(own, ({ sought, unread }) => `${spansOf(sought)} ${spansOf(unread)}`);
      return { isWhole, alike: [...alike.values()] };
    });
  }

  /** The coverage of the timelines that were read, each with what is missing of it. */
  async toldIn(coverage: readonly Coverage[], gaps: readonly Gap[]): Promise<readonly Coverage[]> {
    const told = (own: readonly Gap[]): readonly TimeWindow[] => own.map(({ from, to }) => ({ from, to }));
    // Of thousands of instances each may have a gap of its own.
    const byName = groupsOf(gaps, nameOf);
    const names = new Set<string>();
    const read = await mapInTurns(coverage, this.plan.turn, (each): Coverage => {
      const { source, instance, state, recordsRead, problem } = each;
      const name = nameOf({ source: source.name, instance });
      names.add(name);
      const own = byName.get(name);
      return own ? { source, instance, state, recordsRead, problem, missing: told(own) } : each;
    });
    // What is known of a source alone, or of an instance that stands for itself no longer.
    const rest = [...byName].flatMap(([name, own]) => (names.has(name) ? [] : own));
    const infos = new Map(this.opened.map(({ source }) => [source.name, source]));
    const more = [...infos.values()].flatMap((source) => {
      const own = rest.filter((gap) => gap.source === "" || gap.source === source.name);
      const byInstance = groupsOf(own, ({ instance }) => JSON.stringify(instance));
      return [...byInstance.values()].map((some): Coverage => {
        const [{ instance }] = some;
        const missing = told(some);
        return { source, instance, state: "FAILED", recordsRead: 0, problem: unreadEarlier(source), missing };
      });
    });
    return [...read, ...more];
  }
}
