import { type AuditRecord, compareKeys } from "./record.js";
import type { SourceInfo } from "./source.js";
import type { Chunk, Timeline } from "./timeline.js";
import { inWindow, type TimeWindow } from "./window.js";

/** A whole list that arrives at once, such as an unpaged report, as a timeline. `load` is called by each read. */
export const snapshotTimeline = <R extends AuditRecord>(
  source: SourceInfo,
  load: () => Promise<Pick<Chunk<R>, "records" | "problem">>,
): Timeline<R> => ({
  source,
  async *read({ window, order }) {
    const { records, problem } = await load();
    const sign = order === "OLDEST_FIRST" ? 1 : -1;
    const sorted = records
      .filter(({ key }) => inWindow(key.time, window))
      .sort((a, b) => sign * compareKeys(a.key, b.key));
    yield {
      records: sorted,
      through: order === "OLDEST_FIRST" ? window.to : window.from,
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
