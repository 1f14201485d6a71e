import {
  BalancerSummaryDocument,
  type BalancerSummaryQuery,
  UsageSummaryDocument,
  type UsageSummaryQuery,
} from "../generated/graphql.js";
import { type Parts, useParts } from "../reading/use-parts.js";
import type { Sources } from "../sources/use-sources.js";
import { BALANCERS, chosenOf } from "../view/filters.js";
import type { TimeSpan } from "../view/time-span.js";
import type { View } from "../view/view.js";

/** How usage audits of the range went. Nothing is asked where no such source is chosen: an empty list would mean all. */
export const useUsageSummary = (known: Sources["sources"], view: View, window: TimeSpan): Parts<UsageSummaryQuery> => {
  const sources = chosenOf(known, view, ["NOVA"]);
  const variables = sources.length === 0 ? [] : [{ sources, window }];
  return useParts(UsageSummaryDocument, variables, JSON.stringify([sources, view.range]));
};

/** How load balancers stand at the moment. */
export const useBalancerSummary = (known: Sources["sources"], view: View): Parts<BalancerSummaryQuery> => {
  const sources = chosenOf(known, view, BALANCERS);
  const variables = sources.length === 0 ? [] : [{ sources }];
  return useParts(BalancerSummaryDocument, variables, JSON.stringify(sources));
};
