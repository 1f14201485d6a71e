import { faultKinds } from "../faults/fault.js";
import type { ServiceName } from "../sources.js";

/** GET / of the control interface: what can be asked, with examples to copy. */
export const help = (sources: Readonly<Record<ServiceName, string>>): unknown => ({
  what: "Controls the embedded upstreams: faults, behaviours and the log of what they were asked.",
  sources,
  calls: {
    "GET /": "this page",
    "GET /faults": "the faults that are switched on, and how many requests each struck",
    "POST /faults":
      "switches a fault on: { source, kind, route?, probability?, times?, after?, …parameters }; answers its id",
    "DELETE /faults": "switches all off; ?source= only that source's",
    "DELETE /faults/{id}": "switches one off",
    "GET /requests": "the log, credentials removed, and counters by source; ?source= filters it",
    "DELETE /requests": "forgets the log",
    "POST /behaviour": "{ source, … }: the switches of one source, see examples",
  },
  faultKinds: Object.keys(faultKinds),
  examples: {
    "POST /faults": [
      { source: "mysql-eu", kind: "latency", ms: 1500 },
      { source: "mysql-eu", kind: "throttled", retryAfter: 2, times: 3 },
      { source: "compute-eu", kind: "bad-gateway", probability: 0.3 },
      { source: "dds-eu", route: "files", kind: "cut-body" },
      { source: "*", kind: "tokens-expire", times: 1 },
    ],
    "POST /behaviour": [
      { source: "compute-eu", period: "day@6", rewriteHistory: true, transport: "silent-close" },
      { source: "mysql-eu", instance: "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07", order: "none", filter: "overlap" },
      {
        source: "mysql-eu",
        instance: "c2d47e9b8f1a4c35b6e0d9a7f2318c56in07",
        append: [{ begin: "2026-01-01T00:00:00Z" }],
      },
      { source: "lb", xmlOnly: true, changesSince: "documented" },
      { source: "keystone", ttlMs: 60_000, expireAll: true },
    ],
  },
});
