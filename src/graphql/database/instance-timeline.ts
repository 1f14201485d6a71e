import type { DatabaseInstanceRecord, DatabaseReader } from "../../audit/log-file.js";
import type { AuditRecord } from "../../audit/record.js";
import { snapshotTimeline } from "../../audit/snapshot-timeline.js";
import type { SourceInfo } from "../../audit/source.js";
import type { Timeline } from "../../audit/timeline.js";
import type { TimeWindow } from "../../audit/window.js";

/** An instance in a list. Instances have no time: all stand at the epoch, so that source and id order them. */
export interface ListedInstance extends AuditRecord {
  readonly instance: DatabaseInstanceRecord;
}

const EPOCH = 0;
export const epoch: TimeWindow = { from: EPOCH, to: EPOCH + 1 };

/** A source's instances by id; only those whose name contains the text, where one is given. */
export const instanceTimeline = (
  source: SourceInfo,
  reader: DatabaseReader,
  now: number,
  nameContains?: string,
): Timeline<ListedInstance> =>
  snapshotTimeline(source, async () => {
    const instances = await reader.instances();
    const wanted = instances.filter(
      ({ name }) => nameContains === undefined || (name?.includes(nameContains) ?? false),
    );
    const records = wanted.map((instance) => ({
      key: { time: EPOCH, source: source.name, instance: "", id: instance.instanceId },
      source,
      fetchedAt: now,
      instance,
    }));
    return { records };
  });
