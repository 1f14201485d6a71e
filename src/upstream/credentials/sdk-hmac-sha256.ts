import { createHash, createHmac } from "node:crypto";
import { encodeRfc3986, type WireTarget } from "../http/encode-url.js";

export interface SigningKey {
  readonly accessKey: string;
  readonly secretKey: string;
}

export interface Signable {
  readonly method: string;
  readonly target: WireTarget;
  /** All of them are signed; x-sdk-date and host must be among them. Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

const ALGORITHM = "SDK-HMAC-SHA256";
const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");
const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** YYYYMMDDTHHmmssZ, from milliseconds since the epoch. */
export const sdkDate = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, "");

const canonicalQuery = (query: WireTarget["query"]): string =>
  query
    .map(([name, value]) => [encodeRfc3986(name), encodeRfc3986(value)] as const)
    .sort((a, b) => byCodeUnit(a[0], b[0]) || byCodeUnit(a[1], b[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");

const signedHeaders = (headers: Signable["headers"]): string => Object.keys(headers).sort(byCodeUnit).join(";");

/** The text whose hash is signed (Huawei "API Request Signing Guide"). Only here the path ends with a slash. */
export const canonicalRequest = ({ method, target, headers, body }: Signable): string =>
  [
    method,
    target.path.endsWith("/") ? target.path : `${target.path}/`,
    canonicalQuery(target.query),
    ...Object.keys(headers)
      .sort(byCodeUnit)
      .map((name) => `${name}:${(headers[name] ?? "").trim()}`),
    "",
    signedHeaders(headers),
    sha256(body ?? ""),
  ].join("\n");

/** The Authorization header for a request. The key is the secret itself; no derived keys. */
export const sdkAuthorization = (request: Signable, key: SigningKey): string => {
  const date = request.headers["x-sdk-date"] ?? "";
  const toSign = `${ALGORITHM}\n${date}\n${sha256(canonicalRequest(request))}`;
  const signature = createHmac("sha256", key.secretKey).update(toSign, "utf8").digest("hex");
  return `${ALGORITHM} Access=${key.accessKey}, SignedHeaders=${signedHeaders(request.headers)}, Signature=${signature}`;
};
