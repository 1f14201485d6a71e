import { type RawBalancer } from "./octavia-rig.js";
import type { Product } from "./product.js";

export const STATUS: Readonly<Record<string, string>> = {
  ERROR: "ERROR",
  PENDING_CREATE: "BUILD",
  PENDING_UPDATE: "PENDING_UPDATE",
  PENDING_DELETE: "PENDING_DELETE",
};

export const PAGE = `query Page($first: Int, $after: String, $orderBy: RecordOrder, $filter: LoadBalancerAuditFilter) {
  loadBalancerAudits(first: $first, after: $after, orderBy: $orderBy, filter: $filter) {
    totalCount
    nodes {
      status name projectId operatingStatus provider vipAddress createdAt updatedAt occurredAt
      loadBalancer { sourceName loadBalancerId name }
    }
    pageInfo { hasNextPage endCursor }
    coverage { state problem { code message } }
  }
}`;

export interface Entry {
  readonly status: string;
  readonly updatedAt: string;
  readonly loadBalancer: { readonly loadBalancerId: string };
}
export interface Page {
  readonly loadBalancerAudits: {
    readonly totalCount: number | null;
    readonly nodes: readonly Entry[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly coverage: readonly { readonly state: string; readonly problem: { readonly code: string } | null }[];
  };
}

const instant = (stamp: string): string => `${stamp}Z`;

/** What the API must say of the balancers that Octavia lists, oldest first. */
export const expected = (raw: readonly RawBalancer[]): object[] =>
  raw
    .flatMap((each) => {
      const status = STATUS[each.provisioning_status];
      const updatedAt = instant(each.updated_at ?? each.created_at);
      const name = each.name === "" ? null : each.name;
      const entry = {
        status,
        name,
        projectId: each.project_id,
        operatingStatus: each.operating_status,
        provider: each.provider,
        vipAddress: each.vip_address,
        createdAt: instant(each.created_at),
        updatedAt,
        occurredAt: updatedAt,
        loadBalancer: { sourceName: "balancers", loadBalancerId: each.id, name },
      };
      return status === undefined ? [] : [entry];
    })
    .sort((a, b) =>
      `${a.updatedAt} ${a.loadBalancer.loadBalancerId}` < `${b.updatedAt} ${b.loadBalancer.loadBalancerId}` ? -1 : 1,
    );

export const idsOf = ({ loadBalancerAudits }: Page): string[] =>
  loadBalancerAudits.nodes.map(({ loadBalancer }) => loadBalancer.loadBalancerId);

export const read = async (product: Product, variables: object = {}): Promise<Page["loadBalancerAudits"]> =>
  (await product.data<Page>(PAGE, { first: 200, ...variables })).loadBalancerAudits;

export const COMPLETE = [{ state: "COMPLETE", problem: null }];
