import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";
import { invalidArgument, systemCode } from "../../audit/errors.js";
import { sourceAnswerCutShort, sourceAnswerTooLarge, sourceBrokeContract } from "../failures.js";
import type { UpstreamHeaders, WireResponse, WireTarget } from "../messages.js";
import { LRUCache } from "lru-cache";

/**
 * Percent-encodes everything but RFC 3986's unreserved characters (A-Z a-z 0-9 - _ . ~), as the request signer
 * and Nova's timestamps need it: + is %2B, : is %3A, space is %20.
 * Throws INVALID_ARGUMENT for text that is not well-formed Unicode.
 */
export const encodeRfc3986 = (text: string): string => {
  if (/^[\w.~-]*$/.test(text)) return text;
  try {
    return encodeURIComponent(text).replace(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  } catch {
    throw invalidArgument("id", "holds half a character.");
  }
};

/**
 * One path segment. "", "." and ".." are refused even when encoded: servers and proxies resolve them, and the id
 * would leave its segment. Throws INVALID_ARGUMENT.
 */
export const encodeSegment = (segment: string): string => {
  if (segment === "" || segment === "." || segment === "..") throw invalidArgument("id", "cannot name anything.");
  return encodeRfc3986(segment);
};

/** Name and value pairs in the order given; empty for none. */
export const encodeQuery = (query: readonly (readonly [string, string])[]): string =>
  query.map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`).join("&");

interface Base extends Pick<WireTarget, "origin" | "host"> {
  /** Encoded, with a leading slash; empty where the endpoint has no path. */
  readonly path: string;
}

/** Endpoints come from the configuration and from catalogs: there are few, and each is asked many times. */
const bases = new LRUCache<string, Base>({ max: 100 });

const baseOf = (endpoint: string): Base => {
  const known = bases.get(endpoint);
  if (known) return known;
  const { origin, host, pathname } = new URL(endpoint);
  const segments = pathname.split("/").filter((segment) => segment !== "");
  const path = segments.map((segment) => `/${encodeRfc3986(decodeURIComponent(segment))}`).join("");
  const base = { origin, host, path };
  bases.set(endpoint, base);
  return base;
};

/** Puts path segments below an endpoint, whose own path is kept and any trailing slash dropped. */
export const wireTarget = (
  endpoint: string,
  segments: readonly string[],
  query: readonly (readonly [string, string])[] = [],
): WireTarget => {
  const { origin, host, path } = baseOf(endpoint);
  const below = segments.map((segment) => `/${encodeSegment(segment)}`).join("");
  return { origin, host, path: `${path}${below}` || "/", query };
};

/** Path and query as they stand in the request line. */
export const requestLine = (target: WireTarget): string =>
  target.query.length === 0 ? target.path : `${target.path}?${encodeQuery(target.query)}`;

const JSON_MEDIA_TYPE = /^application\/(?:[\w.-]+\+)?json$/;

/** Does the text stop in the middle of a JSON value, rather than being something else? */
const endsTooEarly = (text: string, error: unknown): boolean => {
  if (!/^\s*[[{]/.test(text) || !(error instanceof SyntaxError)) return false;
  const position = /at position (\d+)/.exec(error.message)?.[1];
  return position === undefined ? error.message.startsWith("Unexpected end") : Number(position) >= text.length;
};

/**
 * The body as JSON. UPSTREAM_CONTRACT_VIOLATION for another media type or another syntax; UPSTREAM_UNAVAILABLE for
 * JSON that stops in the middle, and for an empty body whose end was only the connection's end.
 */
export const parseJson = (source: string, response: WireResponse): unknown => {
  const facts = response.requestId === undefined ? {} : { upstreamRequestId: response.requestId };
  if (response.text === "" && !response.framed) throw sourceAnswerCutShort(source, facts);
  if (!JSON_MEDIA_TYPE.test(response.mediaType))
    throw sourceBrokeContract(source, { ...facts, detail: "not JSON by its media type" });
  try {
    return JSON.parse(response.text) as unknown;
  } catch (error) {
    if (endsTooEarly(response.text, error)) throw sourceAnswerCutShort(source, facts);
    throw sourceBrokeContract(source, { ...facts, detail: "not JSON by its syntax" });
  }
};

const decoders = { gzip: promisify(gunzip), "x-gzip": promisify(gunzip), deflate: promisify(inflate) } as const;
type Coding = keyof typeof decoders;
const isCoding = (name: string): name is Coding => Object.hasOwn(decoders, name);

interface BodyOptions {
  readonly source: string;
  /** Identity was asked for; gzip and deflate are borne. */
  readonly headers: UpstreamHeaders;
  /** Decoded. */
  readonly maxResponseBytes: number;
}

const inflated = async (bytes: Buffer, coding: string, { source, maxResponseBytes }: BodyOptions): Promise<Buffer> => {
  if (!isCoding(coding)) throw sourceBrokeContract(source, { detail: "unknown content coding" });
  try {
    return await decoders[coding](bytes, { maxOutputLength: maxResponseBytes });
  } catch (error) {
    const code = systemCode(error);
    if (code === "ERR_BUFFER_TOO_LARGE") throw sourceAnswerTooLarge(source, { detail: "decoded body over the cap" });
    if (code === "Z_BUF_ERROR") throw sourceAnswerCutShort(source);
    throw sourceBrokeContract(source, { detail: "undecodable content coding" });
  }
};

const UTF_8 = new TextDecoder();

const textOf = (bytes: Buffer, contentType: string): string => {
  const charset = /charset="?([\w-]+)/i.exec(contentType)?.[1];
  if (charset === undefined) return UTF_8.decode(bytes);
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return UTF_8.decode(bytes);
  }
};

/**
 * A body as text, without a byte order mark: at once where it is not compressed. Throws, or rejects with,
 * UPSTREAM_CONTRACT_VIOLATION for a coding that is unknown or wrong, and for more than the cap.
 */
export const decodeBody = (bytes: Buffer, options: BodyOptions): string | Promise<string> => {
  const contentType = options.headers["content-type"] ?? "";
  const coding = (options.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (coding === "identity" || coding === "" || bytes.length === 0) return textOf(bytes, contentType);
  return inflated(bytes, coding, options).then((decoded) => textOf(decoded, contentType));
};
