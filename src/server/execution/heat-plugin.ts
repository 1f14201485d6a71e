import type { ApolloServerPlugin } from "@apollo/server";
import type { ServerContext } from "../server-context.js";
import type { HotOperations } from "./hot-operations.js";

/** Counts what Apollo's pipeline executes: everything there has been parsed, found valid, and priced. */
export const heatPlugin = (hot: HotOperations): ApolloServerPlugin<ServerContext> => ({
  requestDidStart: () =>
    Promise.resolve({
      executionDidStart: ({ source, request, document, operation }) => {
        hot.ran({ source, name: request.operationName }, document, operation);
        return Promise.resolve();
      },
    }),
});
