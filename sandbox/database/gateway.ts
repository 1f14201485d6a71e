import { createHash, createHmac } from "node:crypto";
import { type Call, headerOf, jsonReply, queryOf, type Reply } from "../http.js";
import { ACCESS_KEYS, projectNamed } from "../keystone/directory.js";
import type { TokenStore } from "../keystone/tokens.js";
import { parseOffsetTime } from "../world.js";
import type { Dialect, ErrorCode } from "./dialects.js";
import type { DatabaseInstance } from "./instances.js";

const ALGORITHM = "SDK-HMAC-SHA256";
const EMPTY_BODY = createHash("sha256").update("").digest("hex");

interface SignedParts {
  readonly accessKey: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const sha256 = (data: string | Buffer): string => createHash("sha256").update(data).digest("hex");

/** Percent-encodes everything but letters, digits, - _ . and ~. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** Reads "SDK-HMAC-SHA256 Access=…, SignedHeaders=…, Signature=…"; undefined where it is another scheme or incomplete. */
const parseAuthorization = (header: string): SignedParts | undefined => {
  const match = /^SDK-HMAC-SHA256 Access=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]+)$/.exec(header);
  if (!match) return undefined;
  const [, accessKey = "", names = "", signature = ""] = match;
  return { accessKey, signedHeaders: names.split(";"), signature };
};

/** The path ends in a slash here and only here. */
const canonicalPath = (path: string): string => {
  const encoded = path
    .split("/")
    .map((segment) => encode(decode(segment)))
    .join("/");
  return encoded.endsWith("/") ? encoded : `${encoded}/`;
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const canonicalQuery = (query: URLSearchParams): string =>
  [...query]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");

/** What was signed, as the gateway puts it together again from what it received. */
const canonicalRequest = (call: Call, signedHeaders: readonly string[]): string => {
  const headers = signedHeaders.map((name) => `${name}:${(headerOf(call, name) ?? "").trim()}\n`).join("");
  const payload = headerOf(call, "x-sdk-content-sha256") ?? (call.body.length === 0 ? EMPTY_BODY : sha256(call.body));
  return [
    call.method,
    canonicalPath(call.rawPath),
    canonicalQuery(queryOf(call)),
    headers,
    signedHeaders.join(";"),
    payload,
  ].join("\n");
};

/** The key is the secret itself: no chain of derived keys. */
const sign = (canonical: string, date: string, secretKey: string): string =>
  createHmac("sha256", secretKey)
    .update([ALGORITHM, date, sha256(canonical)].join("\n"))
    .digest("hex");

/** Milliseconds since the epoch of an X-Sdk-Date such as 20191115T033655Z. */
const parseSdkDate = (text: string): number | undefined => {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
};

/** The service's own error: {error_code, error_msg}. */
export const serviceError = ({ status, code }: ErrorCode, message: string): Reply =>
  jsonReply(status, { error_code: code, error_msg: message });

/** The gateway's: the same two keys and request_id, which is filled in when the answer leaves. */
export const gatewayError = (status: number, code: string, message: string): Reply =>
  jsonReply(status, { error_msg: message, error_code: code, request_id: "" });

/** 400 DBS.200001, the only documented family that fits a bad parameter. */
export const badParameter = (what: string): Reply =>
  serviceError({ status: 400, code: "DBS.200001" }, `Parameter error: ${what}`);

export const noSuchApi = (): Reply =>
  gatewayError(404, "APIGW.0101", "The API does not exist or has not been published in the environment");

const SKEW_MS = 15 * 60_000;

interface Admitted {
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

const LONGEST_SPAN = 30 * 86_400_000;

interface ListQuery {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
  readonly limit: number;
  readonly nodeId: string | null;
}

interface Bounds {
  readonly least: number;
  readonly most: number;
  /** Undefined where the parameter is mandatory. */
  readonly missing: number | undefined;
}

/** A whole number within bounds; undefined where the service answers 400. */
const wholeNumber = (text: string | null, { least, most, missing }: Bounds): number | undefined => {
  if (text === null) return missing;
  if (!/^-?\d{1,9}$/.test(text)) return undefined;
  const number = Number(text);
  return number >= least && number <= most ? number : undefined;
};

/** The parameters of a list call, or the 400 they deserve. */
export const parseListQuery = (query: URLSearchParams, dialect: Dialect): ListQuery | Reply => {
  const { maxLimit, pagingMandatory } = dialect;
  const from = parseOffsetTime(query.get("start_time") ?? "");
  if (from === undefined) return badParameter("start_time");
  const to = parseOffsetTime(query.get("end_time") ?? "");
  if (to === undefined) return badParameter("end_time");
  if (to <= from) return badParameter("end_time must be later than start_time");
  if (to - from > LONGEST_SPAN) return badParameter("the time span cannot be longer than 30 days");
  const missing = pagingMandatory ? undefined : 0;
  const offset = wholeNumber(query.get("offset"), { least: 0, most: 999_999_999, missing });
  if (offset === undefined) return badParameter("offset");
  const limit = wholeNumber(query.get("limit"), {
    least: 1,
    most: maxLimit,
    missing: pagingMandatory ? undefined : maxLimit,
  });
  if (limit === undefined) return badParameter("limit");
  return { from, to, offset, limit, nodeId: dialect.filtersByNode ? query.get("node_id") : null };
};

/** A leading * makes the name fuzzy, otherwise it is exact (TaurusDB, RDS). */
const nameMatches = (name: string, wanted: string): boolean =>
  wanted.startsWith("*") ? name.includes(wanted.slice(1)) : name === wanted;

/** GET …/instances: filters, then offset and limit. */
export const listInstances = (
  query: URLSearchParams,
  dialect: Dialect,
  instances: readonly DatabaseInstance[],
  region: string,
): Reply => {
  const name = query.get("name");
  if (name === "*") return badParameter("name");
  const offset = wholeNumber(query.get("offset"), { least: 0, most: 999_999_999, missing: 0 });
  if (offset === undefined) return badParameter("offset");
  const limit = wholeNumber(query.get("limit"), { least: 1, most: 100, missing: 100 });
  if (limit === undefined) return badParameter("limit");
  const written = instances
    .filter((instance) => (query.get("id") ?? instance.id) === instance.id)
    .filter((instance) => name === null || nameMatches(instance.name, name))
    .filter(({ engine }) => (query.get("datastore_type") ?? engine.type) === engine.type)
    .map((instance) => dialect.listed(instance, region))
    .filter((listed) => ["vpc_id", "subnet_id"].every((key) => (query.get(key) ?? listed[key]) === listed[key]));
  return jsonReply(200, { instances: written.slice(offset, offset + limit), total_count: written.length });
};

/** GET …/instances/details?instance_ids=a,b (TaurusDB): at most 20; unknown ids are left out. */
export const instanceDetails = (
  query: URLSearchParams,
  dialect: Dialect,
  instances: readonly DatabaseInstance[],
  region: string,
): Reply => {
  const ids = (query.get("instance_ids") ?? "").split(",").filter((id) => id !== "");
  if (ids.length === 0 || ids.length > 20) return badParameter("instance_ids");
  const known = ids.flatMap((id) => instances.filter((instance) => instance.id === id));
  return jsonReply(200, {
    instances: known.map((instance) => dialect.listed(instance, region)),
    total_count: known.length,
  });
};
