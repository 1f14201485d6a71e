import { setMaxListeners } from "node:events";
import { AuditError } from "../../../src/audit/errors.js";
import type { AuditRecord, RecordKey } from "../../../src/audit/record.js";
import type { Session } from "../../../src/audit/session.js";
import type { Chunk, Timeline } from "../../../src/audit/timeline.js";
import type { RecordOrder, TimeWindow } from "../../../src/audit/window.js";

/** The moment at which upstreams, tokens and operations stand. */
export const NOW = Date.parse("2026-11-20T12:00:00Z");

let moment = 0;

/** Every wait of an operation listens to its signal; Node takes more than ten for a leak. */
const quietSignal = (): AbortSignal => {
  const { signal } = new AbortController();
  setMaxListeners(0, signal);
  return signal;
};

/** One operation. */
export const session = (signal: AbortSignal = quietSignal()): Session => ({
  now: NOW,
  moment: (moment += 1),
  signal,
  caller: { key: "tester", token: undefined, scopes: new Set() },
});

export interface Reading {
  readonly keys: readonly RecordKey[];
  readonly records: readonly AuditRecord[];
  readonly chunks: readonly Chunk<AuditRecord>[];
  /** What was thrown at the end of it, or else the first problem of a chunk. */
  readonly problem: AuditError | undefined;
}

export interface ReadOptions {
  readonly order?: RecordOrder;
  readonly expected?: number;
}

/** Reads a window to its end. Anything but an AuditError fails the test. */
export const readAll = async (
  timeline: Timeline<AuditRecord>,
  window: TimeWindow,
  { order = "OLDEST_FIRST", expected = 50 }: ReadOptions = {},
): Promise<Reading> => {
  const chunks: Chunk<AuditRecord>[] = [];
  let thrown: AuditError | undefined;
  try {
    for await (const chunk of timeline.read({ window, order, expected })) chunks.push(chunk);
  } catch (error) {
    if (!(error instanceof AuditError)) throw error;
    thrown = error;
  }
  const records = chunks.flatMap((chunk) => chunk.records);
  const problem = thrown ?? chunks.find((chunk) => chunk.problem)?.problem;
  return { keys: records.map(({ key }) => key), records, chunks, problem };
};

/** By time, then id by code unit: the order of a list of one source and instance. */
export const inOrder = (keys: readonly RecordKey[]): RecordKey[] =>
  keys.toSorted((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
