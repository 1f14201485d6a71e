import { z } from "zod";
import type { DatabaseInstanceRecord } from "../../audit/log-file.js";
import type { SourceInfo } from "../../audit/source.js";
import { SECOND } from "../../audit/window.js";
import type { CachedRead } from "../../upstream/cache/source-cache.js";
import { instanceItem } from "./wire.js";

const text = z.string().nullable();
const wire = z.array(z.object({ instanceId: instanceItem.shape.id, name: text, status: text, engine: text }));

/** No older list stands in for one that cannot be read: its records say nothing of their age. */
const LIFETIME = { freshMs: 30 * SECOND, staleMs: 0 };

/**
 * A service's whole instance list, shared by the operations of half a minute. An instance made or removed meanwhile shows
 * that much late; a list that could not be read to its end is not kept.
 */
export const instanceListRead = (
  source: SourceInfo,
  load: CachedRead<unknown>["load"],
): CachedRead<readonly DatabaseInstanceRecord[]> => {
  const key = [source.kind, "instances"];
  return {
    key,
    load,
    decode: (kept) => wire.parse(kept).map((instance) => ({ source, ...instance })),
    keepAs: () => ({ key, lifetime: LIFETIME }),
  };
};
