import { HeaderMap } from "@apollo/server";
import { ApolloServerErrorCode } from "@apollo/server/errors";
import { GraphQLError, type GraphQLFormattedError, isValueNode } from "graphql";
import { asAuditError, AuditError } from "../audit/errors.js";
import type { DemandLimits } from "../config/settings.js";
import { secondsOf } from "./rate-limits.js";
import { isTooManyTokens, type Refusals, TooComplex } from "./limits.js";

/** What a thrown error is, for the answer to the caller and for the log. */
type Judgement =
  /** The operation is over a limit. `tokens` is GraphQL's own and has no error of ours. */
  | { readonly kind: "refusal"; readonly error: TooComplex | "tokens" }
  /** A value that does not fit its type: GraphQL's message names the variable or the place. */
  | { readonly kind: "badValue" }
  /** What a caller wrote wrongly before anything ran; GraphQL's messages of it are public. */
  | { readonly kind: "mistake"; readonly code: unknown }
  | { readonly kind: "problem"; readonly error: AuditError };

/** Apollo's codes of such mistakes. */
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

/**
 * A value that a variable brought where none, or another, may stand: GraphQL finds it while it executes, and points at
 * the value. Its errors about the server's own values point at fields.
 */
const isAboutCallersValue = (root: unknown): boolean =>
  root instanceof GraphQLError && root.nodes?.[0] !== undefined && isValueNode(root.nodes[0]);

export const judgeError = (thrown: unknown): Judgement => {
  const root = rootOf(thrown);
  const code = thrown instanceof GraphQLError ? thrown.extensions.code : undefined;
  if (root instanceof TooComplex) return { kind: "refusal", error: root };
  if (isTooManyTokens(root)) return { kind: "refusal", error: "tokens" };
  const isBadValue =
    code === ApolloServerErrorCode.BAD_USER_INPUT ||
    (!callersMistakes.has(code) && isAboutCallersValue(root)) ||
    (code === ApolloServerErrorCode.GRAPHQL_VALIDATION_FAILED && root instanceof AuditError);
  if (isBadValue) return { kind: "badValue" };
  if (!(root instanceof AuditError) && callersMistakes.has(code)) return { kind: "mistake", code };
  return { kind: "problem", error: asAuditError(root) };
};

/** How an operation is answered over HTTP that is refused before it runs. */
interface RefusedOverHttp {
  readonly status: number;
  readonly headers: HeaderMap;
}

/** Ends an operation before it runs: Apollo Server answers with this status, and with when to come again. */
export const refusedWith = (status: number, error: AuditError, headers = new HeaderMap()): GraphQLError => {
  const { retryAfterMs } = error;
  // Credentials that are not believed will not be later.
  if (retryAfterMs !== undefined && status !== 401) headers.set("retry-after", secondsOf(retryAfterMs));
  const http: RefusedOverHttp = { status, headers };
  return new GraphQLError(error.message, { originalError: error, extensions: { http } });
};

export const refusalOverHttp = (error: unknown): RefusedOverHttp | undefined =>
  error instanceof GraphQLError ? (error.extensions.http as RefusedOverHttp | undefined) : undefined;

const publicFacts = ({ code, retryable, retryAfterMs, upstreamRequestId }: AuditError): Record<string, unknown> => ({
  code,
  retryable,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  ...(upstreamRequestId === undefined ? {} : { upstreamRequestId }),
});

/**
 * The one place where errors leave. An AuditError shows its sentence and its code; what the caller wrote wrongly keeps
 * GraphQL's own message; any other error is masked as INTERNAL. What the log has of it, ObservedOperation reports.
 */
export const formatErrors =
  ({ tokens }: Pick<DemandLimits, "tokens">, refusals: Refusals) =>
  ({ message, locations, path }: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError => {
    const place = { ...(locations ? { locations } : {}), ...(path ? { path } : {}) };
    const judged = judgeError(thrown);
    switch (judged.kind) {
      case "refusal": {
        const error = judged.error === "tokens" ? new TooComplex("tokens", tokens) : judged.error;
        refusals.count(error.limit);
        return { message: error.message, ...place, extensions: publicFacts(error) };
      }
      case "badValue":
        return { message, ...place, extensions: { code: "INVALID_ARGUMENT", retryable: false } };
      case "mistake":
        return { message, ...place, extensions: { code: judged.code } };
      case "problem":
        return { message: judged.error.message, ...place, extensions: publicFacts(judged.error) };
    }
  };
