import type { Product } from "../../http/support/product.js";
import { type Cell, TARGETS } from "./matrix.js";

const QUERY = `query Cell($sources: [String!], $window: TimeWindowInput!) {
  auditRecords(filter: { sources: $sources }, window: $window, first: 200) {
    edges {
      node {
        __typename
        occurredAt
        source { name }
        ... on AuditLogFile { upstreamId name sizeBytes begin end }
        ... on UsageAuditPeriod { begin end totalInstances totalErrors }
        ... on LoadBalancerAudit { loadBalancer { loadBalancerId } createdAt updatedAt }
      }
    }
    coverage { source { name } state recordsRead problem { code message } }
  }
}`;

interface Coverage {
  readonly source: { readonly name: string };
  readonly state: string;
  readonly recordsRead: number;
  readonly problem: { readonly code: string; readonly message: string } | null;
}

interface Node {
  readonly source: { readonly name: string };
}

/** What became of a cell, and of the healthy source that was asked in the same operation. */
export interface CellAnswer {
  readonly status: number;
  /** The body as it came. */
  readonly text: string;
  readonly code: string;
  readonly coverage: Coverage | undefined;
  /** Records without their source's name, as text: the same ones from any source of the kind. */
  readonly records: readonly string[];
  readonly healthy: { readonly state: string | undefined; readonly records: readonly string[] };
}

export const askCell = async (product: Product, { kind, source }: Cell): Promise<CellAnswer> => {
  const { from, healthy } = TARGETS[kind];
  const { status, body } = await product.ask(QUERY, { sources: [source, healthy], window: { from } });
  const list = (body.data as { auditRecords?: { edges: { node: Node }[]; coverage: Coverage[] } } | undefined)
    ?.auditRecords;
  const coverageOf = (name: string): Coverage | undefined => list?.coverage.find((each) => each.source.name === name);
  const recordsOf = (name: string): string[] =>
    (list?.edges ?? []).flatMap(({ node: { source: from, ...rest } }) =>
      from.name === name ? [JSON.stringify(rest)] : [],
    );
  const coverage = coverageOf(source);
  const isWhole = coverage?.state === "COMPLETE" && coverage.problem === null;
  return {
    status,
    text: JSON.stringify(body),
    code: isWhole ? "unharmed" : (coverage?.problem?.code ?? coverage?.state ?? "nothing"),
    coverage,
    records: recordsOf(source),
    healthy: { state: coverageOf(healthy)?.state, records: recordsOf(healthy) },
  };
};
