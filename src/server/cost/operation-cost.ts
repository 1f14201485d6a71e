import type { SourceCatalog } from "../../graphql/context/source-catalog.js";
import type { OperationContext } from "../../graphql/context/operation-context.js";
import type { World } from "../../graphql/cost/price.js";
import { type Asked, type Cost, planCost } from "./plan-cost.js";

/** Room for calls that fail and are made again: as many as the source's retry budget pays for, and all of one call. */
const RETRIES_PER_CALL = 0.45;
const RETRIES_OF_ONE = 6;

const withRetries = (calls: number): number =>
  calls === 0 ? 0 : calls + Math.ceil(RETRIES_PER_CALL * calls) + RETRIES_OF_ONE;

const worldOf = (catalog: SourceCatalog, now: number): World => ({
  now,
  count: (subject, { sources, kinds }) =>
    catalog
      .of(subject)
      .filter(({ info }) => (sources?.includes(info.name) ?? true) && (kinds?.includes(info.kind) ?? true)).length,
});

/**
 * Prices an operation, and bounds the upstream calls that it may make from now on: to `mostCalls`, whatever it costs.
 * Undefined for one that GraphQL refuses to execute.
 */
export const priceOperation = (
  asked: Asked,
  { catalog, session }: OperationContext,
  mostCalls: number,
): Cost | undefined => {
  const cost = planCost(asked, worldOf(catalog, session.now));
  if (cost && session.calls) {
    session.calls.planned = Math.min(withRetries(cost.calls), mostCalls);
    session.calls.most = mostCalls;
  }
  return cost;
};

/** Is it counted to its end, and within the points that one operation may cost? */
export const isAffordable = ({ isWhole, requested }: Cost, limit: number): boolean => isWhole && requested <= limit;

/** extensions.cost of an answer: what it was priced at, what it might have asked of sources, and what it did. */
export const costExtension = ({ requested }: Cost, limit: number, { session }: OperationContext): object => {
  const { planned = 0, made = 0, deduplicated = 0 } = session.calls ?? {};
  return { cost: { requested, limit, upstreamCalls: { planned, made, deduplicated } } };
};
