import { AuditError } from "../../audit/errors.js";
import type { LoadBalancerComponentRecord } from "../../audit/load-balancers.js";
import type { SourceInfo } from "../../audit/record.js";
import { planMore, type Session } from "../../audit/session.js";
import type { UpstreamClient } from "../../upstream/client.js";
import { sourceBrokeContract, sourceLacksCall, sourceRejected } from "../../upstream/failures.js";
import { classifyByStatus, fault, type FaultClassifier, faultFacts } from "../../upstream/faults.js";
import { type Balancer, toBalancer, toComponents, toPool } from "./mapping.js";
import {
  type BalancerList,
  type BalancerPage,
  type Listing,
  MARKER_GONE,
  type PageQuery,
  readBalancers,
  readReport,
  type Report,
} from "./report.js";
import * as wire from "./wire.js";

const isMissing = (error: unknown): boolean => error instanceof AuditError && error.code === "NOT_FOUND";

/** Octavia's calls. Throws AuditError. */
export class OctaviaClient {
  constructor(
    readonly info: SourceInfo,
    private readonly upstream: UpstreamClient,
    private readonly listing: Listing = "audited",
  ) {}

  /** What stands now, so it is never kept; operations that ask for it meanwhile share the next read. */
  report(session: Session): Promise<Report> {
    return this.upstream.cache.share(["OCTAVIA", "report"], session, (shared) =>
      readReport((query) => this.page(query, shared), this.info, this.listing, shared),
    );
  }

  /** All balancers as they stand now, whatever their status; kept and shared as the report is. */
  balancers(session: Session): Promise<BalancerList> {
    return this.upstream.cache.share(["OCTAVIA", "balancers"], session, (shared) =>
      readBalancers((query) => this.page(query, shared), this.info, shared),
    );
  }

  page({ sort, limit, status, projectId, marker }: PageQuery, session: Session): Promise<BalancerPage> {
    const optional = { provisioning_status: status, project_id: projectId, marker };
    const request = {
      operation: "listLoadBalancers",
      template: "/lbaas/loadbalancers",
      path: ["lbaas", "loadbalancers"],
      query: [
        ["sort", sort] as const,
        ["limit", String(limit)] as const,
        ...Object.entries(optional).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])),
      ],
    };
    return this.upstream.json(request, session, ({ body, receivedAt }) => {
      const parsed = wire.list.safeParse(body);
      if (!parsed.success) throw sourceBrokeContract(this.info.name, { detail: "no such list in the answer" });
      const { loadbalancers, loadbalancers_links: links } = parsed.data;
      // An Octavia may give less than it is asked for; its link to a next page tells.
      const hasNext = links?.some(({ rel }) => rel === "next") ?? false;
      return {
        entries: loadbalancers.map((entry) => toBalancer(entry, this.info, receivedAt)),
        isLast: !hasNext && loadbalancers.length < limit,
      };
    });
  }

  /** One balancer, whatever its status; null where there is none of this id, or no longer. */
  balancer(id: string, session: Session): Promise<Balancer | null> {
    const request = {
      operation: "showLoadBalancer",
      template: "/lbaas/loadbalancers/{id}",
      path: ["lbaas", "loadbalancers", id],
    };
    return this.upstream.cache.share(["OCTAVIA", "balancer", id], session, (shared) =>
      this.upstream
        .json(request, shared, ({ body, receivedAt }) => {
          const parsed = wire.one.safeParse(body);
          const found = parsed.success ? toBalancer(parsed.data.loadbalancer, this.info, receivedAt) : undefined;
          if (!found) throw sourceBrokeContract(this.info.name, { detail: "no balancer in the answer" });
          return found;
        })
        .catch((error: unknown) => {
          if (isMissing(error)) return null;
          throw error;
        }),
    );
  }

  /** The listeners of one balancer with all that stands behind them; none where it is gone. No pools that no listener uses. */
  tree(id: string, session: Session): Promise<readonly LoadBalancerComponentRecord[]> {
    const request = {
      operation: "showStatusTree",
      template: "/lbaas/loadbalancers/{id}/status",
      path: ["lbaas", "loadbalancers", id, "status"],
    };
    return this.upstream.cache.share(["OCTAVIA", "tree", id], session, (shared) =>
      this.upstream
        .json(request, shared, ({ body }) => {
          const parsed = wire.tree.safeParse(body);
          if (!parsed.success) throw sourceBrokeContract(this.info.name, { detail: "no status tree in the answer" });
          return toComponents(parsed.data);
        })
        .catch((error: unknown) => {
          if (isMissing(error)) return [];
          throw error;
        }),
    );
  }

  /** All pools of one balancer, without their members. */
  pools(id: string, session: Session): Promise<readonly LoadBalancerComponentRecord[]> {
    return this.upstream.cache.share(["OCTAVIA", "pools", id], session, async (shared) => {
      const all: LoadBalancerComponentRecord[] = [];
      for (let pages = 0; pages < POOL_PAGES; pages += 1) {
        const page = await this.#poolPage(id, all.at(-1)?.componentId, shared);
        all.push(...page.pools);
        if (page.isLast || page.pools.length === 0) break;
        planMore(shared, 1);
      }
      return all;
    });
  }

  #poolPage(id: string, marker: string | undefined, session: Session) {
    const request = {
      operation: "listPools",
      template: "/lbaas/pools",
      path: ["lbaas", "pools"],
      query: [
        ["loadbalancer_id", id] as const,
        ["sort", "id"] as const,
        ["limit", String(POOLS_A_PAGE)] as const,
        ...(marker === undefined ? [] : [["marker", marker] as const]),
      ],
    };
    return this.upstream.json(request, session, ({ body }) => {
      const parsed = wire.pools.safeParse(body);
      const pools = parsed.success ? parsed.data.pools.map(toPool) : [undefined];
      if (!parsed.success || !pools.every((pool) => pool !== undefined)) {
        throw sourceBrokeContract(this.info.name, { detail: "no list of pools in the answer" });
      }
      const hasNext = parsed.data.pools_links?.some(({ rel }) => rel === "next") ?? false;
      return { pools, isLast: !hasNext && pools.length < POOLS_A_PAGE };
    });
  }

  /**
   * Does the token see all projects? The list itself never tells: without the right it is 200 with the token's own
   * project. A question for another project is refused then, and answered with nothing otherwise.
   */
  async seesAllProjects(session: Session): Promise<boolean> {
    try {
      await this.page({ sort: "id", limit: 1, projectId: NO_PROJECT }, session);
      return true;
    } catch (error) {
      if (error instanceof AuditError && error.detail === "HTTP 403") return false;
      throw error;
    }
  }
}

const POOLS_A_PAGE = 200;
/** So many pools no balancer has; a list that does not end must end all the same. */
const POOL_PAGES = 5;

/** In the form of a project's id, and nobody's. */
const NO_PROJECT = "0".repeat(32);

/**
 * Octavia and its authentication middleware (upstreams: octavia.md, 1.6 and 4.3). Bodies hold SQL, parameters and host
 * names, so nothing of them is taken over: they only tell what was not found.
 *
 * - 404 with a faultcode is a balancer that is not there; without one it is the router's: the endpoint is wrong.
 * - 400 about the marker: the balancer was purged while the list was read.
 * - 503 also means that Octavia cannot reach Keystone, and 500 that it cannot reach its database.
 */
export const classifyOctavia: FaultClassifier = (response) => {
  const { source, status, text } = response;
  if (status === 404 && !text.includes('"faultcode"')) return fault(sourceLacksCall(source, faultFacts(response)));
  if (status === 400 && text.includes("pagination marker")) {
    return fault(sourceRejected(source, faultFacts(response, MARKER_GONE)));
  }
  return classifyByStatus(response);
};
