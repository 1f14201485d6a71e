import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { OperationReport } from "../operation-report.js";
import { OperationNames } from "./operation-names.js";

/** From what a cache answers to the longest deadline that makes sense, in seconds. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const POINTS = [1, 10, 30, 100, 300, 1_000, 3_000, 10_000];

export interface OperationMetrics {
  begun(): void;
  ended(report: OperationReport): void;
}

/** What callers asked for, and what became of it. */
export const operationMetrics = (registry: Registry): OperationMetrics => {
  const names = new OperationNames();
  const registers = [registry];
  const inFlight = new Gauge({
    name: "auditgraph_operations_in_flight",
    help: "GraphQL operations that are being answered.",
    registers,
  });
  const operations = new Counter({
    name: "auditgraph_operations_total",
    help: "GraphQL operations, by name (the first 50 that were run for callers who were let in, else other) and outcome.",
    labelNames: ["operation", "outcome"] as const,
    registers,
  });
  const durations = new Histogram({
    name: "auditgraph_operation_duration_seconds",
    help: "From a request's arrival to its answer, by the operation's name.",
    labelNames: ["operation"] as const,
    buckets: SECONDS,
    registers,
  });
  const costs = new Histogram({
    name: "auditgraph_operation_cost_points",
    help: "What operations were planned to cost at most, in points of limits.cost.",
    buckets: POINTS,
    registers,
  });
  const errors = new Counter({
    name: "auditgraph_operation_errors_total",
    help: "Operations whose answer has this error code, in errors or in coverage; each code once an operation.",
    labelNames: ["code"] as const,
    registers,
  });
  const deduplicated = new Counter({
    name: "auditgraph_deduplicated_reads_total",
    help: "Reads that another read of the same operation served.",
    registers,
  });
  return {
    begun: () => inFlight.inc(),
    ended: (report) => {
      const { outcome, durationMs, cost, codes, upstreamCalls } = report;
      const operation = names.classOf(report);
      inFlight.dec();
      operations.inc({ operation, outcome });
      durations.observe({ operation }, durationMs / 1_000);
      if (cost !== undefined) costs.observe(cost);
      for (const code of codes) errors.inc({ code });
      if (upstreamCalls.deduplicated > 0) deduplicated.inc(upstreamCalls.deduplicated);
    },
  };
};
