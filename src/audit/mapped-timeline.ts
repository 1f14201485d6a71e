import type { AuditRecord } from "./record.js";
import type { Timeline } from "./timeline.js";

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
