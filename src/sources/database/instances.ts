import { z } from "zod";
import { AuditError } from "../../audit/errors.js";
import type { SourceInfo } from "../../audit/record.js";
import { planMore, type Session } from "../../audit/session.js";
import type { DatabaseInstanceRecord } from "../../audit/sources.js";
import { SECOND } from "../../audit/window.js";
import { once, type Once } from "../../upstream/cache/flights.js";
import type { CachedRead } from "../../upstream/cache/source-cache.js";
import type { DatabaseClient } from "./client.js";
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
const instanceListRead = (
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
const instanceRead = (
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

/** Entries of one page of the instance list; the services take at most 100. */
const PAGE = 100;
/** A list that never ends is a fault of the source. */
const MOST_PAGES = 1_000;

/**
 * The instances of one service within one operation: the configured ones, otherwise those of the service's own list, which may
 * have been read up to half a minute ago.
 */
export class InstanceDirectory {
  readonly #byId: Once<string, DatabaseInstanceRecord | null>;
  readonly #read: CachedRead<readonly DatabaseInstanceRecord[]>;
  #list: Promise<readonly DatabaseInstanceRecord[]> | undefined;

  constructor(
    private readonly client: DatabaseClient,
    private readonly session: Session,
    private readonly configured: readonly string[] | undefined,
  ) {
    this.#read = instanceListRead(client.info, (shared) => this.#readList(shared));
    this.#byId = once(session, (id) => this.#lookUp(id));
  }

  /** By id. Asks nothing of the source where the configuration names the instances. */
  async ids(): Promise<readonly string[]> {
    return this.configured?.toSorted() ?? (await this.#listed()).map(({ instanceId }) => instanceId);
  }

  /** By id, with what the service's list tells of each; a configured instance that the list lacks has its id alone. */
  async all(): Promise<readonly DatabaseInstanceRecord[]> {
    if (!this.configured) return this.#listed();
    const known = new Map((await this.#listed()).map((instance) => [instance.instanceId, instance]));
    return this.configured.toSorted().map((id) => known.get(id) ?? this.#bare(id));
  }

  /** Null where neither the configuration nor the source knows it. */
  async one(instanceId: string): Promise<DatabaseInstanceRecord | null> {
    const found = await this.#find(instanceId);
    if (found) return found;
    return this.configured?.includes(instanceId) ? this.#bare(instanceId) : null;
  }

  /** A list that this operation reads anyway saves the call; one that was read before does for what it holds. */
  async #find(instanceId: string): Promise<DatabaseInstanceRecord | null | undefined> {
    const isIt = (each: DatabaseInstanceRecord): boolean => each.instanceId === instanceId;
    if (this.#list) return (await this.#list).find(isIt);
    return (await this.#kept())?.find(isIt) ?? (await this.#byId.load(instanceId));
  }

  async #lookUp(id: string): Promise<DatabaseInstanceRecord | null> {
    const load = async (session: Session): Promise<DatabaseInstanceRecord | null> => {
      const { instances } = await this.client.listInstances({ offset: 0, limit: PAGE, id }, session);
      return instances.find(({ instanceId }) => instanceId === id) ?? null;
    };
    try {
      return (await this.client.cache.read(instanceRead(this.client.info, id, load), this.session)).value;
    } catch (error) {
      if (error instanceof AuditError && error.code === "NOT_FOUND") return null;
      throw error;
    }
  }

  #listed(): Promise<readonly DatabaseInstanceRecord[]> {
    this.#list ??= this.client.cache.read(this.#read, this.session).then(({ value }) => value);
    return this.#list;
  }

  async #kept(): Promise<readonly DatabaseInstanceRecord[] | undefined> {
    const kept = await this.client.cache.find(this.#read.key, this.#read.codec, this.session);
    return kept?.isFresh ? kept.value : undefined;
  }

  async #readList(session: Session): Promise<readonly DatabaseInstanceRecord[]> {
    const byId = new Map<string, DatabaseInstanceRecord>();
    for (let page = 0, offset = 0; page < MOST_PAGES; page += 1) {
      const { instances, entries } = await this.client.listInstances({ offset, limit: PAGE }, session);
      for (const instance of instances) byId.set(instance.instanceId, instance);
      if (entries < PAGE) break;
      // The plan counts one page of each service's list.
      planMore(session, 1);
      offset += entries;
    }
    return [...byId.values()].sort((a, b) => (a.instanceId < b.instanceId ? -1 : 1));
  }

  #bare(instanceId: string): DatabaseInstanceRecord {
    return { source: this.client.info, instanceId, name: null, status: null, engine: null };
  }
}
