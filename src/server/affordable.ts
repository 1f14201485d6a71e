import type { OperationContext } from "../graphql/context.js";
import { type Asked, type Cost, planCost, worldOf } from "./cost.js";
import { Search } from "./dearest.js";
import { refusedWith } from "./errors.js";
import { TooComplex } from "./limits.js";

/** The refusal: what it would cost, and for which field most of it. */
const tooDear = (asked: Asked, { catalog, session }: OperationContext, cost: Cost, limit: number): TooComplex => {
  const search = new Search();
  planCost(asked, worldOf(catalog, session.now), search);
  const { path, points } = search.dearest;
  const most = points > 0 ? `, of which ${path} takes ${points}` : "";
  const known = cost.isWhole
    ? `It would cost ${cost.requested}${most}.`
    : `It asks for more than is counted: ${cost.requested} so far${most}.`;
  return new TooComplex("cost", limit, ` ${known}`);
};

/** Throws for an operation that is not counted to its end, or costs more points than one may. */
export const requireAffordable = (asked: Asked, context: OperationContext, cost: Cost, limit: number): void => {
  if (!cost.isWhole || cost.requested > limit) throw refusedWith(400, tooDear(asked, context, cost, limit));
};
