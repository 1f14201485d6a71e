import { Counter, Histogram, type Registry } from "prom-client";
import type { UpstreamObserver } from "../upstream-observer.js";

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
