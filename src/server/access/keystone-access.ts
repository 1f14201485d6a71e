import { Scope } from "../../audit/session.js";
import type { AccessPolicy } from "./access-policy.js";
import { anonymous, callerKey, callerWith, headerText, isTokenText, notBelieved } from "./callers.js";

/** The roles of a valid token, and whose it is; null for one that is not valid. Throws where that cannot be told. */
export type ValidateToken = (
  token: string,
  signal: AbortSignal,
) => Promise<{
  readonly roles: readonly string[];
  readonly userId?: string | undefined;
  readonly subject: string | undefined;
} | null>;

export interface KeystoneAccessOptions {
  readonly validate: ValidateToken;
  /** Scope to the roles that grant it. */
  readonly roles: Readonly<Record<string, readonly string[]>>;
}

/** X-Auth-Token, validated by the identity service; the token's roles grant the scopes. */
export const keystoneAccess = ({ validate, roles }: KeystoneAccessOptions): AccessPolicy => ({
  challenge: "Keystone",
  callerOf: async (headers, signal) => {
    const token = headerText(headers, "x-auth-token");
    if (token === undefined) return anonymous;
    if (!isTokenText(token)) throw notBelieved("not the text of a token");
    const valid = await validate(token, signal);
    if (valid === null) throw notBelieved("the identity service does not know the token");
    const granted = Object.values(Scope).filter((scope) => roles[scope]?.some((role) => valid.roles.includes(role)));
    const account = callerKey(valid.userId ?? token);
    return callerWith({ key: callerKey(token), account, token, scopes: new Set(granted) }, valid.subject);
  },
});
