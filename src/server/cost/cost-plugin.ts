import type { ApolloServerPlugin } from "@apollo/server";
import { GraphQLError, type GraphQLSchema } from "graphql";
import type { OperationContext } from "../../graphql/context/operation-context.js";
import type { SourceCatalog } from "../../graphql/context/source-catalog.js";
import { TooComplex } from "../limits/too-complex.js";
import type { World } from "./level.js";
import { type Cost, planCost } from "./plan-cost.js";

export interface CostPluginOptions {
  readonly schema: GraphQLSchema;
  /** Points that one operation may cost. */
  readonly limit: number;
}

const worldOf = (catalog: SourceCatalog, now: number): World => ({
  now,
  count: (subject, { sources, kinds }) =>
    catalog
      .of(subject)
      .filter(({ info }) => (sources?.includes(info.name) ?? true) && (kinds?.includes(info.kind) ?? true)).length,
});

/**
 * Refuses an operation that may cost too much before anything is asked of an upstream, and writes extensions.cost into
 * every answer of an operation.
 */
export const costPlugin = ({ schema, limit }: CostPluginOptions): ApolloServerPlugin<OperationContext> => ({
  requestDidStart: () => {
    let cost: Cost | undefined;
    return Promise.resolve({
      didResolveOperation: ({ document, operation, request, contextValue }) => {
        // An operation that is not found is refused later, in GraphQL's own words.
        if (!operation) return Promise.resolve();
        const { session, catalog } = contextValue;
        const asked = { schema, document, operation, variables: request.variables ?? {} };
        cost = planCost(asked, worldOf(catalog, session.now));
        if (cost === undefined || (cost.isWhole && cost.requested <= limit)) return Promise.resolve();
        const originalError = new TooComplex("cost", limit);
        const extensions = { http: { status: 400 } };
        return Promise.reject(new GraphQLError(originalError.message, { originalError, extensions }));
      },
      willSendResponse: ({ response, contextValue }) => {
        if (cost === undefined || response.body.kind !== "single") return Promise.resolve();
        const { requested, planned } = cost;
        const { made = 0, deduplicated = 0 } = contextValue.session.calls ?? {};
        response.body.singleResult.extensions = {
          ...response.body.singleResult.extensions,
          cost: { requested, limit, upstreamCalls: { planned, made, deduplicated } },
        };
        return Promise.resolve();
      },
    });
  },
});
