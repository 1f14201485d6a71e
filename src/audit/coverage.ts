import type { AuditError } from "./errors.js";
import type { SourceInfo } from "./record.js";
import type { Chunk, ReadRequest, Timeline } from "./timeline.js";
import type { TimeWindow } from "./window.js";

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
