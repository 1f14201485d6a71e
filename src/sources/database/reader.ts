import DataLoader from "dataloader";
import { AuditError } from "../../audit/errors.js";
import type {
  AuditLogFileRecord,
  AuditPolicyRecord,
  DatabaseInstanceRecord,
  DatabaseReader,
  DownloadLinkRecord,
  LogFileFilter,
  StoredFile,
} from "../../audit/sources.js";
import { callsLeft, type Session } from "../../audit/session.js";
import { filteredTimeline, type Timeline } from "../../audit/timeline.js";
import { MINUTE } from "../../audit/window.js";
import { inRounds, once, type Once } from "../../upstream/cache/source-cache.js";
import { sourceBrokeContract } from "../../upstream/failures.js";
import { contentsNotEnabled } from "../../upstream/objects/link-rules.js";
import type { DatabaseClient, FileListAsk } from "./client.js";
import { ClosedStretches } from "./closed-stretches.js";
import type { HabitBook, Habits } from "./habits.js";
import { InstanceDirectory } from "./instances.js";
import type { ListPage } from "./mapping.js";
import { NamedFiles } from "./named-files.js";
import type { FileLister } from "./scan.js";
import type { WalkedStretches } from "./stretches.js";
import { fileTimeline } from "./timeline.js";

/** The most ids that one call takes. */
const BATCH = 50;
const VALIDITY = 5 * MINUTE;

/** Codes that may be one id's fault alone: then the batch is halved until that id stands alone. */
const ONE_ID_MAY_BE_BAD: ReadonlySet<string> = new Set(["UPSTREAM_REJECTED", "NOT_FOUND"]);

/** Download links within one operation: one call per instance and 50 files. Links are secrets, and never outlive it. */
class DownloadLinks {
  readonly #byInstance = new Map<string, DataLoader<string, DownloadLinkRecord>>();

  constructor(
    private readonly client: DatabaseClient,
    private readonly session: Session,
  ) {}

  load(instanceId: string, upstreamId: string): Promise<DownloadLinkRecord> {
    let loader = this.#byInstance.get(instanceId);
    if (!loader) {
      loader = new DataLoader((ids) => this.#batch(instanceId, ids), { maxBatchSize: BATCH });
      this.#byInstance.set(instanceId, loader);
    }
    return loader.load(upstreamId);
  }

  async #batch(instanceId: string, ids: readonly string[]): Promise<(DownloadLinkRecord | Error)[]> {
    const askedAt = this.session.now;
    try {
      const { links } = await this.client.createLinks(instanceId, ids, this.session);
      // The answer is a bare list: its length is all that ties a link to its id.
      if (links.length === ids.length) return links.map((url) => ({ url, expiresAt: askedAt + VALIDITY }));
      if (ids.length === 1)
        return [sourceBrokeContract(this.client.info.name, { detail: "links: not one link for one id" })];
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error("links: not an error", { cause: thrown });
      if (ids.length === 1 || !(error instanceof AuditError && ONE_ID_MAY_BE_BAD.has(error.code)))
        return ids.map(() => error);
    }
    const middle = Math.ceil(ids.length / 2);
    const halves = [ids.slice(0, middle), ids.slice(middle)];
    return (await Promise.all(halves.map((half) => this.#batch(instanceId, half)))).flat();
  }
}

type Judge = (files: readonly AuditLogFileRecord[]) => readonly AuditLogFileRecord[];

const NO_FILTER: LogFileFilter = {};

/** The filter as a sieve, or undefined where it lets everything pass. */
const judgeFiles = (filter: LogFileFilter): Judge | undefined => {
  const { minSizeBytes = 0, maxSizeBytes = Infinity, nameContains = "", nameContainsAnyCase, nodeIds } = filter;
  if (Object.values(filter).every((condition) => condition === undefined)) return undefined;
  const nodes = nodeIds && new Set(nodeIds);
  const inAnyCase = nameContainsAnyCase?.toLowerCase();
  return (files) =>
    files.filter(
      ({ sizeBytes, name, nodeId }) =>
        sizeBytes >= minSizeBytes &&
        sizeBytes <= maxSizeBytes &&
        name.includes(nameContains) &&
        (inAnyCase === undefined || name.toLowerCase().includes(inAnyCase)) &&
        (nodes === undefined || (nodeId !== null && nodes.has(nodeId))),
    );
};

/** What one process remembers of a source from operation to operation, to save calls. It never decides an answer. */
interface DatabaseMemory {
  readonly habits: HabitBook;
  readonly walked: WalkedStretches;
}

interface HowRead {
  /** Of one node alone. */
  readonly nodeId?: string | undefined;
  readonly closed?: ClosedStretches;
  /** Habits that are learned from read to read; otherwise equal reads of an operation ask the same. */
  readonly learns?: Habits;
}

/** One operation's view of a database service: each distinct read goes out once. */
export class DatabaseSession implements DatabaseReader {
  readonly #pages: Once<FileListAsk, ListPage>;
  // Most operations read files alone.
  #policies: Once<string, AuditPolicyRecord> | undefined;
  #links: DownloadLinks | undefined;
  #directory: InstanceDirectory | undefined;
  readonly #named: NamedFiles;
  readonly #habits = new Map<string, Habits>();
  /** The last that was made: a filter may name thousands of nodes, and is asked for with each of thousands of instances. */
  #judged: { readonly filter: LogFileFilter; readonly judge: Judge | undefined } | undefined;

  constructor(
    private readonly client: DatabaseClient,
    private readonly session: Session,
    private readonly memory: DatabaseMemory,
    private readonly configured: readonly string[] | undefined,
  ) {
    this.#pages = once(
      session,
      inRounds((ask) => client.listFiles(ask, session)),
      // Of these only a node's id may hold a space.
      ({ instanceId, start, end, offset, limit, nodeId }) =>
        `${instanceId} ${start} ${end} ${offset} ${limit}${nodeId === undefined ? "" : ` ${nodeId}`}`,
    );
    this.#named = new NamedFiles((id) => {
      const habits = { ...this.#habitsOf(id) };
      return { timeline: this.#timeline(id, { learns: habits }), list: this.#lister(id, undefined), habits };
    }, session);
  }

  instanceIds(): Promise<readonly string[]> {
    return this.#instances().ids();
  }

  instances(): Promise<readonly DatabaseInstanceRecord[]> {
    return this.#instances().all();
  }

  instance(instanceId: string): Promise<DatabaseInstanceRecord | null> {
    this.#reads(instanceId);
    return this.#instances().one(instanceId);
  }

  policy(instanceId: string): Promise<AuditPolicyRecord | null> {
    this.#reads(instanceId);
    this.#policies ??= once(this.session, (id) => this.client.policy(id, this.session));
    return this.#policies.load(instanceId);
  }

  async downloadLink(instanceId: string, upstreamId: string): Promise<DownloadLinkRecord> {
    this.#reads(instanceId);
    this.#links ??= new DownloadLinks(this.client, this.session);
    const link = await this.#links.load(instanceId, upstreamId);
    this.session.reads?.link(this.client.info.name, instanceId, upstreamId);
    return link;
  }

  async contents({ instanceId, upstreamId }: AuditLogFileRecord): Promise<StoredFile> {
    const { objects } = this.client;
    if (!objects) throw contentsNotEnabled(this.client.info.name);
    const { url } = await this.downloadLink(instanceId, upstreamId);
    return objects.open(url, this.session);
  }

  files(instanceId: string, filter: LogFileFilter = NO_FILTER): Timeline<AuditLogFileRecord> {
    if (this.#judged?.filter !== filter) this.#judged = { filter, judge: judgeFiles(filter) };
    const { judge } = this.#judged;
    const nodes = filter.nodeIds;
    // A source that knows nodes is asked for one node; several are told apart here.
    const node = nodes?.length === 1 && this.client.dialect.hasNodes ? nodes[0] : undefined;
    const list = { source: this.client.info, instance: instanceId, nodeId: node };
    const closed = new ClosedStretches(this.client.cache, list, this.session);
    const timeline = this.#timeline(instanceId, { nodeId: node, closed });
    return judge === undefined || (node !== undefined && Object.keys(filter).length === 1)
      ? timeline
      : filteredTimeline(timeline, judge);
  }

  file(instanceId: string, begin: number, upstreamId: string): Promise<AuditLogFileRecord | null> {
    return this.#named.load(instanceId, { begin, upstreamId });
  }

  #timeline(instanceId: string, { nodeId, closed, learns }: HowRead = {}): Timeline<AuditLogFileRecord> {
    this.#reads(instanceId);
    const { info } = this.client;
    const key = nodeId === undefined ? instanceId : `${instanceId}/${nodeId}`;
    const callerKey = `${this.session.caller.key} ${key}`;
    const seen = learns ?? this.#habitsOf(key);
    return fileTimeline({
      source: info,
      instance: instanceId,
      list: this.#lister(instanceId, nodeId),
      habits: () => ({ ...seen }),
      keepHabits: (habits) => {
        if (learns) Object.assign(learns, habits);
        this.memory.habits.keep(key, habits);
      },
      recall: (edge, request) => this.memory.walked.find(callerKey, edge, request, this.session.now),
      remember: (stretch) => this.memory.walked.keep(callerKey, stretch, this.session.moment),
      ...(closed ? { closed } : {}),
      session: this.session,
    });
  }

  #instances(): InstanceDirectory {
    return (this.#directory ??= new InstanceDirectory(this.client, this.session, this.configured));
  }

  #habitsOf(list: string): Habits {
    const seen = this.#habits.get(list) ?? this.memory.habits.open(list);
    this.#habits.set(list, seen);
    return seen;
  }

  #reads(instanceId: string): void {
    this.session.reads?.instance(this.client.info.name, instanceId);
  }

  #lister(instanceId: string, nodeId: string | undefined): FileLister {
    const cap = this.client.dialect.limitCap;
    const ask = { instanceId, ...(nodeId === undefined ? {} : { nodeId }) };
    return {
      cap,
      fetch: (span, offset) => this.#pages.load({ ...ask, ...span, offset, limit: cap }),
      fetchAnew: (span, offset) => this.#pages.loadAnew({ ...ask, ...span, offset, limit: cap }),
      total: async (span) => (await this.#pages.load({ ...ask, ...span, offset: 0, limit: 1 })).total,
      callsLeft: () => callsLeft(this.session.calls),
      contradiction: () =>
        sourceBrokeContract(this.client.info.name, { detail: "file list: total does not fit the entries" }),
    };
  }
}
