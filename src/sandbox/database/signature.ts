import { createHash, createHmac } from "node:crypto";
import { headerOf, queryOf, type Call } from "../http/call.js";

const ALGORITHM = "SDK-HMAC-SHA256";
const EMPTY_BODY = createHash("sha256").update("").digest("hex");

export interface SignedParts {
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
export const parseAuthorization = (header: string): SignedParts | undefined => {
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
export const canonicalRequest = (call: Call, signedHeaders: readonly string[]): string => {
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
export const sign = (canonical: string, date: string, secretKey: string): string =>
  createHmac("sha256", secretKey)
    .update([ALGORITHM, date, sha256(canonical)].join("\n"))
    .digest("hex");

/** Milliseconds since the epoch of an X-Sdk-Date such as 20191115T033655Z. */
export const parseSdkDate = (text: string): number | undefined => {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
};
