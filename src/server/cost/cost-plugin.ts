import type { ApolloServerPlugin } from "@apollo/server";
import { GraphQLError, type GraphQLSchema } from "graphql";
import { TooComplex } from "../limits/too-complex.js";
import type { ServerContext } from "../server-context.js";
import { costExtension, isAffordable, operationCost } from "./operation-cost.js";
import type { Cost } from "./plan-cost.js";

export interface CostPluginOptions {
  readonly schema: GraphQLSchema;
  /** Points that one operation may cost. */
  readonly limit: number;
}

/**
 * Refuses an operation that may cost too much before anything is asked of an upstream, and writes extensions.cost into
 * every answer of an operation.
 */
export const costPlugin = ({ schema, limit }: CostPluginOptions): ApolloServerPlugin<ServerContext> => ({
  requestDidStart: () => {
    let cost: Cost | undefined;
    return Promise.resolve({
      didResolveOperation: ({ document, operation, request, contextValue }) => {
        // An operation that is not found is refused later, in GraphQL's own words.
        if (!operation) return Promise.resolve();
        const asked = { schema, document, operation, variables: request.variables ?? {} };
        cost = operationCost(asked, contextValue);
        if (cost) contextValue.observed.priced(cost);
        if (cost && contextValue.session.calls) contextValue.session.calls.planned = cost.planned;
        if (cost === undefined || isAffordable(cost, limit)) return Promise.resolve();
        const originalError = new TooComplex("cost", limit);
        const extensions = { http: { status: 400 } };
        return Promise.reject(new GraphQLError(originalError.message, { originalError, extensions }));
      },
      willSendResponse: ({ response, contextValue }) => {
        if (cost === undefined || response.body.kind !== "single") return Promise.resolve();
        response.body.singleResult.extensions = {
          ...response.body.singleResult.extensions,
          ...costExtension(cost, limit, contextValue),
        };
        return Promise.resolve();
      },
    });
  },
});
