import type { Config } from "./config.js";

/** What is settled when the process starts to listen. */
const settled: Readonly<Record<string, (config: Config) => unknown>> = {
  "server.host": ({ server }) => server.host,
  "server.port": ({ server }) => server.port,
  "server.writeTimeoutMs": ({ server }) => server.writeTimeoutMs,
  "server.maxBufferedBytes": ({ server }) => server.maxBufferedBytes,
  "server.maxConnections": ({ server }) => server.maxConnections,
  "limits.bodyBytes": ({ limits }) => limits.bodyBytes,
  "traces.endpoint": ({ traces }) => traces.url,
  "traces.sampleRatio": ({ traces }) => traces.sampleRatio,
};

/** Keys in which a configuration differs from the one of the start, and which only a restart can change. */
export const waitingForRestart = (started: Config, wanted: Config): string[] =>
  Object.entries(settled).flatMap(([key, of]) => (of(started) === of(wanted) ? [] : [key]));
