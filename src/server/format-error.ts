import type { GraphQLFormattedError } from "graphql";
import type { AuditError } from "../audit/audit-error.js";
import type { DemandLimits } from "../audit/demand-limits.js";
import { judgeError } from "./judge-error.js";
import type { Refusals } from "./limits/refusals.js";
import { TooComplex } from "./limits/too-complex.js";

const publicFacts = ({ code, retryable, retryAfterMs, upstreamRequestId }: AuditError): Record<string, unknown> => ({
  code,
  retryable,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  ...(upstreamRequestId === undefined ? {} : { upstreamRequestId }),
});

/**
 * The one place where errors leave. An AuditError shows its sentence and its code; what the caller wrote wrongly keeps
 * GraphQL's own message; everything else is masked as INTERNAL. What the log has of it, ObservedOperation tells.
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
