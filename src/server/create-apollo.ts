import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { GraphQLSchema } from "graphql";
import type { OperationContext } from "../graphql/context/operation-context.js";
import type { Log } from "../telemetry/log.js";
import { formatErrors } from "./format-error.js";
import { operationLog } from "./operation-log.js";

export interface ApolloOptions {
  readonly schema: GraphQLSchema;
  readonly introspection: boolean;
  readonly log: Log;
}

/** Defaults that cost on every request, or that ask other hosts for anything, are off. */
const withoutCostlyDefaults: readonly ApolloServerPlugin[] = [
  ApolloServerPluginCacheControlDisabled(),
  ApolloServerPluginInlineTraceDisabled(),
  ApolloServerPluginLandingPageDisabled(),
  ApolloServerPluginSchemaReportingDisabled(),
  ApolloServerPluginUsageReportingDisabled(),
];

export const createApollo = ({ schema, introspection, log }: ApolloOptions): ApolloServer<OperationContext> =>
  new ApolloServer<OperationContext>({
    schema,
    introspection,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    // Draining is the server's: requests first, then this.
    stopOnTerminationSignals: false,
    formatError: formatErrors(log),
    logger: {
      debug: (message: unknown) => log.debug(String(message)),
      info: (message: unknown) => log.info(String(message)),
      warn: (message: unknown) => log.warn(String(message)),
      error: (message: unknown) => log.error(String(message)),
    },
    plugins: [...withoutCostlyDefaults, operationLog(log)],
  });
