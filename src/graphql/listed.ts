import type { AuditError } from "../audit/errors.js";
import type { AuditRecord, SourceInfo } from "../audit/record.js";
import { snapshotTimeline, type Timeline } from "../audit/timeline.js";
import type { TimeWindow } from "../audit/window.js";

/** A thing of a source that has no time, in a list: all stand at the epoch, so that source and id order them. */
export interface Listed<Thing> extends AuditRecord {
  readonly thing: Thing;
}

const EPOCH = 0;
export const epoch: TimeWindow = { from: EPOCH, to: EPOCH + 1 };

interface Things<Thing> {
  readonly things: readonly Thing[];
  /** Some things could not be taken over; the rest could. */
  readonly problem?: AuditError | undefined;
}

/** What a source tells of at once, by its id. */
export const listedTimeline = <Thing>(
  source: SourceInfo,
  now: number,
  idOf: (thing: Thing) => string,
  load: () => Promise<Things<Thing>>,
): Timeline<Listed<Thing>> =>
  snapshotTimeline(source, async () => {
    const { things, problem } = await load();
    const records = things.map((thing) => ({
      key: { time: EPOCH, source: source.name, instance: "", id: idOf(thing) },
      source,
      fetchedAt: now,
      thing,
    }));
    return { records, ...(problem ? { problem } : {}) };
  });

/** A test of names; a thing without a name never passes one. */
export const namePasses = (part: string | null | undefined): ((name: string | null) => boolean) => {
  if (part === null || part === undefined) return () => true;
  const wanted = part.toLowerCase();
  return (name) => name?.toLowerCase().includes(wanted) ?? false;
};
