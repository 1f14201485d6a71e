import { collectDefaultMetrics, Counter, Gauge, Registry } from "prom-client";
import type { OperationReport } from "../operation-report.js";
import type { UpstreamObserver } from "../upstream-observer.js";
import { operationMetrics } from "./operation-metrics.js";
import { sourceMetrics, type SourceStates } from "./source-metrics.js";
import { upstreamMetrics } from "./upstream-metrics.js";

export interface MetricsOptions {
  readonly version: string;
  /** The process' own: event loop, heap, garbage collection, CPU. For the one server of a process: it starts timers. */
  readonly process: boolean;
}

/** Everything at /metrics. A registry of its own: two servers in one process share nothing. */
export interface Metrics {
  readonly registry: Registry;
  readonly upstream: UpstreamObserver;
  operationBegun(): void;
  operationEnded(report: OperationReport): void;
  /** From now on these are the sources whose state is told. */
  watchSources(states: SourceStates): void;
  /** From now on these are the refusals that are told: how many there were since the start, by reason. */
  watchRefusals(counts: () => ReadonlyMap<string, number>): void;
  /** A connection was closed for what it held of the process, by reason. */
  connectionClosed(reason: string): void;
  /** From now on these are the bytes of answers that wait for their callers. */
  watchWaitingBytes(bytes: () => number): void;
  /** An attempt to hand spans over to the collector ended. */
  spansExported(succeeded: boolean): void;
  /** A line of the access log is lost, or its file could not be reopened. */
  accessLogFailed(): void;
}

export const createMetrics = ({ version, process }: MetricsOptions): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  let states: SourceStates = () => [];
  let refusals = (): ReadonlyMap<string, number> => new Map();
  let waitingBytes = (): number => 0;
  if (process) collectDefaultMetrics({ register: registry });
  new Gauge({
    name: "auditgraph_build_info",
    help: "Always 1; the label tells the version.",
    labelNames: ["version"],
    registers,
  }).set({ version }, 1);
  new Counter({
    name: "auditgraph_refusals_total",
    help: "Operations that were refused: by the limit that they were over, of an operation or (rate…) of a minute, or documents where theirs is not run here.",
    labelNames: ["reason"],
    registers,
    collect() {
      this.reset();
      for (const [reason, count] of refusals()) this.inc({ reason }, count);
    },
  });
  const closed = new Counter({
    name: "auditgraph_connections_closed_total",
    help: "Callers' connections that were closed: write_timeout, buffered_bytes (they did not read), connections (too many), pipelined (too many requests ahead).",
    labelNames: ["reason"],
    registers,
  });
  new Gauge({
    name: "auditgraph_waiting_answer_bytes",
    help: "Answers that callers have not read to their end.",
    registers,
    collect() {
      this.set(waitingBytes());
    },
  });
  const exports = new Counter({
    name: "auditgraph_trace_exports_total",
    help: "Batches of spans that were handed to the collector (OK) or not (FAILED).",
    labelNames: ["code"],
    registers,
  });
  const accessLogFailures = new Counter({
    name: "auditgraph_access_log_failures_total",
    help: "Lines of the access log that could not be written, and times that its file could not be opened anew.",
    registers,
  });
  const operations = operationMetrics(registry);
  const sourcesRead = sourceMetrics(registry, () => states());
  return {
    registry,
    upstream: upstreamMetrics(registry),
    operationBegun: () => operations.begun(),
    operationEnded: (report) => {
      operations.ended(report);
      sourcesRead(report);
    },
    watchSources: (next) => (states = next),
    watchRefusals: (next) => (refusals = next),
    connectionClosed: (reason) => closed.inc({ reason }),
    watchWaitingBytes: (next) => (waitingBytes = next),
    spansExported: (succeeded) => exports.inc({ code: succeeded ? "OK" : "FAILED" }),
    accessLogFailed: () => accessLogFailures.inc(),
  };
};
