import { headerOf, type Call } from "../http/call.js";
import type { AtlasBehaviour } from "./atlas-state.js";
import type { MediaType } from "./representation.js";

export type Suffix = "xml" | "json" | "atom" | undefined;
export type Negotiated = MediaType | "atom" | "none";

/** A .xml, .json or .atom at the path's end. */
export const splitSuffix = (path: string): [path: string, suffix: Suffix] => {
  const match = /^(.*)\.(xml|json|atom)$/.exec(path);
  return match ? [match[1] ?? path, match[2] as Suffix] : [path, undefined];
};

const SPOKEN: Readonly<Record<string, Negotiated>> = {
  "application/json": "json",
  "application/xml": "xml",
  "text/xml": "xml",
  "application/atom+xml": "atom",
};

const quality = (parameters: readonly string[]): number => {
  const q = parameters
    .map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1])
    .find((value) => value !== undefined);
  return q === undefined ? 1 : Number(q);
};

/** By the Accept header alone; `first` where it is missing or takes anything. */
export const acceptedType = (call: Call, first: MediaType): Negotiated => {
  const accept = headerOf(call, "accept");
  if (accept === undefined || accept.trim() === "") return first;
  const wishes = accept
    .split(",")
    .map((part) => part.split(";"))
    .map(([type = "", ...parameters]) => ({ type: type.trim().toLowerCase(), q: quality(parameters) }))
    .sort((a, b) => b.q - a.q);
  for (const { type } of wishes) {
    if (type === "*/*" || type === "application/*") return first;
    const spoken = SPOKEN[type];
    if (spoken) return spoken;
  }
  return "none";
};

/** The suffix beats the header. The audit resource lists XML first, so that is what a caller without Accept gets. */
export const negotiate = (call: Call, suffix: Suffix, first: MediaType, behaviour: AtlasBehaviour): Negotiated => {
  if (behaviour.xmlOnly) return "xml";
  return suffix ?? acceptedType(call, first);
};
