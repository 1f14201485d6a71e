import DataLoader from "dataloader";
import { z } from "zod";
import { asAuditError, AuditError } from "../../audit/errors.js";
import type { SourceInfo } from "../../audit/record.js";
import { planMore, type Session } from "../../audit/session.js";
import type { DatabaseInstanceRecord } from "../../audit/sources.js";
import { SECOND } from "../../audit/window.js";
import { type CachedRead, once, type Once } from "../../upstream/cache/source-cache.js";
import type { DatabaseClient } from "./client.js";
import type { ListPage } from "./mapping.js";
import { scanList, type Span } from "./scan.js";
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
/** An operation that looks up more than that reads the list. */
const MOST_ONE_BY_ONE = 2;
/** A list that never ends is a fault of the source. */
const MOST_PAGES = 1_000;

/** The list is asked for without times. */
const WHOLE: Span = { start: 0, end: 0 };

interface ListedInstance {
  readonly upstreamId: string;
  readonly instance: DatabaseInstanceRecord;
}

const keepsChanging = ({ name }: SourceInfo): AuditError =>
  new AuditError(
    "UPSTREAM_CONTRACT_VIOLATION",
    `Source "${name}" changes its instance list faster than it can be read.`,
    {
      source: name,
      retryable: true,
      detail: "instance list moved under every try",
    },
  );

const byId = (instances: readonly DatabaseInstanceRecord[]): ReadonlyMap<string, DatabaseInstanceRecord> =>
  new Map(instances.map((instance) => [instance.instanceId, instance]));

/**
 * The instances of one service within one operation: the configured ones, otherwise those of the service's own list, which may
 * have been read up to half a minute ago.
 */
export class InstanceDirectory {
  readonly #byId: Once<string, DatabaseInstanceRecord | null>;
  readonly #read: CachedRead<readonly DatabaseInstanceRecord[]>;
  #list: Promise<readonly DatabaseInstanceRecord[]> | undefined;
  /** Looked up one by one. */
  #asked = 0;

  constructor(
    private readonly client: DatabaseClient,
    private readonly session: Session,
    private readonly configured: readonly string[] | undefined,
  ) {
    this.#read = instanceListRead(client.info, (shared) => this.#readList(shared));
    const together = new DataLoader((ids: readonly string[]) => this.#find(ids), { cache: false });
    this.#byId = once(session, (id) => together.load(id));
  }

  /** By id. Asks nothing of the source where the configuration names the instances. */
  async ids(): Promise<readonly string[]> {
    return this.configured?.toSorted() ?? (await this.#listed()).map(({ instanceId }) => instanceId);
  }

  /** By id, with what the service's list tells of each; a configured instance that the list lacks has its id alone. */
  async all(): Promise<readonly DatabaseInstanceRecord[]> {
    if (!this.configured) return this.#listed();
    const known = byId(await this.#listed());
    return this.configured.toSorted().map((id) => known.get(id) ?? this.#bare(id));
  }

  /** Null where neither the configuration nor the source knows it. */
  async one(instanceId: string): Promise<DatabaseInstanceRecord | null> {
    const found = await this.#byId.load(instanceId);
    if (found) return found;
    return this.configured?.includes(instanceId) ? this.#bare(instanceId) : null;
  }

  /**
   * What is asked for together. A list that this operation reads anyway saves the calls; one that was read before does for
   * what it holds; few are looked up one by one, and more are found in the list.
   */
  async #find(ids: readonly string[]): Promise<(DatabaseInstanceRecord | null | Error)[]> {
    const listed = this.#list && byId(await this.#list);
    if (listed) return ids.map((id) => listed.get(id) ?? null);
    const kept = byId((await this.#kept()) ?? []);
    const lacking = ids.filter((id) => !kept.has(id));
    const rest = await this.#ask(lacking);
    return ids.map((id) => kept.get(id) ?? rest.get(id) ?? null);
  }

  async #ask(ids: readonly string[]): Promise<ReadonlyMap<string, DatabaseInstanceRecord | null | Error>> {
    this.#asked += ids.length;
    if (this.#asked > MOST_ONE_BY_ONE) return byId(await this.#listedAnew());
    const asked = ids.map(async (id) => {
      const found = await this.#lookUp(id).catch((error: unknown) => asAuditError(error));
      return [id, found] as const;
    });
    return new Map(await Promise.all(asked));
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

  /** Not the list that was read before: it lacks what is looked for. */
  #listedAnew(): Promise<readonly DatabaseInstanceRecord[]> {
    this.#list = this.client.cache.readAnew(this.#read, this.session);
    return this.#list;
  }

  async #kept(): Promise<readonly DatabaseInstanceRecord[] | undefined> {
    const kept = await this.client.cache.find(this.#read.key, this.#read.codec, this.session);
    return kept?.isFresh ? kept.value : undefined;
  }

  /** By offset, as files are: what comes or goes between two pages moves the others, and none of them may be lost by it. */
  async #readList(session: Session): Promise<readonly DatabaseInstanceRecord[]> {
    const { info } = this.client;
    let pages = 0;
    const fetch = async (_span: Span, offset: number): Promise<ListPage<ListedInstance>> => {
      if (pages === MOST_PAGES) throw keepsChanging(info);
      // The plan counts one page of each service's list.
      if (pages > 0) planMore(session, 1);
      pages += 1;
      const { instances, ids } = await this.client.listInstances({ offset, limit: PAGE }, session);
      const files = instances.map((instance) => ({ upstreamId: instance.instanceId, instance }));
      // Only a page that is not full is known to be the last.
      return { files, ids, total: offset + ids.length + (ids.length < PAGE ? 0 : 1) };
    };
    const list = { cap: PAGE, fetch, fetchAnew: fetch, contradiction: () => keepsChanging(info) };
    const scan = await scanList(list, WHOLE, await fetch(WHOLE, 0));
    if (!scan) throw keepsChanging(info);
    return scan.files.map(({ instance }) => instance).sort((a, b) => (a.instanceId < b.instanceId ? -1 : 1));
  }

  #bare(instanceId: string): DatabaseInstanceRecord {
    return { source: this.client.info, instanceId, name: null, status: null, engine: null };
  }
}
