import DataLoader from "dataloader";
import {
  isUuid,
  type LoadBalancerAlertRecord,
  type LoadBalancerAuditRecord,
  type LoadBalancerComponentRecord,
  type LoadBalancerFilter,
  type LoadBalancerReader,
  passesFilter,
} from "../../audit/load-balancers.js";
import { planMore, type Session } from "../../audit/session.js";
import { snapshotTimeline, type Timeline } from "../../audit/timeline.js";
import { once, type Once } from "../../upstream/cache/source-cache.js";
import type { OctaviaClient } from "./client.js";
import type { Balancer, BalancerParts } from "./mapping.js";
import type { BalancerList, Report } from "./report.js";

/** Balancers that an operation asks for one by one; for more the report costs less. */
const LOOKED_UP = 3;

/** One operation's view of an Octavia: one report, single balancers, and the parts of some. */
export class OctaviaSession implements LoadBalancerReader {
  readonly #reports: Once<"report", Report>;
  readonly #lists: Once<"balancers", BalancerList>;
  readonly #balancers: Once<string, Balancer | null>;
  readonly #trees: Once<string, readonly LoadBalancerComponentRecord[]>;
  readonly #pools: Once<string, readonly LoadBalancerComponentRecord[]>;
  /** Of those that were looked up. */
  readonly #parts = new Map<string, BalancerParts | null>();
  readonly #lookUps: DataLoader<string, LoadBalancerAuditRecord | null>;
  #report: Promise<Report> | undefined;
  #lookedUp = 0;

  constructor(
    private readonly client: OctaviaClient,
    private readonly session: Session,
  ) {
    this.#reports = once(session, () => (this.#report = client.report(session)));
    this.#lists = once(session, () => client.balancers(session));
    this.#balancers = once(session, async (id) => {
      const found = await client.balancer(id, session);
      if (found) this.#parts.set(id, found.parts);
      return found;
    });
    this.#trees = once(session, (id) => client.tree(id, session));
    this.#pools = once(session, (id) => client.pools(id, session));
    this.#lookUps = new DataLoader((ids: readonly string[]) => this.#lookUp(ids));
  }

  audits(filter: LoadBalancerFilter = {}): Timeline<LoadBalancerAuditRecord> {
    return snapshotTimeline(this.client.info, async () => {
      // There are no alerts and no accounts, so nobody passes where one is asked for.
      if (filter.hasUnacknowledgedAlerts === true || filter.accountIds !== undefined) return { records: [] };
      const { audits, changed, problem } = await this.#reports.load("report");
      const records = [...audits.values()].filter((audit) => passesFilter(audit, filter));
      return { records, reanchored: changed, ...(problem ? { problem } : {}) };
    });
  }

  audit(loadBalancerId: string): Promise<LoadBalancerAuditRecord | null> {
    return isUuid(loadBalancerId) ? this.#lookUps.load(loadBalancerId) : Promise.resolve(null);
  }

  /** Octavia has none; what is wrong with a balancer's parts is no alert that somebody could acknowledge. */
  alerts(): Promise<readonly LoadBalancerAlertRecord[]> {
    return Promise.resolve([]);
  }

  alertList(): Timeline<LoadBalancerAlertRecord> {
    return snapshotTimeline(this.client.info, () => Promise.resolve({ records: [] }));
  }

  async balancers(): ReturnType<LoadBalancerReader["balancers"]> {
    const { balancers, problem } = await this.#lists.load("balancers");
    return { balancers: balancers.map(({ id, name }) => ({ loadBalancerId: id, name })), problem };
  }

  async name(loadBalancerId: string): Promise<string | null> {
    if (!isUuid(loadBalancerId)) return null;
    return (await this.#balancers.load(loadBalancerId))?.name ?? null;
  }

  /** The tree has no pools that no listener uses. What was read of the balancer already may tell that there are none. */
  async components(loadBalancerId: string): Promise<readonly LoadBalancerComponentRecord[]> {
    if (!isUuid(loadBalancerId)) return [];
    const report = await this.#report?.catch(() => undefined);
    const known = report?.parts.get(loadBalancerId) ?? this.#parts.get(loadBalancerId) ?? undefined;
    const tree = known?.hasListeners === false ? [] : await this.#trees.load(loadBalancerId);
    const told = new Set(tree.map(({ componentId }) => componentId));
    if (known?.pools.every((pool) => told.has(pool)) === true) return tree;
    if (known?.hasListeners !== false) planMore(this.session, 1);
    const pools = await this.#pools.load(loadBalancerId);
    return [...tree, ...pools.filter(({ componentId }) => !told.has(componentId))];
  }

  async #lookUp(ids: readonly string[]): Promise<(LoadBalancerAuditRecord | null | Error)[]> {
    this.#lookedUp += ids.length;
    if (this.#report === undefined && this.#lookedUp <= LOOKED_UP) {
      const asked = ids.map((id) =>
        this.#balancers.load(id).then(
          (found) => found?.record ?? null,
          (error: unknown) => error as Error,
        ),
      );
      return Promise.all(asked);
    }
    const { audits } = await this.#reports.load("report");
    return ids.map((id) => audits.get(id) ?? null);
  }
}
