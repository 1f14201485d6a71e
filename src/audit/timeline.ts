import type { AuditError } from "./errors.js";
import { type Gap, holdsKey } from "./gaps.js";
import { type AuditRecord, compareIn, type SourceInfo } from "./record.js";
import type { Turn } from "./session.js";
import type { FreshSince } from "./walk.js";
import { inWindow, type RecordOrder, type TimeWindow } from "./window.js";

/** A run of records that leaves no gap behind it: everything the source holds from the last chunk's end to this one's. */
export interface Chunk<R> {
  /** In the order that was asked for. May be empty: nothing stands in the part of the window that was read. */
  readonly records: readonly R[];
  /**
   * How far the read has come, milliseconds since the epoch: oldest first, all records with time < through are out;
   * newest first, all with time >= through. It lets a merge go on past a sparse source without reading it to its end.
   */
  readonly through: number;
  /** The source moved while it was read, and the read was anchored anew. */
  readonly reanchored?: boolean;
  /** Some records could not be taken over; the rest could. */
  readonly problem?: AuditError;
}

export interface ReadRequest {
  readonly window: TimeWindow;
  readonly order: RecordOrder;
  /** How many records the reader is likely to take: sizes the upstream's pages, never limits the answer. */
  readonly expected: number;
  /** How many timelines share that expectation: where each record costs a call, one asks only for its own share ahead. */
  readonly among?: number;
  /**
   * A later page of a walk: what this process read since then serves it as well as a read of its own. Absent on a walk's
   * first page, and on the first one here of a walk that another process began.
   */
  readonly freshSince?: FreshSince;
  /** Asked before each chunk; absent where nobody else waits. */
  readonly turn?: Turn;
}

/**
 * The records of one source (or one instance of it), readable from any point in time, in either direction.
 * A reader stops by leaving the iteration; a timeline reads no further than it is asked.
 * Throws AuditError when nothing more can be read.
 */
export interface Timeline<R extends AuditRecord> {
  readonly source: SourceInfo;
  /** The database instance, where the timeline is one instance's. */
  readonly instance?: string;
  read(request: ReadRequest): AsyncIterable<Chunk<R>>;
  /** Exact number of records in the window at a bounded number of upstream calls; null where that cannot be told. */
  count?(window: TimeWindow): Promise<number | null>;
}

/** A timeline of the records that pass a test which the source cannot be asked. Not countable without reading everything. */
export const filteredTimeline = <R extends AuditRecord>(
  timeline: Timeline<R>,
  accept: (records: readonly R[]) => readonly R[] | Promise<readonly R[]>,
): Timeline<R> => ({
  source: timeline.source,
  ...(timeline.instance === undefined ? {} : { instance: timeline.instance }),
  async *read(request) {
    for await (const chunk of timeline.read(request)) yield { ...chunk, records: await accept(chunk.records) };
  },
});

/**
 * A timeline of what is found in another's records. What a record maps to must stand at the record's own time and in
 * the records' order. Not countable without reading everything.
 */
export const mappedTimeline = <From extends AuditRecord, To extends AuditRecord>(
  timeline: Timeline<From>,
  map: (record: From) => readonly To[],
): Timeline<To> => ({
  source: timeline.source,
  ...(timeline.instance === undefined ? {} : { instance: timeline.instance }),
  async *read(request) {
    for await (const chunk of timeline.read(request)) yield { ...chunk, records: chunk.records.flatMap(map) };
  },
});

/** Everything that the window holds is wanted. */
const ALL = 1_000_000;

/** A timeline that is counted by reading all of the window, where its source cannot be asked for less. */
export const countedByReading = <R extends AuditRecord>(timeline: Timeline<R>, turn?: Turn): Timeline<R> => ({
  source: timeline.source,
  ...(timeline.instance === undefined ? {} : { instance: timeline.instance }),
  read: (request) => timeline.read(request),
  async count(window) {
    let count = 0;
    const request = { window, order: "NEWEST_FIRST" as const, expected: ALL, ...(turn ? { turn } : {}) };
    for await (const { records, problem } of timeline.read(request)) {
      if (problem) throw problem;
      count += records.length;
      await turn?.();
    }
    return count;
  },
});

/** A timeline of what another's holds in these gaps, of which no two hold one record. Tells of each that was read to its end, and well. */
export const gapTimeline = <R extends AuditRecord>(
  timeline: Timeline<R>,
  gaps: readonly Gap[],
  wasRead: (gap: Gap) => void,
): Timeline<R> => ({
  source: timeline.source,
  ...(timeline.instance === undefined ? {} : { instance: timeline.instance }),
  async *read(request) {
    const { order } = request;
    const forward = order === "OLDEST_FIRST";
    for (const gap of gaps.toSorted((a, b) => (forward ? a.from - b.from : b.from - a.from))) {
      // Where a gap ends amid the records of a moment, another may go on with that moment.
      const end = forward ? gap.to - (gap.high ? 1 : 0) : gap.from + (gap.low ? 1 : 0);
      let isWell = true;
      for await (const chunk of timeline.read({ ...request, window: { from: gap.from, to: gap.to } })) {
        isWell &&= !chunk.problem;
        const through = forward ? Math.min(chunk.through, end) : Math.max(chunk.through, end);
        yield { ...chunk, through, records: chunk.records.filter(({ key }) => holdsKey(gap, key)) };
      }
      if (isWell) wasRead(gap);
      // Where the timeline ended early there is nothing up to here.
      yield { records: [], through: end };
    }
  },
});

/** A whole list that arrives at once, such as an unpaged report, as a timeline. `load` is called by each read. */
export const snapshotTimeline = <R extends AuditRecord>(
  source: SourceInfo,
  load: () => Promise<Pick<Chunk<R>, "records" | "problem" | "reanchored">>,
): Timeline<R> => ({
  source,
  async *read({ window, order }) {
    const { records, problem, reanchored = false } = await load();
    const sorted = records
      .filter(({ key }) => inWindow(key.time, window))
      .sort((a, b) => compareIn(order, a.key, b.key));
    yield {
      records: sorted,
      through: order === "OLDEST_FIRST" ? window.to : window.from,
      reanchored,
      ...(problem ? { problem } : {}),
    };
  },
  async count(window: TimeWindow) {
    const { records, problem } = await load();
    return problem ? null : records.filter(({ key }) => inWindow(key.time, window)).length;
  },
});

/** A timeline that could not be opened, so that its source stands in coverage like any other. */
export const failedTimeline = <R extends AuditRecord>(
  source: SourceInfo,
  error: unknown,
  instance?: string,
): Timeline<R> => ({
  source,
  ...(instance === undefined ? {} : { instance }),
  // eslint-disable-next-line require-yield -- it fails before there is anything to give
  async *read() {
    await Promise.reject(error instanceof Error ? error : new Error("not readable", { cause: error }));
  },
});
