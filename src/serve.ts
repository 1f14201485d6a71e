import { accessTold } from "./access-told.js";
import { directAccessLog } from "./direct-access-log.js";
import { type Running, start } from "./app.js";
import type { Config } from "./config/config.js";
import { version } from "./config/version.js";
import { servedBy } from "./served-by.js";
import type { Served } from "./server/served.js";
import { createTelemetry } from "./telemetry/create-telemetry.js";
import type { Log } from "./telemetry/log.js";
import { type Clock, systemClock } from "./upstream/clock.js";

export interface ServeOptions {
  readonly log: Log;
  readonly clock?: Clock;
  /** This is the process' one server: /metrics tells of the process too. */
  readonly isWholeProcess?: boolean;
  /** The configuration is the sandbox's: callers are told, and the console is served too. */
  readonly isSandbox?: boolean;
}

export interface Serving extends Running {
  /** Serves another configuration from now on, but for what waits for a restart (waitingForRestart). */
  reconfigure(config: Config): Promise<void>;
  /** Opens the access log's file anew, which somebody has put aside. */
  reopenLogs(): void;
}

/** What an operator should read of a configuration that is served: what its roles amount to, and what is odd. */
const tell = (config: Config, { sources }: Pick<Served, "sources">, log: Log): void => {
  const { unknownVariables: variables } = config;
  if (variables.length > 0) log.warn({ variables }, "nothing reads these environment variables; are they misspelled?");
  for (const { scope, verdict, result, cure } of accessTold(config, sources)) {
    if (verdict === "good") log.info({ scope }, result);
    else log.warn({ scope }, `${result}. ${cure}`);
  }
};

/** Configuration → sources → schema → server. Asks nothing of any upstream: those that are down do not stop the start. */
export const serve = async (config: Config, options: ServeOptions): Promise<Serving> => {
  const { log, clock = systemClock, isWholeProcess = false, isSandbox = false } = options;
  const { host, port, ...connections } = config.server;
  const { traces } = config;
  const telemetry = await createTelemetry({ log, version, traces, process: isWholeProcess });
  directAccessLog(telemetry, config);
  const served = (wanted: Config) => servedBy(wanted, { telemetry, clock, isSandbox });
  const first = served(config);
  const running = await start({
    ...first,
    host,
    port,
    connections,
    withConsole: isSandbox,
    clock: () => clock.now(),
    telemetry,
  });
  tell(config, first, log);
  return {
    ...running,
    reconfigure: async (wanted) => {
      directAccessLog(telemetry, wanted);
      const next = served(wanted);
      await running.replace(next);
      tell(wanted, next, log);
    },
    reopenLogs: () => telemetry.accessLog.reopen(),
  };
};
