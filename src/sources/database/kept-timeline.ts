import type { AuditLogFileRecord } from "../../audit/sources.js";
import type { Chunk, ReadRequest, Timeline } from "../../audit/timeline.js";
import { REMEMBERED_FOR } from "../../audit/walk.js";
import { type RecordOrder, SECOND, type TimeWindow } from "../../audit/window.js";
import type { Held } from "../../upstream/cache/entry.js";
import type { Found } from "../../upstream/cache/source-cache.js";
import { type ClosedStretches, type Stretch, within } from "./stretches.js";

type FileChunk = Chunk<AuditLogFileRecord>;

/**
 * A timeline of files whose closed stretches may come out of the cache. What a read proved whole goes in, chunk by chunk,
 * and comes out the same way: no proof is ever made of answers of different age (docs/decisions/0007).
 */
export const keptTimeline = (
  live: Timeline<AuditLogFileRecord>,
  stretches: ClosedStretches,
): Timeline<AuditLogFileRecord> => ({
  ...live,
  read: (request) => readKept({ ...request, window: onSeconds(request.window) }, live, stretches),
  count: async (window) => {
    const ask = async (): Promise<number | null> => (await live.count?.(window)) ?? null;
    return stretches.isClosed(window) ? stretches.count(window, ask) : ask();
  },
});

const onSeconds = ({ from, to }: TimeWindow): TimeWindow => ({
  from: Math.ceil(from / SECOND) * SECOND,
  to: Math.ceil(to / SECOND) * SECOND,
});

async function* readKept(
  request: ReadRequest,
  live: Timeline<AuditLogFileRecord>,
  stretches: ClosedStretches,
): AsyncIterable<FileChunk> {
  const { order, window, freshSince } = request;
  const oldestFirst = order === "OLDEST_FIRST";
  let edge = oldestFirst ? window.from : window.to;
  /** A live read goes on for as long as nothing kept is met. */
  let reading: AsyncIterator<FileChunk> | undefined;
  const stop = async (): Promise<void> => {
    const stopped = reading;
    reading = undefined;
    await stopped?.return?.();
  };
  try {
    while (oldestFirst ? edge < window.to : edge > window.from) {
      const rest = oldestFirst ? { from: edge, to: window.to } : { from: window.from, to: edge };
      const kept = stretches.isClosed({ to: edge }) ? await stretches.find(edge, order) : undefined;
      if (kept?.isFresh) {
        await stop();
        const chunk = chunkOf(kept.value, rest, order);
        edge = chunk.through;
        yield chunk;
        continue;
      }
      reading ??= live.read({ ...request, window: rest })[Symbol.asyncIterator]();
      const next = nextOf(reading);
      const { value: chunk, problem }: Held<FileChunk | undefined> = kept
        ? await stretches.insteadOf(next, chunkOf(kept.value, rest, order))
        : { value: await next };
      if (!chunk) return;
      // It failed, or is still at work; either way nobody waits for it.
      if (problem) reading = undefined;
      else keepClosed(chunk, edge, kept);
      edge = chunk.through;
      yield problem ? { ...chunk, problem } : chunk;
    }
  } finally {
    await stop();
  }

  function keepClosed(chunk: FileChunk, from: number, before: Found<Stretch> | undefined): void {
    const span = oldestFirst ? { from, to: chunk.through } : { from: chunk.through, to: from };
    if (chunk.problem || span.from >= span.to || !stretches.isClosed(span)) return;
    // A later page of a walk may be served by what the process remembers of an earlier one.
    const agoMs = freshSince === undefined ? 0 : REMEMBERED_FOR;
    if (chunk.reanchored) stretches.distrust();
    else stretches.keep({ ...span, files: chunk.records }, order, before, agoMs);
  }
}

const nextOf = async (reading: AsyncIterator<FileChunk>): Promise<FileChunk | undefined> => {
  const next = await reading.next();
  return next.done === true ? undefined : next.value;
};

/** What a kept stretch, in the read's order, holds of the rest of it. It may reach past the window; its records must not. */
const chunkOf = (kept: Stretch, rest: TimeWindow, order: RecordOrder): FileChunk => {
  const shown = within(kept, rest);
  if (!shown) throw new Error("a kept stretch that does not begin at the edge");
  return { records: shown.files, through: order === "OLDEST_FIRST" ? shown.to : shown.from };
};
