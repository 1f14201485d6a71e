import type { ApolloServerPlugin } from "@apollo/server";
import type { OperationContext } from "../graphql/context/operation-context.js";
import type { Log } from "../telemetry/log.js";

/** One line per operation. Never its variables: they may hold what only the caller should know. */
export const operationLog = (log: Log): ApolloServerPlugin<OperationContext> => ({
  requestDidStart: () => {
    const startedAt = performance.now();
    return Promise.resolve({
      willSendResponse: ({ operationName, response }) => {
        const errors = response.body.kind === "single" ? (response.body.singleResult.errors ?? []) : [];
        log.info(
          {
            operation: operationName ?? null,
            ms: Math.round(performance.now() - startedAt),
            ...(errors.length > 0 ? { codes: errors.map(({ extensions }) => extensions?.code) } : {}),
          },
          "operation",
        );
        return Promise.resolve();
      },
    });
  },
});
