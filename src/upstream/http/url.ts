import { LRUCache } from "lru-cache";
import { invalidArgument } from "../../audit/errors.js";
import type { WireTarget } from "../messages.js";

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
