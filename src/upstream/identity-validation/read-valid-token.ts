import { z } from "zod";
import { sourceBrokeContract } from "../faults/source-failure.js";
import type { JsonAnswer } from "../upstream-client.js";

/** What an identity service says of a token that is valid now. */
export interface ValidToken {
  /** Names of the roles that the token carries in its project, domain or system; empty for an unscoped one. */
  readonly roles: readonly string[];
  /** Whose the token is; undefined where the answer does not say. */
  readonly userId: string | undefined;
  /** Whose it is and for what, by ids: names can be given to others. Undefined where the answer tells no user. */
  readonly subject: string | undefined;
  /** Milliseconds since the epoch, by the identity service's clock. */
  readonly expiresAt: number;
}

/** Who it is decides nothing here: what cannot be read of it keeps nobody out. */
const identified = z.object({ id: z.string() }).nullish().catch(null);

const wire = z.object({
  token: z.object({
    expires_at: z.string(),
    // Absent in unscoped tokens.
    roles: z.array(z.object({ name: z.string() })).nullish(),
    user: identified,
    project: identified,
    domain: identified,
    system: z.unknown().optional(),
  }),
});

type WireToken = z.infer<typeof wire>["token"];

/** user:ID with project:ID, domain:ID or system; an unscoped token has the user alone. */
const subjectOf = ({ user, project, domain, system }: WireToken): string | undefined => {
  if (!user) return undefined;
  const scope = project ? ` project:${project.id}` : domain ? ` domain:${domain.id}` : system ? " system" : "";
  return `user:${user.id}${scope}`;
};

/** Reads the answer of GET /v3/auth/tokens. Throws UPSTREAM_CONTRACT_VIOLATION. */
export const readValidToken = (source: string, { body }: JsonAnswer): ValidToken => {
  const read = wire.safeParse(body);
  const expiresAt = read.success ? Date.parse(read.data.token.expires_at) : Number.NaN;
  if (!read.success || Number.isNaN(expiresAt)) throw sourceBrokeContract(source, { detail: "not a token" });
  const { token } = read.data;
  return {
    roles: (token.roles ?? []).map(({ name }) => name),
    userId: token.user?.id,
    subject: subjectOf(token),
    expiresAt,
  };
};
