import type { AuditPolicyRecord } from "../../audit/sources.js";
import type { Session } from "../../audit/session.js";
import type { SourceInfo } from "../../audit/record.js";
import type { SourceCache } from "../../upstream/cache/source-cache.js";
import type { JsonAnswer, UpstreamRequest } from "../../upstream/messages.js";
import type { ObjectStore } from "../../upstream/objects/object-store.js";
import type { UpstreamClient } from "../../upstream/client.js";
import type { DatabaseDialect } from "./dialect.js";
import { type InstancePage, type ListPage, toInstances, toLinks, toListPage, toPolicy } from "./mapping.js";
import { formatStamp } from "./wire.js";

/** One page of one instance's file list. Times are milliseconds since the epoch, on whole seconds, at most 30 days apart. */
export interface FileListAsk {
  readonly instanceId: string;
  readonly start: number;
  readonly end: number;
  /** Items, not pages. */
  readonly offset: number;
  readonly limit: number;
  /** Only where the dialect has nodes. */
  readonly nodeId?: string;
}

/** The database services' calls, one method each. Throws AuditError. */
export class DatabaseClient {
  constructor(
    readonly info: SourceInfo,
    readonly dialect: DatabaseDialect,
    private readonly upstream: UpstreamClient,
  ) {}

  get cache(): SourceCache {
    return this.upstream.cache;
  }

  get objects(): ObjectStore | undefined {
    return this.upstream.objects;
  }

  /** Equal asks of several operations share a read that went out after all of them: no answer is older than its ask. */
  listFiles(ask: FileListAsk, session: Session): Promise<ListPage> {
    const { instanceId, start, end, offset, limit, nodeId } = ask;
    const key = [this.info.kind, "file list", instanceId, start, end, offset, limit, nodeId ?? null];
    const request = {
      operation: "listAuditLogFiles",
      query: [
        ["start_time", formatStamp(start)] as const,
        ["end_time", formatStamp(end)] as const,
        ["offset", String(offset)] as const,
        ["limit", String(limit)] as const,
        ...(nodeId === undefined ? [] : [["node_id", nodeId] as const]),
      ],
    };
    const context = { info: this.info, instanceId, dialect: this.dialect };
    return this.cache.share(key, session, (shared) =>
      this.#onInstance({ instanceId, call: this.dialect.paths.files }, shared, request, (answer) =>
        toListPage(answer, context),
      ),
    );
  }

  /**
   * At most 50 ids; the links come back in the order of the ids. Neither shared nor kept: a link is a secret of whoever
   * asked for it.
   */
  async createLinks(
    instanceId: string,
    ids: readonly string[],
    session: Session,
  ): Promise<{ links: readonly string[]; receivedAt: number }> {
    const request = { operation: "createDownloadLinks", method: "POST", json: { ids } } as const;
    return this.#onInstance({ instanceId, call: this.dialect.paths.links }, session, request, (answer) => ({
      links: toLinks(answer, this.info),
      receivedAt: answer.receivedAt,
    }));
  }

  policy(instanceId: string, session: Session): Promise<AuditPolicyRecord> {
    const request = { operation: "showAuditPolicy" };
    return this.cache.share([this.info.kind, "policy", instanceId], session, (shared) =>
      this.#onInstance({ instanceId, call: this.dialect.paths.policy }, shared, request, (answer) =>
        toPolicy(answer, this.info),
      ),
    );
  }

  /** One page of the instance list; `id` narrows it to one instance. */
  async listInstances(ask: { offset: number; limit: number; id?: string }, session: Session): Promise<InstancePage> {
    const projectId = await this.upstream.projectId(session);
    return this.upstream.json(
      {
        operation: "listInstances",
        template: "/v3/{project_id}/instances",
        path: ["v3", projectId, "instances"],
        query: [
          ["offset", String(ask.offset)],
          ["limit", String(ask.limit)],
          ...(ask.id === undefined ? [] : [["id", ask.id] as const]),
        ],
      },
      session,
      (answer) => toInstances(answer, this.info),
    );
  }

  #onInstance<T>(
    { instanceId, call }: { readonly instanceId: string; readonly call: string },
    session: Session,
    request: Omit<UpstreamRequest, "path">,
    take: (answer: JsonAnswer) => T,
  ): Promise<T> {
    const template = `/v3/{project_id}/instances/{instance_id}/${call}`;
    const ask = (projectId: string): Promise<T> => {
      const path = ["v3", projectId, "instances", instanceId, call];
      return this.upstream.json({ ...request, template, path }, session, take);
    };
    const projectId = this.upstream.projectId(session);
    return typeof projectId === "string" ? ask(projectId) : projectId.then(ask);
  }
}
