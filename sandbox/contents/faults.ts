import type { FaultFilter } from "../faults.js";
import type { ObjectFaults } from "./objects.js";

/** Links that name another host than the store's. */
const elsewhere = (json: unknown, to: string): unknown => {
  if (typeof json !== "object" || json === null || !("links" in json) || !Array.isArray(json.links)) return json;
  return { ...json, links: json.links.map((link: unknown) => String(link).replace(/^https?:\/\/[^/]+/, to)) };
};

/** Faults of the file store: of what stands in an object, of its ranges, its speed and its links. */
export const contentFaults = {
  contents: (object: ObjectFaults): FaultFilter => ({
    before: ({ call }) => void (call.object = { ...call.object, ...object }),
  }),
  /** The body comes in pieces of 64 KiB, each after a wait: slow, or standing still in the middle. */
  "slow-body": ({ ms = 100 }: { ms?: number }): FaultFilter => ({
    after: (reply) => void (reply.wire.pieceDelayMs = ms),
  }),
  "links-elsewhere": ({ to = "https://files.example" }: { to?: string }): FaultFilter => ({
    after: (reply) => void (reply.json = elsewhere(reply.json, to)),
  }),
} as const;
