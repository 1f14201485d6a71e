import { AuditError } from "./errors.js";
import type { AuditRecord, RecordKey, SourceInfo } from "./record.js";
import { type Chunk, gapTimeline, type ReadRequest, type Timeline } from "./timeline.js";
import type { TimeWindow } from "./window.js";
import { encodeCursor } from "./cursor.js";
import { behindKey, beyondKey, type Gap, isOf, summedUp, united, within } from "./gaps.js";
import type { PagePlan } from "./page-plan.js";

export const CoverageState = {
  COMPLETE: "COMPLETE",
  CHANGED_WHILE_READING: "CHANGED_WHILE_READING",
  FAILED: "FAILED",
  SKIPPED: "SKIPPED",
} as const;
export type CoverageState = (typeof CoverageState)[keyof typeof CoverageState];

/** How much of one source (and, for log files, one instance) is in an answer. */
export interface Coverage {
  readonly source: SourceInfo;
  readonly instance: string | null;
  readonly state: CoverageState;
  readonly recordsRead: number;
  readonly problem: AuditError | null;
  /** What the walk has not shown of it so far, earlier pages included: half-open spans of time. Absent: nothing is missing. */
  readonly missing?: readonly TimeWindow[];
}

/** Watches one timeline while an answer is made, and tells how much of it is in the answer. */
export class CoverageTracker {
  #recordsRead = 0;
  #reanchored = false;
  #problem: AuditError | null = null;
  #isFailed = false;
  /** How far it was read, and what of that was not read well. */
  #edge: number;
  readonly #bad: TimeWindow[] = [];

  constructor(
    private readonly timeline: Pick<Timeline<never>, "source" | "instance">,
    private readonly request: Pick<ReadRequest, "window" | "order">,
  ) {
    const { window, order } = request;
    this.#edge = order === "OLDEST_FIRST" ? window.from : window.to;
  }

  took(chunk: Chunk<unknown>): void {
    this.#recordsRead += chunk.records.length;
    this.#reanchored ||= chunk.reanchored ?? false;
    this.#problem ??= chunk.problem ?? null;
    if (chunk.problem) this.#misses(chunk.through);
    this.#edge = chunk.through;
  }

  /** Nothing more of it can be read. */
  failed(error: AuditError): void {
    this.#problem ??= error;
    this.#isFailed = true;
  }

  /** The page ends where it stopped: nothing is missing, for the next page goes on from there. */
  stopped(error: AuditError): void {
    this.#problem ??= error;
  }

  /** The parts of the window that were not read, or not well. */
  get unread(): readonly TimeWindow[] {
    if (!this.#isFailed) return this.#bad;
    const { window, order } = this.request;
    const rest = order === "OLDEST_FIRST" ? { from: this.#edge, to: window.to } : { from: window.from, to: this.#edge };
    return rest.from < rest.to ? [...this.#bad, rest] : this.#bad;
  }

  #misses(through: number): void {
    const [from, to] = [Math.min(this.#edge, through), Math.max(this.#edge, through)];
    if (from < to) this.#bad.push({ from, to });
  }

  get coverage(): Coverage {
    const state = this.#problem ? "FAILED" : this.#reanchored ? "CHANGED_WHILE_READING" : "COMPLETE";
    const { source, instance } = this.timeline;
    return { source, instance: instance ?? null, state, recordsRead: this.#recordsRead, problem: this.#problem };
  }
}

/** A source that was not asked, since the caller may not see it. */
export const skipped = (source: SourceInfo, reason: AuditError): Coverage => ({
  source,
  instance: null,
  state: "SKIPPED",
  recordsRead: 0,
  problem: reason,
});

export const isComplete = (coverage: readonly Coverage[]): boolean =>
  coverage.every(({ state }) => state === "COMPLETE");

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
    const isTold = (gap: Gap, { source, instance }: Coverage): boolean =>
      gap.source === source.name && gap.instance === instance;
    const spansOf = (own: readonly Gap[]): readonly TimeWindow[] => own.map(({ from, to }) => ({ from, to }));
    const told = coverage.map((each) => {
      const own = gaps.filter((gap) => isTold(gap, each));
      return own.length > 0 ? { ...each, missing: spansOf(own) } : each;
    });
    // What is known of a source alone, or of an instance that stands for itself no longer.
    const rest = gaps.filter((gap) => !coverage.some((each) => isTold(gap, each)));
    const infos = new Map(this.opened.map(({ source }) => [source.name, source]));
    const more = [...infos.values()].flatMap((source) => {
      const own = rest.filter((gap) => gap.source === "" || gap.source === source.name);
      const instances = new Set(own.map(({ instance }) => instance));
      return [...instances].map((instance): Coverage => {
        const missing = spansOf(own.filter((gap) => gap.instance === instance));
        return { source, instance, state: "FAILED", recordsRead: 0, problem: unreadEarlier(source), missing };
      });
    });
    return [...told, ...more];
  }

  get #unread(): readonly Gap[] {
    return this.#parts.flatMap(({ unread }) => unread);
  }
}
