import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import type { GraphQLSchema } from "graphql";
import type { DemandLimits } from "../audit/demand-limits.js";
import type { Log } from "../telemetry/log.js";
import { costPlugin } from "./cost/cost-plugin.js";
import { heatPlugin } from "./execution/heat-plugin.js";
import type { HotOperations } from "./execution/hot-operations.js";
import { formatErrors } from "./format-error.js";
import { noIntrospection } from "./limits/introspection-rule.js";
import type { Refusals } from "./limits/refusals.js";
import { limitRules } from "./limits/validation-rules.js";
import { observationPlugin } from "./observation/observation-plugin.js";
import type { ServerContext } from "./server-context.js";

export interface ApolloOptions {
  readonly schema: GraphQLSchema;
  readonly introspection: boolean;
  readonly limits: DemandLimits;
  readonly refusals: Refusals;
  readonly log: Log;
  readonly hot: HotOperations;
}

/** Defaults that cost on every request, or that ask other hosts for anything, are off. */
const withoutCostlyDefaults: readonly ApolloServerPlugin[] = [
  ApolloServerPluginCacheControlDisabled(),
  ApolloServerPluginInlineTraceDisabled(),
  ApolloServerPluginLandingPageDisabled(),
  ApolloServerPluginSchemaReportingDisabled(),
  ApolloServerPluginUsageReportingDisabled(),
];

export const createApollo = (options: ApolloOptions): ApolloServer<ServerContext> => {
  const { schema, introspection, limits, refusals, log, hot } = options;
  return new ApolloServer<ServerContext>({
    schema,
    // Whether it is answered is a rule of our own, whose words are of this product.
    introspection: true,
    hideSchemaDetailsFromClientErrors: !introspection,
    parseOptions: { maxLexicalTokens: limits.tokens },
    maxRecursiveSelections: true,
    validationRules: [...limitRules(limits), ...(introspection ? [] : [noIntrospection])],
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    // Without Apollo's line break behind it, for which the whole text would be copied once more.
    stringifyResult: (result) => JSON.stringify(result),
    // Draining is the server's: requests first, then this.
    stopOnTerminationSignals: false,
    formatError: formatErrors(limits, refusals),
    logger: {
      debug: (message: unknown) => log.debug(String(message)),
      info: (message: unknown) => log.info(String(message)),
      warn: (message: unknown) => log.warn(String(message)),
      error: (message: unknown) => log.error(String(message)),
    },
    plugins: [...withoutCostlyDefaults, observationPlugin, costPlugin({ schema, limit: limits.cost }), heatPlugin(hot)],
  });
};
