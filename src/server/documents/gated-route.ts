import type { DocumentPolicy } from "../../audit/document-policy.js";
import type { GraphqlRoute } from "../execution/graphql-route.js";
import type { Refusals } from "../limits/refusals.js";
import type { ObservedRequests } from "../observation/observed-requests.js";
import { documentGate } from "./document-gate.js";
import { refuseDocument } from "./refuse-document.js";

export interface GatedRouteParts {
  readonly refusals: Refusals;
  readonly requests: ObservedRequests;
}

/** The route behind a gate that knows the documents which may be run. */
export const gatedRoute = (
  route: GraphqlRoute,
  policy: DocumentPolicy,
  { refusals, requests }: GatedRouteParts,
): GraphqlRoute => {
  const gate = documentGate(policy);
  return (request, reply) => {
    const refusal = gate(request);
    if (!refusal) return route(request, reply);
    refusals.count("documents");
    requests.of(request).answered({ errors: [refusal] });
    return Promise.resolve(refuseDocument(request, reply, refusal));
  };
};
