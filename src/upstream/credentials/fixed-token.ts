import { sourceRefusedCredentials } from "../faults/source-failure.js";
import type { TokenOptions } from "./credential-options.js";
import type { Credentials } from "./credentials.js";

/**
 * A fixed X-Auth-Token, which cannot be renewed. `told` answers for its project and its catalog's endpoint, where
 * an identity service can be asked about the token.
 */
export const fixedTokenCredentials = (
  { token }: TokenOptions,
  told?: Required<Pick<Credentials, "endpoint" | "projectId" | "identity">>,
): Credentials => ({
  authorize: () => Promise.resolve({ headers: { "x-auth-token": token } }),
  refusal: sourceRefusedCredentials,
  ...(told === undefined
    ? {}
    : {
        endpoint: (session) => told.endpoint(session),
        projectId: (session) => told.projectId(session),
        identity: (session) => told.identity(session),
      }),
});
