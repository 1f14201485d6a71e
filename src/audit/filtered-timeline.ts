import type { AuditRecord } from "./record.js";
import type { Timeline } from "./timeline.js";

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
