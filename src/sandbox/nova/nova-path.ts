import type { Call } from "../http/call.js";

export type NovaPath =
  | { readonly kind: "index" | "show"; readonly projectId: string | undefined; readonly before: string | undefined }
  | { readonly kind: "versions" }
  | { readonly kind: "choices" }
  | { readonly kind: "nothing" };

const RESOURCE = "os-instance_usage_audit_log";

/** Percent-decoded byte by byte: a plus stays a plus, and bytes above 127 come out as latin-1 (WSGI). */
const decodePath = (path: string): string =>
  path.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

/** Decoded before it is split, as WSGI does: an encoded slash separates. A trailing slash or another method is a 404. */
export const novaPath = (call: Call): NovaPath => {
  const path = decodePath(call.rawPath);
  if (path === "/" || path === "") return { kind: "versions" };
  const [root, ...rest] = path.slice(1).split("/");
  if (root !== "v2.1" && root !== "v2") return { kind: "choices" };
  const projectId = rest[0] !== RESOURCE && /^[0-9a-f-]+$/.test(rest[0] ?? "") ? rest.shift() : undefined;
  const [resource, before, ...more] = rest;
  if (call.method !== "GET" || resource !== RESOURCE || more.length > 0 || before === "") return { kind: "nothing" };
  return { kind: before === undefined ? "index" : "show", projectId, before };
};
