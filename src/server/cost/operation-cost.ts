import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from "graphql";
import type { SourceCatalog } from "../../graphql/context/source-catalog.js";
import type { OperationContext } from "../../graphql/context/operation-context.js";
import type { World } from "./level.js";
import { type Cost, planCost } from "./plan-cost.js";

const worldOf = (catalog: SourceCatalog, now: number): World => ({
  now,
  count: (subject, { sources, kinds }) =>
    catalog
      .of(subject)
      .filter(({ info }) => (sources?.includes(info.name) ?? true) && (kinds?.includes(info.kind) ?? true)).length,
});

export interface PricedOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** What a validated operation may cost in this context. Undefined for variables that do not fit. */
export const operationCost = (asked: PricedOperation, { catalog, session }: OperationContext): Cost | undefined =>
  planCost(asked, worldOf(catalog, session.now));

/** Is it counted to its end, and within the points that one operation may cost? */
export const isAffordable = ({ isWhole, requested }: Cost, limit: number): boolean => isWhole && requested <= limit;

/** extensions.cost of an answer: what was planned, and what has been asked of sources since. */
export const costExtension = (
  { requested, planned }: Cost,
  limit: number,
  { session }: OperationContext,
): Record<string, unknown> => {
  const { made = 0, deduplicated = 0 } = session.calls ?? {};
  return { cost: { requested, limit, upstreamCalls: { planned, made, deduplicated } } };
};
