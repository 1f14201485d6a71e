import { AuditError } from "../../audit/audit-error.js";
import { sha256 } from "../../audit/digest.js";
import { nextMoment } from "../../audit/walk.js";
import { type Clock, systemClock } from "../clock.js";
import type { Upstreams } from "../create-upstreams.js";
import type { CredentialOptions } from "../credentials/credential-options.js";
import { identityUrl } from "../credentials/keystone-login.js";
import { readValidToken, type ValidToken } from "./read-valid-token.js";
import { TokenValidator } from "./token-validator.js";
import { validationFault } from "./validation-fault.js";

/** The name in logs and metrics. */
const NAME = "identity";
/** Milliseconds for one try. */
const TIMEOUT_MS = 5_000;
/** Questions that wait for their turn; a flood of made-up tokens is refused past it. */
const MOST_WAITING = 256;

export interface IdentityOptions {
  /** With or without /v3 at its end. */
  readonly authUrl: string;
  /** The service account that asks. */
  readonly credentials: CredentialOptions;
  readonly ca?: string | undefined;
}

/** Whatever kept the answer away, the caller learns one thing of it; the log has the rest. */
const cannotTell = (error: unknown): AuditError => {
  const message = "The identity service cannot be asked about the caller's token for now.";
  if (!(error instanceof AuditError)) return new AuditError("INTERNAL", message, { cause: error });
  if (error.code === "DEADLINE_EXCEEDED") return error;
  const { code, detail, retryAfterMs } = error;
  return new AuditError("UPSTREAM_UNAVAILABLE", message, {
    retryable: true,
    detail: `validation of a token: ${code}${detail === undefined ? "" : `, ${detail}`}`,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
};

/** Validates tokens by GET {authUrl}/auth/tokens, with the service account's own token and its whole life cycle. */
export const createTokenValidator = (
  upstreams: Upstreams,
  { authUrl, credentials, ca }: IdentityOptions,
  clock: Clock = systemClock,
): TokenValidator => {
  const client = upstreams.client(
    {
      name: NAME,
      region: null,
      endpoint: identityUrl(authUrl),
      credentials,
      ca,
      timeoutMs: TIMEOUT_MS,
      maxQueue: MOST_WAITING,
    },
    { serviceTypes: [], keepCatalogPath: true, classify: validationFault },
  );
  const ask = async (token: string, signal: AbortSignal): Promise<ValidToken | null> => {
    // Whose token it is, nobody knows yet: each question is a caller of its own, and they go in their order.
    const caller = { key: sha256(token), token: undefined, scopes: new Set<never>() };
    try {
      return await client.json(
        {
          operation: "validateToken",
          path: ["auth", "tokens"],
          query: [["nocatalog", ""]],
          headers: { "x-subject-token": token },
        },
        { now: clock.now(), moment: nextMoment(), signal, caller },
        (answer) => readValidToken(NAME, answer),
      );
    } catch (error) {
      if (error instanceof AuditError && error.code === "NOT_FOUND") return null;
      throw cannotTell(error);
    }
  };
  return new TokenValidator(ask, clock);
};
