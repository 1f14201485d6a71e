import { headerOf, type Call } from "../http/call.js";

/** Forms of an error that the router or a middleware answers with. */
export type ErrorFormat = "html" | "json" | "plain";

const OFFERS = [
  ["html", "text/html"],
  ["json", "application/json"],
] as const;

/** The quality that an Accept header gives to a type; the most specific range counts. */
const qualityOf = (type: string, accept: string): number => {
  const ranges = accept.split(",").map((range) => range.trim().split(/\s*;\s*/));
  for (const wanted of [type, type.replace(/\/.*/, "/*"), "*/*"]) {
    const range = ranges.find(([name]) => name === wanted);
    if (range) return Number(range.find((part) => part.startsWith("q="))?.slice(2) ?? 1);
  }
  return 0;
};

/** As webob chooses: HTML before JSON where both are as welcome, plain text where neither is, or nothing is asked for. */
export const acceptedFormat = (call: Call): ErrorFormat => {
  const accept = (headerOf(call, "accept") ?? "").toLowerCase();
  let best: ErrorFormat = "plain";
  let quality = 0;
  for (const [format, type] of OFFERS) {
    const offered = qualityOf(type, accept);
    if (offered > quality) [best, quality] = [format, offered];
  }
  return best;
};
