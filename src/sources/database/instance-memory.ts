import { LRUCache } from "lru-cache";
import type { DatabaseInstanceRecord } from "../../audit/log-file.js";
import { SECOND } from "../../audit/window.js";

/** How long a list is believed, by the operations' own time. */
export const KEPT_FOR = 30 * SECOND;
const KEPT_INSTANCES = 50_000;

interface ReadList {
  /** `now` of the operation that read it, milliseconds since the epoch: never later than the read itself. */
  readonly readAt: number;
  readonly instances: readonly DatabaseInstanceRecord[];
}

/**
 * Instance lists that were read whole lately, so that the operations of half a minute share one read. Each caller has
 * lists of its own: what one caller's token may see is nothing that another's should. An instance made or removed
 * meanwhile shows half a minute late; failures are not kept.
 */
export class InstanceMemory {
  readonly #lists = new LRUCache<string, ReadList>({
    maxSize: KEPT_INSTANCES,
    sizeCalculation: ({ instances }) => 1 + instances.length,
  });

  keep(callerKey: string, now: number, instances: readonly DatabaseInstanceRecord[]): void {
    this.#lists.set(callerKey, { readAt: now, instances });
  }

  /** The caller's list, if it was read within half a minute of `now`. */
  find(callerKey: string, now: number): readonly DatabaseInstanceRecord[] | undefined {
    const known = this.#lists.get(callerKey);
    return known !== undefined && Math.abs(now - known.readAt) < KEPT_FOR ? known.instances : undefined;
  }
}
