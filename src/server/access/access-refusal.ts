import { HeaderMap } from "@apollo/server";
import { GraphQLError } from "graphql";
import { asAuditError } from "../../audit/coverage.js";

/**
 * A caller that the access policy did not place, as an answer over HTTP: 401 with the challenge for one that is not
 * believed, 503 where nobody can be placed for now. Either way no operation is run.
 */
export const accessRefusal = (thrown: unknown, challenge: string | undefined): GraphQLError => {
  const error = asAuditError(thrown);
  const headers = new HeaderMap();
  const isRefused = error.code === "UNAUTHENTICATED";
  if (isRefused && challenge !== undefined) headers.set("www-authenticate", challenge);
  if (!isRefused && error.retryAfterMs !== undefined) {
    headers.set("retry-after", String(Math.ceil(error.retryAfterMs / 1_000)));
  }
  const http = { status: isRefused ? 401 : 503, headers };
  return new GraphQLError(error.message, { originalError: error, extensions: { http } });
};
