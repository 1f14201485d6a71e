import { AuditError, internalError } from "./errors.js";
import type { SourceInfo } from "./record.js";
import type { Chunk, Timeline } from "./timeline.js";

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
}

/** Anything thrown while a source is read, as an AuditError: unexpected errors keep their cause for the log and say nothing outside. */
export const asAuditError = (thrown: unknown): AuditError =>
  thrown instanceof AuditError ? thrown : internalError(thrown);

/** Watches one timeline while an answer is made, and tells how much of it is in the answer. */
export class CoverageTracker {
  #recordsRead = 0;
  #reanchored = false;
  #problem: AuditError | null = null;

  constructor(private readonly timeline: Pick<Timeline<never>, "source" | "instance">) {}

  took(chunk: Chunk<unknown>): void {
    this.#recordsRead += chunk.records.length;
    this.#reanchored ||= chunk.reanchored ?? false;
    this.#problem ??= chunk.problem ?? null;
  }

  failed(error: AuditError): void {
    this.#problem ??= error;
  }

  report(): Coverage {
    const state = this.#problem ? "FAILED" : this.#reanchored ? "CHANGED_WHILE_READING" : "COMPLETE";
    const { source, instance } = this.timeline;
    return { source, instance: instance ?? null, state, recordsRead: this.#recordsRead, problem: this.#problem };
  }
}

/** A source that was not asked: no permission, or filtered out. */
export const skipped = (source: SourceInfo, reason: AuditError): Coverage => ({
  source,
  instance: null,
  state: "SKIPPED",
  recordsRead: 0,
  problem: reason,
});

export const isComplete = (coverage: readonly Coverage[]): boolean =>
  coverage.every(({ state }) => state === "COMPLETE");
