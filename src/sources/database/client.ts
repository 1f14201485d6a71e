import type { AuditPolicyRecord, DatabaseInstanceRecord } from "../../audit/log-file.js";
import type { Session } from "../../audit/session.js";
import type { SourceInfo } from "../../audit/source.js";
import type { SourceCache } from "../../upstream/cache/source-cache.js";
import type { JsonAnswer, UpstreamClient, UpstreamRequest } from "../../upstream/upstream-client.js";
import type { DatabaseDialect } from "./dialect.js";
import { type ListPage, toInstances, toLinks, toListPage, toPolicy } from "./mapping.js";
import { formatStamp } from "./wire-time.js";

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

  /** Equal asks of several operations share a read that went out after all of them: no answer is older than its ask. */
  listFiles(ask: FileListAsk, session: Session): Promise<ListPage> {
    const { instanceId, start, end, offset, limit, nodeId } = ask;
    const key = [this.info.kind, "file list", instanceId, start, end, offset, limit, nodeId ?? null];
    return this.cache.share(key, session, async (shared) => {
      const answer = await this.#onInstance(instanceId, this.dialect.paths.files, shared, {
        operation: "listAuditLogFiles",
        query: [
          ["start_time", formatStamp(start)],
          ["end_time", formatStamp(end)],
          ["offset", String(offset)],
          ["limit", String(limit)],
          ...(nodeId === undefined ? [] : [["node_id", nodeId] as const]),
        ],
      });
      return toListPage(answer, { info: this.info, instanceId, dialect: this.dialect });
    });
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
    const answer = await this.#onInstance(instanceId, this.dialect.paths.links, session, {
      operation: "createDownloadLinks",
      method: "POST",
      json: { ids },
    });
    return { links: toLinks(answer, this.info), receivedAt: answer.receivedAt };
  }

  policy(instanceId: string, session: Session): Promise<AuditPolicyRecord> {
    return this.cache.share([this.info.kind, "policy", instanceId], session, async (shared) => {
      const request = { operation: "showAuditPolicy" };
      return toPolicy(await this.#onInstance(instanceId, this.dialect.paths.policy, shared, request), this.info);
    });
  }

  /** One page of the instance list; `id` narrows it to one instance. `entries` counts what arrived, usable or not. */
  async listInstances(
    ask: { offset: number; limit: number; id?: string },
    session: Session,
  ): Promise<{ instances: readonly DatabaseInstanceRecord[]; entries: number }> {
    const projectId = await this.upstream.projectId(session);
    const answer = await this.upstream.json(
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
    );
    return toInstances(answer, this.info);
  }

  async #onInstance(
    instanceId: string,
    call: string,
    session: Session,
    request: Omit<UpstreamRequest, "path">,
  ): Promise<JsonAnswer> {
    const projectId = await this.upstream.projectId(session);
    const template = `/v3/{project_id}/instances/{instance_id}/${call}`;
    const path = ["v3", projectId, "instances", instanceId, call];
    return this.upstream.json({ ...request, template, path }, session);
  }
}
