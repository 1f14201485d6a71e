import { z } from "zod";
import type { DatabaseInstanceRecord } from "../../audit/log-file.js";
import type { SourceInfo } from "../../audit/source.js";
import { SECOND } from "../../audit/window.js";
import type { CachedRead } from "../../upstream/cache/source-cache.js";
import { instanceItem } from "./wire.js";

const text = z.string().nullable();
const wire = z.object({ instanceId: instanceItem.shape.id, name: text, status: text, engine: text });

/** Nothing older stands in for what cannot be read: these records say nothing of their age. */
const LIFETIME = { freshMs: 30 * SECOND, staleMs: 0 };
/** Characters of one instance as JSON: an id, two names, and their keys. */
const SIZE = 200;

const stored = ({ instanceId, name, status, engine }: DatabaseInstanceRecord): z.infer<typeof wire> => ({
  instanceId,
  name,
  status,
  engine,
});

/**
 * A service's whole instance list, shared by the operations of half a minute. An instance made or removed meanwhile shows
 * that much late; a list that could not be read to its end is not kept.
 */
export const instanceListRead = (
  source: SourceInfo,
  load: CachedRead<readonly DatabaseInstanceRecord[]>["load"],
): CachedRead<readonly DatabaseInstanceRecord[]> => ({
  key: [source.kind, "instances"],
  load,
  codec: {
    encode: (instances) => instances.map(stored),
    decode: (kept) =>
      z
        .array(wire)
        .parse(kept)
        .map((instance) => ({ source, ...instance })),
    size: (instances) => SIZE * instances.length,
  },
  lifetime: () => LIFETIME,
});

/** One instance, for as long. That there is none is not kept: it may have been made just now. */
export const instanceRead = (
  source: SourceInfo,
  id: string,
  load: CachedRead<DatabaseInstanceRecord | null>["load"],
): CachedRead<DatabaseInstanceRecord | null> => ({
  key: [source.kind, "instance", id],
  load,
  codec: {
    encode: (instance) => instance && stored(instance),
    decode: (kept) => ({ source, ...wire.parse(kept) }),
    size: () => SIZE,
  },
  lifetime: (instance) => (instance ? LIFETIME : undefined),
});
