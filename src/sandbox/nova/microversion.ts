import { headerOf, type Call } from "../http/call.js";

export type Microversion =
  { readonly version: string } | { readonly outOfRange: string } | { readonly malformed: string };

const requested = (call: Call): string | undefined => {
  const header = headerOf(call, "openstack-api-version");
  if (header !== undefined) {
    // Several services may be named; only "compute <version>" counts, anything else is silently ignored.
    const compute = header
      .split(",")
      .map((part) => part.trim().split(/\s+/))
      .find(([service]) => service === "compute");
    return compute?.[1];
  }
  return headerOf(call, "x-openstack-nova-api-version");
};

/** 2.1 where none is asked; "latest" is the highest. */
export const microversion = (call: Call, maxMinor: number): Microversion => {
  const asked = requested(call);
  if (asked === undefined) return { version: "2.1" };
  if (asked === "latest") return { version: `2.${maxMinor}` };
  const match = /^(\d+)\.(\d+)$/.exec(asked);
  if (!match) return { malformed: asked };
  const [major, minor] = [Number(match[1]), Number(match[2])];
  return major === 2 && minor >= 1 && minor <= maxMinor ? { version: asked } : { outOfRange: asked };
};

/** Both spellings, and Vary once for each. */
export const versionHeaders = (version: string): [string, string][] => [
  ["OpenStack-API-Version", `compute ${version}`],
  ["X-OpenStack-Nova-API-Version", version],
  ["Vary", "OpenStack-API-Version"],
  ["Vary", "X-OpenStack-Nova-API-Version"],
];
