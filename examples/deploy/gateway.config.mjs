/** Hive Gateway before replicas of auditgraph. Every operation of auditgraph is a query, so any may be asked twice. */
import { gatewayConfig as federation } from "../federation/gateway.config.mjs";

export const gatewayConfig = {
  ...federation,
  // One name stands for all replicas: another try meets another one.
  upstreamRetry: { maxRetries: 2, retryDelay: 50 },
  // A little more than auditgraph's own deadline (server.deadlineMs), so that its answer is the one that is told.
  upstreamTimeout: 12_000,
};
