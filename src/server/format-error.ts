import { ApolloServerErrorCode } from "@apollo/server/errors";
import type { GraphQLFormattedError } from "graphql";
import { AuditError } from "../audit/audit-error.js";
import { asAuditError } from "../audit/coverage.js";
import type { DemandLimits } from "../audit/demand-limits.js";
import type { Log } from "../telemetry/log.js";
import { logProblem } from "../telemetry/log-problem.js";
import type { Refusals } from "./limits/refusals.js";
import { isTooManyTokens } from "./limits/token-limit.js";
import { TooComplex } from "./limits/too-complex.js";

/** Apollo's words for what a caller wrote wrongly before anything ran; its messages are public. */
const callersMistakes: ReadonlySet<unknown> = new Set([
  ApolloServerErrorCode.GRAPHQL_PARSE_FAILED,
  ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED,
  ApolloServerErrorCode.OPERATION_RESOLUTION_FAILURE,
  ApolloServerErrorCode.BAD_REQUEST,
  ApolloServerErrorCode.PERSISTED_QUERY_NOT_FOUND,
  ApolloServerErrorCode.PERSISTED_QUERY_NOT_SUPPORTED,
]);

/** GraphQL wraps what was thrown, in places twice. */
const rootOf = (error: unknown): unknown => {
  let root = error;
  while (root instanceof Error && "originalError" in root && root.originalError instanceof Error) {
    root = root.originalError;
  }
  return root;
};

const publicFacts = ({ code, retryable, retryAfterMs, upstreamRequestId }: AuditError): Record<string, unknown> => ({
  code,
  retryable,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  ...(upstreamRequestId === undefined ? {} : { upstreamRequestId }),
});

/**
 * The one place where errors leave. An AuditError shows its sentence and its code; what the caller wrote wrongly keeps
 * GraphQL's own message; everything else is masked as INTERNAL, and its cause goes to the log.
 */
export const formatErrors =
  (log: Log, { tokens }: Pick<DemandLimits, "tokens">, refusals: Refusals) =>
  (formatted: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError => {
    const { message, locations, path } = formatted;
    const place = { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
    const code = formatted.extensions?.code;
    const found = rootOf(thrown);
    const root = isTooManyTokens(found) ? new TooComplex("tokens", tokens) : found;
    if (root instanceof TooComplex) {
      refusals.count(root.limit);
      return { message: root.message, ...place, extensions: publicFacts(root) };
    }
    // A value that does not fit its type: GraphQL's message names the variable or the place, so it stays.
    const isBadValue =
      code === ApolloServerErrorCode.BAD_USER_INPUT ||
      (code === ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED && root instanceof AuditError);
    if (isBadValue) return { message, ...place, extensions: { code: "INVALID_ARGUMENT", retryable: false } };
    if (!(root instanceof AuditError) && callersMistakes.has(code)) return { message, ...place, extensions: { code } };

    const error = asAuditError(root);
    logProblem(log, error);
    return { message: error.message, ...place, extensions: publicFacts(error) };
  };
