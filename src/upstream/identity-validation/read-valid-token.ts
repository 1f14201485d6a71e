import { z } from "zod";
import { sourceBrokeContract } from "../faults/source-failure.js";
import type { JsonAnswer } from "../upstream-client.js";

/** What an identity service says of a token that is valid now. */
export interface ValidToken {
  /** Names of the roles that the token carries in its project, domain or system; empty for an unscoped one. */
  readonly roles: readonly string[];
  /** Whose the token is; undefined where the answer does not say. */
  readonly userId: string | undefined;
  /** Milliseconds since the epoch, by the identity service's clock. */
  readonly expiresAt: number;
}

const wire = z.object({
  token: z.object({
    expires_at: z.string(),
    user: z.object({ id: z.string() }).nullish(),
    // Absent in unscoped tokens.
    roles: z.array(z.object({ name: z.string() })).nullish(),
  }),
});

/** Reads the answer of GET /v3/auth/tokens. Throws UPSTREAM_CONTRACT_VIOLATION. */
export const readValidToken = (source: string, { body }: JsonAnswer): ValidToken => {
  const read = wire.safeParse(body);
  const expiresAt = read.success ? Date.parse(read.data.token.expires_at) : Number.NaN;
  if (!read.success || Number.isNaN(expiresAt)) throw sourceBrokeContract(source, { detail: "not a token" });
  const { roles, user } = read.data.token;
  return { roles: (roles ?? []).map(({ name }) => name), userId: user?.id, expiresAt };
};
