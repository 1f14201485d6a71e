import { Counter, Gauge, type Registry } from "prom-client";
import type { OperationReport } from "../operation-report.js";

/** What a source's client is doing at this moment. */
export interface SourceState {
  readonly inFlight: number;
  readonly queued: number;
  readonly breaker: "closed" | "open" | "half-open";
  readonly health: "HEALTHY" | "DEGRADED" | "UNAVAILABLE";
}

/** By the source's name. */
export type SourceStates = () => Iterable<readonly [source: string, state: SourceState]>;

const breakers: readonly SourceState["breaker"][] = ["closed", "open", "half-open"];
const healths: readonly SourceState["health"][] = ["HEALTHY", "DEGRADED", "UNAVAILABLE"];

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
    help: "1 for the state that the source's breaker is in: closed, open or half-open; 0 for the others.",
    label: "state",
    values: ({ breaker }) => breakers.map((state) => [{ state }, state === breaker ? 1 : 0]),
  },
  {
    name: "auditgraph_source_health",
    help: "1 for what operations saw of the source in the last minute: HEALTHY, DEGRADED or UNAVAILABLE; 0 for the others.",
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
    const told = new Set<string>();
    for (const { source, problem } of found) {
      const { code } = problem;
      const series = `${source ?? ""} ${code}`;
      if (source === undefined || told.has(series)) continue;
      told.add(series);
      problems.inc({ source, code });
    }
  };
};
