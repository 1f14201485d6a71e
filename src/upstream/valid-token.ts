import { z } from "zod";
import type { Caller } from "../audit/session.js";
import { catalogWire } from "./credentials/keystone-token.js";
import { sourceBrokeContract } from "./failures.js";
import type { JsonAnswer } from "./messages.js";

/** What an identity service says of a token that is valid now. */
export interface ValidToken {
  /** Names of the roles that the token carries in its project, domain or system; empty for an unscoped one. */
  readonly roles: readonly string[];
  /** Whose the token is; undefined where the answer does not say. */
  readonly userId: string | undefined;
  /** Whose it is and for what, by ids: names can be given to others. Undefined where the answer tells no user. */
  readonly subject: string | undefined;
  /** What the token is for; undefined for one that is for no project. */
  readonly project: Caller["project"];
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
    catalog: catalogWire,
  }),
});

type WireToken = z.infer<typeof wire>["token"];

/** user:ID with project:ID, domain:ID or system; an unscoped token has the user alone. */
const subjectOf = ({ user, project, domain, system }: WireToken): string | undefined => {
  if (!user) return undefined;
  const scope = project ? ` project:${project.id}` : domain ? ` domain:${domain.id}` : system ? " system" : "";
  return `user:${user.id}${scope}`;
};

/** Of a catalog the endpoints of these service types; of all others that they are there. */
const projectOf = ({ project, catalog }: WireToken, serviceTypes: readonly string[]): Caller["project"] => {
  if (!project) return undefined;
  const kept = catalog.map(({ type, endpoints }) => ({
    type,
    endpoints: serviceTypes.includes(type) ? endpoints : [],
  }));
  return { id: project.id, ...(serviceTypes.length === 0 ? {} : { catalog: kept }) };
};

/** Reads the answer of GET /v3/auth/tokens. Throws UPSTREAM_CONTRACT_VIOLATION. */
export const readValidToken = (source: string, { body }: JsonAnswer, serviceTypes: readonly string[]): ValidToken => {
  const read = wire.safeParse(body);
  const expiresAt = read.success ? Date.parse(read.data.token.expires_at) : Number.NaN;
  if (!read.success || Number.isNaN(expiresAt)) throw sourceBrokeContract(source, { detail: "not a token" });
  const { token } = read.data;
  return {
    roles: (token.roles ?? []).map(({ name }) => name),
    userId: token.user?.id,
    subject: subjectOf(token),
    project: projectOf(token, serviceTypes),
    expiresAt,
  };
};
