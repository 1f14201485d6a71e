import { headerOf, type Call } from "../http/call.js";
import type { Reply } from "../http/reply.js";
import { atlasFault } from "./atlas-faults.js";
import { acceptedType } from "./media-type.js";

export type AtlasRole = "cp" | "ops" | "support" | "billing";

interface AtlasUser {
  readonly name: string;
  readonly password: string;
  readonly roles: readonly AtlasRole[];
}

export const ATLAS_USERS: readonly AtlasUser[] = [
  { name: "ops", password: "ops-pw", roles: ["cp", "ops", "support"] },
  // May read the audit, which checks no role, and none of its neighbours.
  { name: "billing", password: "billing-pw", roles: ["billing"] },
];

/** Typed badRequest with code 401. The filter looks at Accept only, whatever the suffix, and falls back to JSON. */
const refused = (call: Call, message: string, challenge: boolean): Reply => {
  const mediaType = acceptedType(call, "json") === "xml" ? "xml" : "json";
  const reply = atlasFault(mediaType, 401, "badRequest", message);
  if (challenge) reply.headers.push(["WWW-Authenticate", 'BASIC realm="management"']);
  return reply;
};

/** The caller, or one of the three refusals. */
export const basicAuth = (call: Call): AtlasUser | Reply => {
  const header = headerOf(call, "authorization");
  const encoded = /^Basic\s+(\S+)$/i.exec(header ?? "")?.[1];
  if (header === undefined || !/^Basic\b/i.test(header)) return refused(call, "You must use BASIC HTTP auth", true);
  const match = /^([^\s:]+):(\S+)$/.exec(Buffer.from(encoded ?? "", "base64").toString("utf8"));
  if (!match) return refused(call, "Malformed BASIC authorization header", true);
  const user = ATLAS_USERS.find(({ name, password }) => name === match[1] && password === match[2]);
  return user ?? refused(call, "eDir bind failed", false);
};
