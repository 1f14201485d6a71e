import { headerOf, type Call } from "../http/call.js";
import type { Reply } from "../http/reply.js";
import { ACCESS_KEYS, projectNamed } from "../keystone/directory.js";
import type { TokenStore } from "../keystone/token-store.js";
import type { Dialect } from "./dialect.js";
import { gatewayError, serviceError } from "./service-error.js";
import { canonicalRequest, parseAuthorization, parseSdkDate, sign } from "./signature.js";

const SKEW_MS = 15 * 60_000;

export interface Admitted {
  readonly projectId: string | undefined;
}

const refused = (why: string): Reply =>
  gatewayError(401, "APIGW.0301", `Incorrect IAM authentication information: ${why}`);

const bySignature = (call: Call, authorization: string): Admitted | Reply => {
  const parts = parseAuthorization(authorization);
  if (!parts) return refused("authorization format incorrect");
  const { accessKey, signedHeaders, signature } = parts;
  const key = ACCESS_KEYS.find((known) => known.accessKey === accessKey);
  if (!key) return refused("Get secretKey failed, ak not exist");
  if (!signedHeaders.includes("x-sdk-date")) return refused("x-sdk-date is not signed");
  if (!signedHeaders.includes("host")) return refused("host is not signed");
  const date = headerOf(call, "x-sdk-date") ?? "";
  const signedAt = parseSdkDate(date);
  if (signedAt === undefined) return refused("x-sdk-date format incorrect");
  if (Math.abs(call.now - signedAt) > SKEW_MS) return refused("signature expired");
  if (key.securityToken !== undefined) {
    if (headerOf(call, "x-security-token") !== key.securityToken) return refused("security token incorrect");
    if (!signedHeaders.includes("x-security-token")) return refused("x-security-token is not signed");
  }
  const canonical = canonicalRequest(call, signedHeaders);
  if (sign(canonical, date, key.secretKey) !== signature) {
    // The gateway echoes what it put together, for the caller to compare.
    const echo = canonical.replaceAll("\n", "|");
    return refused(`verify aksk signature fail, canonicalRequest:${echo}`);
  }
  return { projectId: projectNamed(key.project)?.id };
};

/** Lets a caller in by a signature or a token; the gateway's refusal, or the service's where a token ran out. */
export const admit = (call: Call, tokens: TokenStore, dialect: Dialect): Admitted | Reply => {
  const authorization = headerOf(call, "authorization");
  if (authorization?.startsWith("SDK-HMAC-SHA256")) return bySignature(call, authorization);
  const value = headerOf(call, "x-auth-token");
  if (value === undefined) return refused("x-auth-token not found");
  const { state, token } = tokens.judge(value);
  if (state === "expired") return serviceError(dialect.errors.expiredToken, "The token must be updated.");
  if (state !== "valid" || !token) return refused("decrypt token fail");
  if (!token.project) return serviceError(dialect.errors.noPermission, "The token has no project scope.");
  return { projectId: token.project.id };
};
