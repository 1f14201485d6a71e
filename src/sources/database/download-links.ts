import DataLoader from "dataloader";
import { AuditError } from "../../audit/audit-error.js";
import type { DownloadLinkRecord } from "../../audit/log-file.js";
import type { Session } from "../../audit/session.js";
import { MINUTE } from "../../audit/window.js";
import { sourceBrokeContract } from "../../upstream/faults/source-failure.js";
import type { DatabaseClient } from "./client.js";

/** The most ids that one call takes. */
const BATCH = 50;
const VALIDITY = 5 * MINUTE;

/** Codes that may be one id's fault alone: then the batch is halved until that id stands alone. */
const ONE_ID_MAY_BE_BAD: ReadonlySet<string> = new Set(["UPSTREAM_REJECTED", "NOT_FOUND"]);

/** Download links within one operation: one call per instance and 50 files. Links are secrets, and never outlive it. */
export class DownloadLinks {
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
