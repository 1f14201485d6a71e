import DataLoader from "dataloader";
import { AuditError } from "../../audit/errors.js";
import { planMore, type Session } from "../../audit/session.js";
import {
  BALANCERS_PER_CALL,
  isAtlasId,
  type LoadBalancerAlertFilter,
  type LoadBalancerAlertRecord,
  type LoadBalancerAuditRecord,
  type LoadBalancerComponentRecord,
  type LoadBalancerFilter,
  type LoadBalancerReader,
  passesAlertFilter,
  passesFilter,
} from "../../audit/load-balancers.js";
import { snapshotTimeline, type Timeline } from "../../audit/timeline.js";
import { once, type Once } from "../../upstream/cache/source-cache.js";
import type { AtlasClient } from "./client.js";
import type { Report } from "./mapping.js";

const needsAlerts = ({ hasUnacknowledgedAlerts, accountIds }: LoadBalancerFilter): boolean =>
  hasUnacknowledgedAlerts !== undefined || accountIds !== undefined;

/** What only a balancer's alerts settle: the report names no account, its alerts do. */
const judgeAlerts = (
  alerts: readonly LoadBalancerAlertRecord[],
  { hasUnacknowledgedAlerts, accountIds }: LoadBalancerFilter,
): boolean =>
  (hasUnacknowledgedAlerts === undefined ||
    alerts.some(({ status }) => status === "UNACKNOWLEDGED") === hasUnacknowledgedAlerts) &&
  (accountIds === undefined || alerts.some(({ accountId }) => accountId !== null && accountIds.includes(accountId)));

/** "client" sends no changes-since: the source's code takes it backwards. */
type ChangesSince = "client" | "upstream";

/** One operation's view of an Atlas: one report, and alerts batched by balancer. */
export class AtlasSession implements LoadBalancerReader {
  /** By changes-since; undefined is the whole report. */
  readonly #reports: Once<number | undefined, Report>;
  readonly #alerts: Once<string, readonly LoadBalancerAlertRecord[]>;

  constructor(
    private readonly client: AtlasClient,
    private readonly session: Session,
    private readonly changesSince: ChangesSince,
  ) {
    this.#reports = once(session, (since) => client.report(since, session));
    const batches = new DataLoader((ids: readonly string[]) => this.#loadAlerts(ids), {
      maxBatchSize: BALANCERS_PER_CALL,
      cache: false,
    });
    this.#alerts = once(session, (id) => batches.load(id));
  }

  audits(filter: LoadBalancerFilter = {}): Timeline<LoadBalancerAuditRecord> {
    return snapshotTimeline(this.client.info, async () => {
      const { audits, problem } = await this.#reports.load(this.#sentTime(filter));
      const records = await this.#judge(
        [...audits.values()].filter((audit) => passesFilter(audit, filter)),
        filter,
      );
      return { records, ...(problem ? { problem } : {}) };
    });
  }

  audit(loadBalancerId: string): Promise<LoadBalancerAuditRecord | null> {
    return this.#reports.load(undefined).then(({ audits }) => audits.get(loadBalancerId) ?? null);
  }

  alerts(loadBalancerId: string): Promise<readonly LoadBalancerAlertRecord[]> {
    return this.#alerts.load(loadBalancerId);
  }

  alertList(filter: LoadBalancerAlertFilter = {}): Timeline<LoadBalancerAlertRecord> {
    return snapshotTimeline(this.client.info, async () => {
      const { ids, problem } = await this.#balancersOf(filter);
      this.#planBatches(ids.length);
      const alerts = await Promise.all(ids.map((id) => this.alerts(id)));
      const records = alerts.flat().filter((alert) => passesAlertFilter(alert, filter));
      return { records, ...(problem ? { problem } : {}) };
    });
  }

  /** The report is the one list of balancers here: of the audited ones. */
  async balancers(): ReturnType<LoadBalancerReader["balancers"]> {
    const { audits, problem } = await this.#reports.load(undefined);
    return { balancers: [...audits.keys()].map((loadBalancerId) => ({ loadBalancerId, name: null })), problem };
  }

  /** No call tells a balancer's name or parts. */
  name(): Promise<null> {
    return Promise.resolve(null);
  }

  components(): Promise<readonly LoadBalancerComponentRecord[]> {
    return Promise.resolve([]);
  }

  #sentTime({ changedSince }: LoadBalancerFilter): number | undefined {
    return this.changesSince === "upstream" ? changedSince : undefined;
  }

  async #judge(
    audits: readonly LoadBalancerAuditRecord[],
    filter: LoadBalancerFilter,
  ): Promise<readonly LoadBalancerAuditRecord[]> {
    if (!needsAlerts(filter)) return audits;
    this.#planBatches(audits.length);
    const alerts = await Promise.all(audits.map((audit) => this.alerts(audit.loadBalancerId)));
    return audits.filter((_, i) => judgeAlerts(alerts[i] ?? [], filter));
  }

  /** The plan counts one call; how many balancers the report has is known only here. */
  #planBatches(balancers: number): void {
    planMore(this.session, Math.ceil(balancers / BALANCERS_PER_CALL) - 1);
  }

  /** Whose alerts are asked for. Balancers that are named need no report; other services' ids are none of this one. */
  async #balancersOf({ loadBalancerIds }: LoadBalancerAlertFilter): Promise<{
    readonly ids: readonly string[];
    readonly problem?: AuditError | undefined;
  }> {
    if (loadBalancerIds) return { ids: [...new Set(loadBalancerIds)].filter(isAtlasId) };
    const { audits, problem } = await this.#reports.load(undefined);
    return { ids: [...audits.keys()], problem };
  }

  /** The batch call where the source offers it; otherwise what the report itself holds, which is one alert at most. */
  async #loadAlerts(ids: readonly string[]): Promise<(readonly LoadBalancerAlertRecord[])[]> {
    const alerts = await this.client.alerts(ids, this.session).catch(async (error: unknown) => {
      const isMissing =
        error instanceof AuditError && (error.code === "NOT_FOUND" || error.code === "UPSTREAM_REJECTED");
      if (!isMissing) throw error;
      return (await this.#reports.load(undefined)).alerts;
    });
    return ids.map((id) => alerts.get(id) ?? []);
  }
}
