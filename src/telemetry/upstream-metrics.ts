import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { SourceHealth } from "../audit/record.js";
import type { OperationReport, UpstreamObserver } from "./reports.js";

/** What a source's client is doing at this moment. */
export interface SourceState {
  readonly inFlight: number;
  readonly queued: number;
  readonly breaker: "closed" | "open" | "half-open";
  readonly health: SourceHealth;
}

/** By the source's name. */
export type SourceStates = () => Iterable<readonly [source: string, state: SourceState]>;

const breakers: readonly SourceState["breaker"][] = ["closed", "open", "half-open"];
const healths: readonly SourceHealth[] = ["UNKNOWN", "HEALTHY", "DEGRADED", "UNAVAILABLE"];

interface StateGauge<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly label?: Label;
  /** One value for each value of the label, or one for the source. */
  readonly values: (
    state: SourceState,
  ) => readonly (readonly [labels: Partial<Record<Label, string>>, value: number])[];
}

/** The state of the sources, read at each scrape. */
const stateGauges: readonly StateGauge<"state" | "health">[] = [
  {
    name: "auditgraph_upstream_requests_in_flight",
    help: "Calls of a source that have their turn; maxConcurrency bounds them.",
    values: ({ inFlight }) => [[{}, inFlight]],
  },
  {
    name: "auditgraph_upstream_queue_length",
    help: "Calls that wait for their turn.",
    values: ({ queued }) => [[{}, queued]],
  },
  {
    name: "auditgraph_upstream_breaker_state",
    help: "1 for the state that the source's breaker is in: closed, open or half-open; 0 for the others. Of several hosts, which callers' catalogs name: the best one's.",
    label: "state",
    values: ({ breaker }) => breakers.map((state) => [{ state }, state === breaker ? 1 : 0]),
  },
  {
    name: "auditgraph_source_health",
    help: "1 for what operations and probes saw of the source in the last minute: UNKNOWN (nobody asked), HEALTHY, DEGRADED or UNAVAILABLE; 0 for the others.",
    label: "health",
    values: (state) => healths.map((health) => [{ health }, health === state.health ? 1 : 0]),
  },
];

/** What answers hold of each source, and how the sources are at the moment of a scrape. */
export const sourceMetrics = (registry: Registry, states: SourceStates): ((report: OperationReport) => void) => {
  const registers = [registry];
  const records = new Counter({
    name: "auditgraph_records_read_total",
    help: "Records of a source that lists read.",
    labelNames: ["source"] as const,
    registers,
  });
  const problems = new Counter({
    name: "auditgraph_source_problems_total",
    help: "Operations whose answer lacks something of a source, by error code.",
    labelNames: ["source", "code"] as const,
    registers,
  });
  for (const { name, help, label, values } of stateGauges) {
    new Gauge({
      name,
      help,
      labelNames: ["source", ...(label === undefined ? [] : [label])],
      registers,
      collect() {
        // A source that a reload took away must not stay.
        this.reset();
        for (const [source, state] of states()) {
          for (const [labels, value] of values(state)) this.set({ source, ...labels }, value);
        }
      },
    });
  }
  return ({ recordsRead, problems: found }) => {
    for (const [source, count] of recordsRead) records.inc({ source }, count);
    const counted = new Set<string>();
    for (const { source, problem } of found) {
      const { code } = problem;
      const series = `${source ?? ""} ${code}`;
      if (source === undefined || counted.has(series)) continue;
      counted.add(series);
      problems.inc({ source, code });
    }
  };
};

const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** The code of what succeeded: an empty label is no label to Prometheus. */
const OK = "OK";

/** Statuses by class: an upstream that makes them up must not make series. */
const classOf = (status: number | null): string => (status === null ? "none" : `${Math.floor(status / 100)}xx`);

/** What this service asked of its sources, and what became of it. */
export const upstreamMetrics = (registry: Registry): Required<UpstreamObserver> => {
  const registers = [registry];
  const calls = new Counter({
    name: "auditgraph_upstream_calls_total",
    help: "Calls of a source, each with its retries, by what became of them: OK or an error code.",
    labelNames: ["source", "operation", "code"] as const,
    registers,
  });
  const requests = new Counter({
    name: "auditgraph_upstream_requests_total",
    help: "HTTP requests to a source, retries included, by class of the status; none: no answer came.",
    labelNames: ["source", "status"] as const,
    registers,
  });
  const durations = new Histogram({
    name: "auditgraph_upstream_request_duration_seconds",
    help: "One HTTP request to a source, from the connection to the last byte of the answer.",
    labelNames: ["source"] as const,
    buckets: SECONDS,
    registers,
  });
  const retries = new Counter({
    name: "auditgraph_upstream_retries_total",
    help: "Requests to a source that were made again, by the error code of the try before.",
    labelNames: ["source", "code"] as const,
    registers,
  });
  const logins = new Counter({
    name: "auditgraph_identity_logins_total",
    help: "Tokens fetched or renewed for sources, by OK or an error code. Sources of one identity share a token.",
    labelNames: ["code"] as const,
    registers,
  });
  const loginDurations = new Histogram({
    name: "auditgraph_identity_login_duration_seconds",
    help: "One login at an identity service.",
    buckets: SECONDS,
    registers,
  });
  const cache = new Counter({
    name: "auditgraph_cache_requests_total",
    help: "Questions to the cache that operations share: hit, miss, or stale for an older answer in place of a failed one.",
    labelNames: ["source", "result"] as const,
    registers,
  });
  const refusals = new Counter({
    name: "auditgraph_upstream_queue_refusals_total",
    help: "Calls that found no place in the queue, or lost it: by whose part was full, operation or caller, or queue for all of it.",
    labelNames: ["source", "reason"] as const,
    registers,
  });
  return {
    called: ({ source, operation, code }) => calls.inc({ source, operation, code: code ?? OK }),
    tried: ({ source, status, durationMs }) => {
      requests.inc({ source, status: classOf(status) });
      durations.observe({ source }, durationMs / 1_000);
    },
    retrying: ({ source, code }) => retries.inc({ source, code }),
    loggedIn: ({ code, durationMs }) => {
      logins.inc({ code: code ?? OK });
      loginDurations.observe(durationMs / 1_000);
    },
    cached: ({ source, result }) => cache.inc({ source, result }),
    refused: ({ source, reason }) => refusals.inc({ source, reason }),
  };
};
