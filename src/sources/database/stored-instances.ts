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

type Load = CachedRead<unknown>["load"];

/**
 * A service's whole instance list, shared by the operations of half a minute. An instance made or removed meanwhile shows
 * that much late; a list that could not be read to its end is not kept.
 */
export const instanceListRead = (source: SourceInfo, load: Load): CachedRead<readonly DatabaseInstanceRecord[]> => {
  const key = [source.kind, "instances"];
  return {
    key,
    load,
    decode: (kept) =>
      z
        .array(wire)
        .parse(kept)
        .map((instance) => ({ source, ...instance })),
    keepAs: () => ({ key, lifetime: LIFETIME }),
  };
};

/** One instance, for as long. That there is none is not kept: it may have been made just now. */
export const instanceRead = (source: SourceInfo, id: string, load: Load): CachedRead<DatabaseInstanceRecord | null> => {
  const key = [source.kind, "instance", id];
  return {
    key,
    load,
    decode: (kept) => {
      const instance = wire.nullable().parse(kept);
      return instance && { source, ...instance };
    },
    keepAs: (instance) => (instance ? { key, lifetime: LIFETIME } : undefined),
  };
};
