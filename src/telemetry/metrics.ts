import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { OperationReport, UpstreamObserver } from "./reports.js";
import { type SharedMetrics, sharedMetrics } from "./shared-metrics.js";
import { sourceMetrics, type SourceStates, upstreamMetrics } from "./upstream-metrics.js";

/** Names that get a series of their own; a histogram has 15 lines for each. */
const MOST = 50;
const LONGEST = 64;

/** The class of operations without a name, or whose document never came to be known. */
const UNNAMED = "unnamed";
const OTHER = "other";

/**
 * Puts operations into a bounded number of classes, whatever callers name theirs: the first 50 names keep theirs, every
 * later one is "other". Only operations that were run for callers who were let in take a place: otherwise anybody could use
 * them up; what was refused may still have a name that is known.
 */
class OperationNames {
  readonly #known = new Set<string>();

  classOf({ name, outcome, anonymous = false }: Pick<OperationReport, "name" | "outcome" | "anonymous">): string {
    if (anonymous) return OTHER;
    if (name === null) return UNNAMED;
    if (this.#known.has(name)) return name;
    if (outcome === "refused" || name.length > LONGEST || name === OTHER || this.#known.size >= MOST) return OTHER;
    this.#known.add(name);
    return name;
  }
}

/** From what a cache answers to the longest deadline that makes sense, in seconds. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const POINTS = [1, 10, 30, 100, 300, 1_000, 3_000, 10_000];

interface OperationMetrics {
  begun(): void;
  ended(report: OperationReport): void;
}

/** What callers asked for, and what became of it. */
const operationMetrics = (registry: Registry): OperationMetrics => {
  const names = new OperationNames();
  const registers = [registry];
  const inFlight = new Gauge({
    name: "auditgraph_operations_in_flight",
    help: "GraphQL operations that are being answered.",
    registers,
  });
  const operations = new Counter({
    name: "auditgraph_operations_total",
    help: "GraphQL operations, by name (the first 50 that were run for callers who were let in, otherwise other) and outcome.",
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
    help: "Reads that another one served, of the same operation or of another.",
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

/** Everything at /metrics. A registry of its own: two servers in one process share nothing. */
export class Metrics {
  readonly registry = new Registry();
  readonly upstream: UpstreamObserver = upstreamMetrics(this.registry);
  /** What all operations share. */
  readonly shared: SharedMetrics = sharedMetrics(this.registry);
  readonly #operations = operationMetrics(this.registry);
  readonly #countSources = sourceMetrics(this.registry, () => this.#states());
  readonly #connectionsClosed: Counter<"reason">;
  readonly #traceExports: Counter<"code">;
  readonly #accessLogFailures: Counter;
  readonly #reloads: Counter<"outcome">;
  readonly #lastReload: Gauge;
  #states: SourceStates = () => [];
  #refusals: () => ReadonlyMap<string, number> = () => new Map();
  #waitingBytes = (): number => 0;

  /** `ofProcess`: the process' own too: event loop, heap, garbage collection, CPU. It starts timers. */
  constructor(version: string, ofProcess: boolean) {
    const registers = [this.registry];
    if (ofProcess) collectDefaultMetrics({ register: this.registry });
    new Gauge({
      name: "auditgraph_build_info",
      help: "Always 1; the label tells the version.",
      labelNames: ["version"],
      registers,
    }).set({ version }, 1);
    const refusals = (): ReadonlyMap<string, number> => this.#refusals();
    new Counter({
      name: "auditgraph_refusals_total",
      help: "Operations that were refused: by the limit that they were over, of an operation or (rate…) of a minute; equalFields: it says the same again and again; openBrackets: it nests too deeply to be parsed; longTexts: a text in it is longer than any may be; documents: theirs is not run here; credentials: not believed; access: they could not be checked; large…: too many large operations wait, of the caller or of all (queue); live…: too many subscriptions are open, of the caller or of all; bodies…: too many long requests are held, of the caller or of all.",
      labelNames: ["reason"],
      registers,
      collect() {
        this.reset();
        for (const [reason, count] of refusals()) this.inc({ reason }, count);
      },
    });
    this.#connectionsClosed = new Counter({
      name: "auditgraph_connections_closed_total",
      help: "Callers' connections that were closed: write_timeout, buffered_bytes (they did not read), connections (too many), pipelined (too many requests ahead).",
      labelNames: ["reason"] as const,
      registers,
    });
    const waitingBytes = (): number => this.#waitingBytes();
    new Gauge({
      name: "auditgraph_waiting_answer_bytes",
      help: "Answers that callers have not read to their end.",
      registers,
      collect() {
        this.set(waitingBytes());
      },
    });
    this.#traceExports = new Counter({
      name: "auditgraph_trace_exports_total",
      help: "Batches of spans that were handed to the collector (OK) or not (FAILED).",
      labelNames: ["code"] as const,
      registers,
    });
    this.#reloads = new Counter({
      name: "auditgraph_reloads_total",
      help: "Times that the configuration was read again, by what became of it: served or refused.",
      labelNames: ["outcome"] as const,
      registers,
    });
    this.#lastReload = new Gauge({
      name: "auditgraph_last_reload_successful",
      help: "1 where the configuration that was read last is served, 0 where it was refused.",
      registers,
    });
    this.#lastReload.set(1);
    this.#accessLogFailures = new Counter({
      name: "auditgraph_access_log_failures_total",
      help: "Lines of the access log that could not be written, and times that its file could not be opened anew.",
      registers,
    });
  }

  /** The configuration was read again: it is served, or was refused. */
  reloaded(served: boolean): void {
    this.#reloads.inc({ outcome: served ? "served" : "refused" });
    this.#lastReload.set(served ? 1 : 0);
  }

  /** From now on the state of these sources is shown. */
  watchSources(states: SourceStates): void {
    this.#states = states;
  }

  /** From now on these refusals are shown: how many there were since the start, by reason. */
  watchRefusals(counts: () => ReadonlyMap<string, number>): void {
    this.#refusals = counts;
  }

  /** From now on these are the bytes of answers that wait for their callers. */
  watchWaitingBytes(bytes: () => number): void {
    this.#waitingBytes = bytes;
  }

  operationBegun(): void {
    this.#operations.begun();
  }

  operationEnded(report: OperationReport): void {
    this.#operations.ended(report);
    this.#countSources(report);
  }

  /** A connection was closed for what it held of the process, by reason. */
  connectionClosed(reason: string): void {
    this.#connectionsClosed.inc({ reason });
  }

  /** An attempt to hand spans over to the collector ended. */
  spansExported(succeeded: boolean): void {
    this.#traceExports.inc({ code: succeeded ? "OK" : "FAILED" });
  }

  /** A line of the access log is lost, or its file could not be reopened. */
  accessLogFailed(): void {
    this.#accessLogFailures.inc();
  }
}
